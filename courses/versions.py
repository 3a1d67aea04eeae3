"""Which version of a course somebody completed: found from what is live, recorded when first needed."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from wagtail.models import Page

from courses.models import CoursePage, CourseVersion


def current_version(*, course: CoursePage, now: datetime) -> CourseVersion:
    """The version that is live now, in all its languages together. Safe to repeat."""
    digest = _digest(course)
    found = CourseVersion.objects.filter(course_key=course.course_key, digest=digest).first()
    return found or _record(course, digest, now)


def _record(course: CoursePage, digest: str, now: datetime) -> CourseVersion:
    rows = CourseVersion.objects.filter(course_key=course.course_key)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return CourseVersion.objects.create(
                course_key=course.course_key, number=number, digest=digest, first_seen_at=now
            )
    except IntegrityError:  # somebody else recorded a version at the same instant
        found = rows.filter(digest=digest).first()
        return found or _record(course, digest, now)


def _digest(course: CoursePage) -> str:
    translations = CoursePage.objects.filter(translation_key=course.translation_key).live()
    tree = Q()
    for path in translations.values_list("path", flat=True):
        tree |= Q(path__startswith=path)
    pages = Page.objects.filter(tree).live().order_by("translation_key", "locale_id")
    facts = pages.values_list("translation_key", "locale_id", "live_revision_id")
    return hashlib.sha256(repr([tuple(map(str, fact)) for fact in facts]).encode()).hexdigest()
