"""An editor says that a course has changed materially: what she publishes now, and what it asks of those who know it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from accounts.models import User
from courses.models import CoursePage, CourseVersion
from courses.versions import current_version


class AlreadyDeclared(Exception):
    """What would be live was declared a material change before."""


@dataclass(frozen=True)
class Change:
    """What is declared: `competencies` are codes (none: all), `delta` the steps to take, `due_on` the last day for it."""

    summary: str
    competencies: Sequence[str]
    delta: Sequence[uuid.UUID]
    due_on: date


def drafts(course: CoursePage) -> QuerySet[Page]:
    """The pages of the course, in all its languages, that have something unpublished; in the order of the course."""
    pages = Page.objects.none()
    for path in _paths(course):
        pages |= Page.objects.filter(path__startswith=path)
    changed = pages.filter(has_unpublished_changes=True) | pages.filter(live=False)
    return changed.exclude(latest_revision=None).order_by("path")


def declare(
    *, course: CoursePage, pages: Sequence[Page], change: Change, by: User, now: datetime
) -> CourseVersion:
    """Publishes the newest drafts of the pages and records what is live then as a material change, both or neither.

    Raises AlreadyDeclared.
    """
    with transaction.atomic():
        CoursePage.objects.select_for_update().get(pk=course.pk)
        # Whoever completes the course at this instant completes a version that is numbered before the change.
        current_version(course=course, now=now)
        for page in sorted(pages, key=lambda page: page.path):
            page.get_latest_revision().publish(user=by)
        version = current_version(course=course, now=now)
        claimed = CourseVersion.objects.filter(pk=version.pk, material=False).update(
            material=True,
            summary=change.summary,
            competencies=list(change.competencies),
            delta=[str(key) for key in change.delta],
            due_on=change.due_on,
            declared_at=now,
            declared_by=by,
        )
        if not claimed:
            raise AlreadyDeclared
        version.refresh_from_db()
    return version


def _paths(course: CoursePage) -> list[str]:
    rows = CoursePage.objects.filter(translation_key=course.translation_key)
    return list(rows.values_list("path", flat=True))
