"""Cascade training: sessions taught by certified trainers, counted beside certificates and never with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from certificates import serial, status
from certificates.models import Certificate
from readiness import attendance, denominators, suppression
from readiness.attendance import Entry, Problem
from readiness.figures import POLICY
from readiness.groups import GROUPS, group_of
from readiness.models import CascadeParticipant, CascadeSession
from readiness.suppression import Figure

BACK = timedelta(days=365)

SENTENCES: dict[str, Promise] = {
    "too_large": gettext_lazy("The list is too long for one session."),
    "encoding": gettext_lazy("The file is not UTF-8 text. Save it as “CSV UTF-8”."),
    "nobody": gettext_lazy("Nobody is named. Write one address or certificate code per line."),
    "too_many": gettext_lazy("%(found)s people are named; a session has at most 200."),
    "twice": gettext_lazy("The same person stands on line %(found)s already."),
    "unknown": gettext_lazy(
        "“%(found)s” is neither the confirmed address of an account in your country nor a certificate code of one."
    ),
    "again": gettext_lazy("“%(found)s” is recorded for this course on this day already."),
    "herself": gettext_lazy("“%(found)s” is you: a trainer is no participant."),
}


class NotCertified(Exception):
    """She holds no certificate of that course that is valid today and was valid on the day of the session."""


class BadDay(Exception):
    """The day of the session lies in the future or more than a year back."""


class BadList(Exception):
    """Somebody on the list cannot be recorded; `problems` says who and why. Nothing was kept."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


def sentence(problem: Problem) -> str:
    text = str(SENTENCES[problem.code]) % {"found": problem.found}
    if not problem.line:
        return text
    return _("Line %(line)s: %(text)s") % {"line": problem.line, "text": text}


def teachable(trainer: User, *, day: date) -> list[Certificate]:
    """Certificates of courses that she may teach on: valid that day, one per course, by title."""
    held = Certificate.objects.filter(user=trainer, kind=Certificate.Kind.COURSE)
    found = {row.subject_key: row for row in status.valid_on(day, among=held)}
    return sorted(found.values(), key=lambda row: row.title)


def record(
    *,
    trainer: User,
    country: str,
    course_key: UUID,
    day: date,
    place: str,
    people: Sequence[Entry],
    now: datetime,
) -> CascadeSession:
    """Keep the session with everybody on the list, or nothing. Raises `NotCertified`, `BadDay`, `BadList`."""
    if not now.date() - BACK <= day <= now.date():
        raise BadDay
    certificate = _certificate(trainer, course_key, day=day, today=now.date())
    found, problems = _resolve(people, country)
    problems += _refused(found, trainer, course_key, day)
    if problems:
        raise BadList(sorted(problems, key=lambda problem: problem.line))
    try:
        with transaction.atomic():
            session = CascadeSession.objects.create(
                country=country,
                trainer=trainer,
                certificate=certificate,
                course_key=course_key,
                title=certificate.title,
                day=day,
                place=place,
                recorded_at=now,
            )
            CascadeParticipant.objects.bulk_create(_participants(session, found.values()))
    except IntegrityError as problem:  # the same list sent twice at once
        raise BadList(_refused(found, trainer, course_key, day)) from problem
    return session


def _participants(session: CascadeSession, people: Iterable[User]) -> list[CascadeParticipant]:
    return [
        CascadeParticipant(
            session=session,
            user=user,
            course_key=session.course_key,
            country=user.country,
            cadre=user.cadre,
            day=session.day,
        )
        for user in people
    ]


def _certificate(trainer: User, course_key: UUID, *, day: date, today: date) -> Certificate:
    valid = {row.subject_key: row for row in teachable(trainer, day=today)}
    if course_key not in valid or course_key not in {
        row.subject_key for row in teachable(trainer, day=day)
    }:
        raise NotCertified
    return valid[course_key]


def _resolve(people: Sequence[Entry], country: str) -> tuple[dict[Entry, User], list[Problem]]:
    """Accounts by line. One sentence for no account and for one of another country: a list is no directory."""
    addresses = EmailAddress.objects.filter(
        email__in={e.text.lower() for e in people}, verified=True
    ).select_related("user")
    by_address = {row.email.lower(): row.user for row in addresses}
    codes = {entry: code for entry in people if (code := _code(entry.text))}
    rows = Certificate.objects.filter(code__in=codes.values(), user__isnull=False)
    by_code = {row.code: row.user for row in rows.select_related("user")}
    found: dict[Entry, User] = {}
    seen: dict[int, int] = {}
    problems = []
    for entry in people:
        user = by_address.get(entry.text.lower()) or by_code.get(codes.get(entry, ""))
        if user is None or not user.is_active or user.country != country:
            problems.append(Problem(entry.line, "unknown", entry.text))
        elif seen.setdefault(user.pk, entry.line) != entry.line:
            problems.append(Problem(entry.line, "twice", str(seen[user.pk])))
        else:
            found[entry] = user
    return found, problems


def _code(text: str) -> str:
    try:
        return serial.parse(text)
    except serial.Mistyped:
        return ""


def _refused(found: dict[Entry, User], trainer: User, course_key: UUID, day: date) -> list[Problem]:
    keys = [user.pk for user in found.values()]
    before = CascadeParticipant.objects.filter(user__in=keys, course_key=course_key, day=day)
    known = set(before.values_list("user", flat=True))
    return [
        Problem(entry.line, "herself" if user == trainer else "again", entry.text)
        for entry, user in found.items()
        if user == trainer or user.pk in known
    ]


@dataclass(frozen=True, slots=True)
class Taught:
    """People of one group who took part in sessions on one course, as a reader may see the number."""

    course: str
    group: str
    people: Figure


def taught(country: str, *, day: date, exact: bool) -> list[Taught]:
    """Distinct people by course and group, each counted once per course. Three queries."""
    titles = dict(
        CascadeSession.objects.filter(country=country)
        .order_by("day", "pk")
        .values_list("course_key", "title")
    )
    counts: dict[tuple[UUID, str], int] = {}
    rows = CascadeParticipant.objects.filter(country=country, day__lte=day).order_by()
    for course, cadre, people in rows.values_list("course_key", "cadre").annotate(
        Count("user", distinct=True)
    ):
        key = course, group_of(cadre)
        counts[key] = counts.get(key, 0) + people
    sizes = denominators.valid_on(day, countries=[country], groups=GROUPS)

    def told(group: str, count: int) -> Figure:
        size = sizes.get((country, group))
        value = size.value if size else None
        return suppression.publish(count, value, policy=POLICY, unrestricted=exact)

    return [
        Taught(title, group, told(group, counts[course, group]))
        for course, title in sorted(titles.items(), key=lambda pair: pair[1])
        for group in GROUPS
        if (course, group) in counts
    ]


def sessions(rows: QuerySet[CascadeSession]) -> list[tuple[CascadeSession, int]]:
    """Sessions with the number of participants who still have an account. Two queries."""
    found = list(rows.select_related("trainer"))
    heads = dict(
        CascadeParticipant.objects.filter(session__in=found)
        .order_by()
        .values_list("session")
        .annotate(Count("pk"))
    )
    return [(session, heads.get(session.pk, 0)) for session in found]


def read_list(text: str, file: bytes | None) -> list[Entry]:
    """From the file if one was sent, from the typed list otherwise. Raises `BadList`."""
    entries, problems = attendance.read(text.encode() if file is None else file)
    if problems:
        raise BadList(problems)
    return entries
