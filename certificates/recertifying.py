"""A course changed materially: who is asked to take the update, and what becomes of those who do not.

The declaration stands on the course version (`courses.declaring`). Who is to be asked follows from the database alone:
valid certificates of an earlier version without a row of Recertification. So asking can be done in pieces, be
interrupted, and be done twice.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates import renewal
from certificates.issuing import course_in
from certificates.models import Certificate, Notice, Recertification
from certificates.renewal import NotPossible
from certificates.status import valid_on
from courses import refreshing
from courses.models import CourseCompletion, CourseVersion, Refresher

CHUNK = 500
LATE_NOTICE = timedelta(days=30)
Status = Recertification.Status


@dataclass(frozen=True)
class Impact:
    """Whom a material change would ask: people by country, the most first."""

    people: int
    by_country: list[tuple[str, int]]


def impact(
    *, course_key: uuid.UUID, competencies: Collection[str], before: int | None, day: date
) -> Impact:
    """What an editor is shown before she confirms. `before`: the version it will be, None for one yet to come."""
    rows = _touched(course_key, competencies, before, day)
    counted = rows.order_by().values("country").annotate(people=Count("user", distinct=True))
    by_country = sorted(
        ((row["country"], row["people"]) for row in counted), key=lambda pair: (-pair[1], pair[0])
    )
    return Impact(sum(people for _country, people in by_country), by_country)


def affected(version: CourseVersion, day: date) -> QuerySet[Certificate]:
    """Certificates that count on the day and are of a version before this change."""
    return _touched(version.course_key, version.competencies, version.number, day)


def ask(*, version: CourseVersion, now: datetime, most: int = CHUNK) -> list[int]:
    """Asks the next holders, with their notices in the same transaction; the notices to send. None left: empty.

    Safe to repeat, also by two at the same time.
    """
    with transaction.atomic():
        asked = Recertification.objects.filter(version=version)
        rows = affected(version, now.date()).exclude(chain__in=asked.values("chain"))
        chosen = list(rows.order_by("pk")[:most])
        Recertification.objects.bulk_create(
            [
                Recertification(
                    chain=row.chain,
                    version=version,
                    certificate=row,
                    asked_at=now,
                    due_on=_due(version, now.date()),
                )
                for row in chosen
            ],
            ignore_conflicts=True,
        )
        notices = {"kind": Notice.Kind.ASKED, "about": str(version.number)}
        Notice.objects.bulk_create(
            [Notice(certificate=row, created_at=now, changed_at=now, **notices) for row in chosen],
            ignore_conflicts=True,
        )
        sent = Notice.objects.filter(
            certificate__in=chosen, status=Notice.Status.WAITING, **notices
        )
        return list(sent.values_list("pk", flat=True))


def declared() -> QuerySet[CourseVersion]:
    return CourseVersion.objects.filter(material=True)


def overdue(day: date) -> QuerySet[Recertification]:
    """Those whose date has passed, the oldest first; not while none of the steps is published."""
    rows = Recertification.objects.filter(status=Status.ASKED, due_on__lt=day)
    versions = CourseVersion.objects.filter(pk__in=rows.values("version"))
    possible = [version for version in versions if refreshing.live_steps(version.delta)]
    return rows.filter(version__in=possible).order_by("pk")


def close(*, asked: Recertification, now: datetime) -> Certificate | None:
    """The date has passed: the certificate ends today as superseded, with a notice. Safe to repeat.

    Nothing ends while an update that was completed waits for the worker.
    """
    with transaction.atomic():
        if asked.certificate.user_id:
            User.objects.select_for_update().filter(pk=asked.certificate.user_id).first()
        row = Recertification.objects.select_for_update().get(pk=asked.pk)
        if row.status != Status.ASKED or _is_being_settled(row):
            return None
        current = Certificate.objects.filter(chain=row.chain, ended_on=None).first()
        if not current or current.user_id is None or current.valid_until < now.date():
            settle(row, Status.LAPSED, current or row.certificate, now)
            return None
        current.ended_on = max(now.date(), current.valid_from)
        current.save(update_fields=["ended_on"])
        settle(row, Status.MISSED, current, now)
        renewal.tell(current, Notice.Kind.ENDED, now, about=str(row.version.number))
        return current


def settle(
    row: Recertification, status: Recertification.Status, certificate: Certificate, now: datetime
) -> None:
    row.status, row.certificate, row.settled_at = status, certificate, now
    row.save()


def begin(*, certificate: Certificate, number: int, now: datetime) -> Refresher:
    """Opens the update for the holder. Safe to repeat. Raises NotPossible."""
    row = (
        Recertification.objects.filter(chain=certificate.chain, version__number=number)
        .select_related("version")
        .first()
    )
    if certificate.user is None or row is None or not is_open(row, now.date()):
        raise NotPossible(_("This update is not asked of you, or its time is over."))
    try:
        return refreshing.begin(
            user=certificate.user,
            course=course_in(row.version.course_key, certificate.user.language),
            kind=Refresher.Kind.UPDATE,
            steps=row.version.delta,
            version=row.version,
            now=now,
            since=row.version.declared_at or now,
        )
    except refreshing.NothingToDo:
        raise NotPossible(
            _("The steps of this update are not published at the moment. Nothing is lost.")
        ) from None


def was_missed(certificate: Certificate) -> bool:
    """Whether it ended because an update was not taken in time. Asks only about one that ended."""
    if certificate.ended_on is None or certificate.revoked_at:
        return False
    return certificate.recertifications.filter(status=Status.MISSED).exists()


def is_open(row: Recertification, day: date) -> bool:
    """Whether taking the update (still) helps."""
    late = row.status == Status.MISSED and day <= row.due_on + renewal.grace()
    return row.status == Status.ASKED or late


def _touched(
    course_key: uuid.UUID, competencies: Collection[str], before: int | None, day: date
) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(
        kind=Certificate.Kind.COURSE, subject_key=course_key, user__isnull=False
    )
    if before is not None:
        rows = rows.filter(version__lt=before)
    rows = valid_on(day, rows)
    if not competencies:
        return rows
    touched = Q(pk__in=[])
    for held in rows.order_by().values_list("competencies", flat=True).distinct():
        if not {one["code"] for one in held}.isdisjoint(competencies):
            touched |= Q(competencies=held)
    return rows.filter(touched)


def _due(version: CourseVersion, day: date) -> date:
    """Who is asked later than the others has as many days as they had, but not more than thirty."""
    declared_on = version.declared_at.date() if version.declared_at else day
    due_on = version.due_on or day
    return max(due_on, day + min(due_on - declared_on, LATE_NOTICE))


def _is_being_settled(row: Recertification) -> bool:
    completed = CourseCompletion.objects.filter(
        refresher__version=row.version, enrolment__user=row.certificate.user_id, renewal=None
    )
    return completed.exists()
