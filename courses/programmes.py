"""The programmes that ship with the platform: made once their courses are there, then left to the editors."""

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from wagtail.models import Locale

from courses.models import CataloguePage, CoursePage, ProgrammePage
from courses.site import catalogue_in

SOURCE = Path(settings.CONTENT_DIR) / "programmes.toml"


def load(source: Path = SOURCE) -> list[str]:
    """Make the programmes that are missing and whose courses are all live; return their keys. Safe to repeat."""
    entries = tomllib.loads(source.read_text(encoding="utf-8"))["programmes"]
    return [entry["key"] for entry in entries if _load(entry)]


def _load(entry: dict[str, Any]) -> bool:
    if ProgrammePage.objects.filter(key=entry["key"]).exists():
        return False
    found = {
        page.key: page
        for page in CoursePage.objects.live().filter(
            key__in=entry["courses"], locale__language_code=settings.LANGUAGE_CODE
        )
    }
    if set(found) != set(entry["courses"]):
        return False
    page = _publish(
        entry, catalogue_in(settings.LANGUAGE_CODE), [found[key] for key in entry["courses"]]
    )
    for language in sorted(entry["title"].keys() - {settings.LANGUAGE_CODE}):
        _translate(page, entry, language)
    return True


def _publish(
    entry: dict[str, Any], catalogue: CataloguePage, courses: list[CoursePage]
) -> ProgrammePage:
    language = settings.LANGUAGE_CODE
    page = ProgrammePage(
        title=entry["title"][language],
        summary=entry["summary"][language],
        slug=entry["key"],
        key=entry["key"],
        level=entry["level"],
        cadres=entry["cadres"],
    )
    for number, course in enumerate(courses):
        page.courses.create(course=course, sort_order=number)
    page = catalogue.add_child(instance=page)
    page.save_revision().publish()
    return page


def _translate(page: ProgrammePage, entry: dict[str, Any], language: str) -> None:
    copy = page.copy_for_translation(Locale.objects.get(language_code=language))
    copy.title = copy.draft_title = entry["title"][language]
    copy.summary = entry["summary"][language]
    copy.save_revision().publish()
