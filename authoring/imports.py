"""An uploaded course on its way: received, looked at, agreed to or abandoned."""

import io
from collections.abc import Collection
from datetime import datetime
from typing import IO

from django.db import transaction

from accounts.models import User
from authoring import reading
from authoring.apply import Applied, apply
from authoring.course import Course
from authoring.models import ImportRecord

WAITING = ImportRecord.Status.WAITING
ABANDONED = ImportRecord.Status.ABANDONED


class Decided(Exception):
    """Somebody already agreed to this import or abandoned it."""


class Unreadable(Exception):
    """What was readable when it came is not any more (the rules became stricter)."""


def receive(
    *, course: Course, archive: IO[bytes], user: User | None, now: datetime, name: str = ""
) -> ImportRecord:
    """Keeps the archive until somebody decides; an earlier one of the same person is abandoned."""
    archive.seek(0)
    facts = {"course_key": course.key, "language": course.language, "created_by": user}
    ImportRecord.objects.filter(**facts, status=WAITING).update(status=ABANDONED, archive=b"")
    return ImportRecord.objects.create(
        **facts, status=WAITING, name=name[:200], archive=archive.read(), created_at=now
    )


def course_of(record: ImportRecord) -> Course:
    course, _problems = reading.from_zip(io.BytesIO(bytes(record.archive)))
    if course is None:
        raise Unreadable
    return course


def decide(
    *,
    record: ImportRecord,
    user: User | None,
    now: datetime,
    agreed: str,
    take: Collection[str] = (),
    publish: bool = False,
    arrange: bool = True,
) -> Applied:
    """Applies what was agreed to, once. Raises Decided or PlanOutdated and changes nothing then."""
    course = course_of(record)
    with transaction.atomic():
        claimed = ImportRecord.objects.filter(pk=record.pk, status=WAITING)
        if not claimed.update(status=ImportRecord.Status.APPLIED):
            raise Decided
        return apply(
            course=course,
            now=now,
            user=user,
            publish=publish,
            take=take,
            record=record,
            agreed=agreed,
            arrange=arrange,
        )


def abandon(*, record: ImportRecord) -> None:
    """Safe to repeat."""
    rows = ImportRecord.objects.filter(pk=record.pk, status=WAITING)
    rows.update(status=ABANDONED, archive=b"")
