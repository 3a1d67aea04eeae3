"""A holder renews by herself: from the button to the next link of the chain.

She does the steps of a refresher (`courses.refreshing`); its completion arrives here through the same door as that of a
course. What it leads to is decided once, by the day on which she completed it, and recorded as a Renewal.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates import issuing, recertifying
from certificates.models import Certificate, Notice, Recertification, Renewal
from certificates.renewal import NotPossible, follow, grace, window
from courses import refreshing
from courses.models import CourseCompletion, CoursePage, Refresher
from courses.progress import required_steps

Outcome = Renewal.Outcome
Decided = tuple[Renewal.Outcome, Certificate | None]
Asked = Recertification.Status


@dataclass(frozen=True)
class Term:
    """When the last certificate of a chain can be renewed; after that the whole course is taken again."""

    opens_on: date
    closes_on: date

    def is_open(self, day: date) -> bool:
        return self.opens_on <= day <= self.closes_on


def term(last: Certificate) -> Term | None:
    """None when it was revoked or has ended: nothing is left to be renewed."""
    if last.ended_on is not None:
        return None
    return Term(last.valid_until - window(), last.valid_until + grace())


def begin(*, certificate: Certificate, now: datetime) -> Refresher:
    """Opens the short way, or the whole course where there is none or its time is over. Safe to repeat. Raises NotPossible."""
    user, day = certificate.user, now.date()
    if user is None or certificate.kind != Certificate.Kind.COURSE:
        raise NotPossible(_("Only the holder of a course certificate can renew it."))
    last = last_link(user, certificate.subject_key)
    open_term = term(last) if last else None
    if open_term and day < open_term.opens_on:
        raise NotPossible(_("It is too early to renew this certificate."))
    try:
        course = issuing.course_in(certificate.subject_key, user.language)
        steps = refreshing.short_way(course) if open_term and open_term.is_open(day) else []
        since = open_term.opens_on if open_term else (last and last.ended_on) or day
        return refreshing.begin(
            user=user,
            course=course,
            kind=Refresher.Kind.SHORT if steps else Refresher.Kind.WHOLE,
            steps=steps or required_steps(course),
            now=now,
            since=datetime(since.year, since.month, since.day, tzinfo=now.tzinfo),
        )
    except (issuing.CourseGone, refreshing.NothingToDo):
        raise NotPossible(_("The course is not published at the moment.")) from None


def certify(*, completion: CourseCompletion, now: datetime) -> Certificate | None:
    """The one door: what any completion leads to, once. Safe to repeat. Raises NotEarned, CourseGone."""
    if completion.refresher_id:
        return settle(completion=completion, now=now)
    with transaction.atomic():
        certificate = issuing.issue(completion=completion, now=now)
        answer(completion=completion, certificate=certificate, now=now)
    return certificate


def settle(*, completion: CourseCompletion, now: datetime) -> Certificate | None:
    """What the completed refresher leads to, decided once; the certificate that changed. Safe to repeat."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=completion.enrolment.user_id)
        found = Renewal.objects.filter(completion=completion).first()
        if found:
            return found.certificate
        last = last_link(user, completion.enrolment.course_key)
        kind = completion.refresher.kind if completion.refresher else ""
        decide = _update if kind == Refresher.Kind.UPDATE else _renew
        outcome, certificate = decide(user, last, completion, now)
        answer(completion=completion, certificate=certificate or last, now=now)
        Renewal.objects.create(
            completion=completion, outcome=outcome, certificate=certificate, settled_at=now
        )
        return certificate


def answer(*, completion: CourseCompletion, certificate: Certificate | None, now: datetime) -> None:
    """Changes whose steps she has all done since they were declared are answered, however she came to do them."""
    if certificate is None:
        return
    open_rows = Recertification.objects.filter(chain=certificate.chain, status=Asked.ASKED)
    for row in open_rows.select_related("version"):
        since = row.version.declared_at
        if since and refreshing.done_since(completion.enrolment, row.version.delta, since):
            recertifying.settle(row, Asked.TAKEN, certificate, now)


def last_link(user: User, course_key: uuid.UUID) -> Certificate | None:
    """The certificate at the end of her chain: the present one, else the one that ended last."""
    rows = user.certificates.filter(kind=Certificate.Kind.COURSE, subject_key=course_key)
    return max(rows, key=lateness, default=None)


def lateness(row: Certificate) -> tuple[bool, date, int]:
    """Sorts the links of a chain by when they end; the one that has not ended is the last."""
    return row.ended_on is None, row.ended_on or date.max, row.pk


def _renew(
    user: User, last: Certificate | None, completion: CourseCompletion, now: datetime
) -> Decided:
    """By refresher: the same facts with more time. By the whole course: the facts of what was completed now."""
    day = completion.completed_at.date()
    whole = completion.refresher is not None and completion.refresher.kind == Refresher.Kind.WHOLE
    open_term = term(last) if last else None
    if not completion.graded:
        return Outcome.NOT_GRADED, None
    if last is None or open_term is None or day > open_term.closes_on:
        if whole:
            return Outcome.EARNED, issuing.issue_to(user, completion, now)
        return (Outcome.TOO_LATE if open_term else Outcome.ENDED), None
    if day < open_term.opens_on:
        return Outcome.TOO_EARLY, None
    course = issuing.course_of(completion)
    facts = issuing.facts_of_content(completion, course) if whole else {}
    # Who renews says anew where and as what she practises; the name is corrected by staff.
    facts |= {"country": user.country, "cadre": user.cadre, "completion": completion}
    facts |= {"issued_by": None, "valid_until": _moved(last, course, now)}
    origin, notice = Certificate.Origin.RENEWED, Notice.Kind.RENEWED
    return Outcome.RENEWED, follow(last, origin, notice, now, **facts)


def _update(
    user: User, last: Certificate | None, completion: CourseCompletion, now: datetime
) -> Decided:
    """Keeps the validity; within the renewal window a graded update moves it as a refresher would."""
    version, day = completion.version, completion.completed_at.date()
    if last is None or last.revoked_at:
        return Outcome.ENDED, None
    row = Recertification.objects.filter(version=version, chain=last.chain).first()
    if row is None:
        return Outcome.ENDED, None
    if row.status == Asked.MISSED and not recertifying.is_open(row, day):
        return Outcome.TOO_LATE, None
    open_term = Term(last.valid_until - window(), last.valid_until + grace())
    renews = completion.graded and open_term.is_open(day)
    known = row.status == Asked.TAKEN or last.valid_until < now.date()
    recertifying.settle(row, Asked.TAKEN, last, now)
    if known and not renews:
        return Outcome.NOTED, None
    changes: dict[str, object] = {"completion": completion, "issued_by": None}
    if last.version < version.number:
        changes |= {"version": version.number, "version_digest": version.digest}
    if renews:
        changes["valid_until"] = _moved(last, issuing.course_of(completion), now)
    updated = follow(
        last,
        Certificate.Origin.UPDATED,
        Notice.Kind.UPDATED,
        now,
        about=str(version.number),
        **changes,
    )
    return Outcome.UPDATED, updated


def _moved(last: Certificate, course: CoursePage, now: datetime) -> date:
    """Days that were left are not lost."""
    start = max(now.date(), last.valid_until + timedelta(days=1))
    return issuing.last_valid_day(start, course.validity_months)
