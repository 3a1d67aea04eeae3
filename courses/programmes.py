"""Brings the bundled programmes into the page tree."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from courses.models import CataloguePage, CoursePage, ProgrammePage


class MissingCourse(Exception):
    """A programme names a course that is not there."""


@transaction.atomic
def install(catalogue: CataloguePage, source: Mapping[str, Any]) -> ProgrammePage:
    """Publish a programme and its translated titles. Safe to repeat: one that exists is left as it is."""
    found = ProgrammePage.objects.filter(key=source["key"], locale=catalogue.locale).first()
    if found:
        return found
    courses = _courses(catalogue, source["courses"])
    page = ProgrammePage(
        title=source["title"]["en"],
        slug=source["key"],
        key=source["key"],
        summary=source["summary"]["en"],
        level=source["level"],
        cadres=source["cadres"],
    )
    for number, course in enumerate(courses):
        page.courses.create(course=course, sort_order=number)
    catalogue.add_child(instance=page)
    page.save_revision().publish()
    _translate(page, source)
    return ProgrammePage.objects.get(pk=page.pk)


def _courses(catalogue: CataloguePage, keys: Sequence[str]) -> list[CoursePage]:
    pages = CoursePage.objects.child_of(catalogue).filter(key__in=keys)
    known = {page.key: page for page in pages}
    missing = [key for key in keys if key not in known]
    if missing:
        raise MissingCourse(", ".join(missing))
    return [known[key] for key in keys]


def _translate(page: ProgrammePage, source: Mapping[str, Any]) -> None:
    for code in source["title"]:
        if code == settings.LANGUAGE_CODE:
            continue
        copy = page.copy_for_translation(Locale.objects.get(language_code=code))
        copy.title = copy.draft_title = source["title"][code]
        copy.summary = source["summary"][code]
        copy.save_revision().publish()
