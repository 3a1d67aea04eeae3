"""Which version of a course somebody completed: found from what is live, recorded when first needed."""

import hashlib
import json
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from wagtail.models import Page

from courses.models import CoursePage, CourseVersion, StepPage

Contents = list[list[str]]


def current_version(*, course: CoursePage, now: datetime) -> CourseVersion:
    """The version that is live now, in all its languages together. Safe to repeat."""
    contents = contents_of(course)
    found = CourseVersion.objects.filter(
        course_key=course.course_key, digest=digest_of(contents)
    ).first()
    return found or _record(course, contents, now)


def contents_of(course: CoursePage) -> Contents:
    """Everything that is live: pages with their revisions, questions with the versions of their texts.

    A certificate carries the digest of this list, so the list can be checked against any certificate.
    """
    translations = CoursePage.objects.filter(translation_key=course.translation_key).live()
    tree = Q(pk__in=[])
    for path in translations.values_list("path", flat=True):
        tree |= Q(path__startswith=path)
    pages = list(Page.objects.filter(tree).live().order_by("translation_key", "locale_id"))
    facts = [
        ["page", str(page.translation_key), str(page.locale_id), str(page.live_revision_id)]
        for page in pages
    ]
    for kind in StepPage.__subclasses__():
        facts += sorted(kind.contents_of([page.pk for page in pages]))
    return facts


def digest_of(contents: Contents) -> str:
    return hashlib.sha256(json.dumps(contents).encode()).hexdigest()


def _record(course: CoursePage, contents: Contents, now: datetime) -> CourseVersion:
    rows = CourseVersion.objects.filter(course_key=course.course_key)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return CourseVersion.objects.create(
                course_key=course.course_key,
                number=number,
                digest=digest_of(contents),
                contents=contents,
                first_seen_at=now,
            )
    except IntegrityError:  # somebody else recorded a version at the same instant
        found = rows.filter(digest=digest_of(contents)).first()
        return found or _record(course, contents, now)
