"""Counts everybody again, set by set inside the database; the result is what `spells.refresh` keeps person by person.

One reading of the certificates serves all programmes; then each programme is replaced in one transaction, under the
lock under which the worker changes its cells. Whoever reads meanwhile sees the former figures, and what
happened meanwhile is counted by the worker's next look, because it goes on from where this reading began.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby

from django.db import connection, transaction
from django.utils import timezone

from certificates.models import Certificate
from readiness import counting_sql
from readiness.counting import Courses
from readiness.counting_sql import KINDS, NUMBERS
from readiness.models import CountedProgramme, DayCell, MonthCell, Spell, Standing

_LOCK = 50_2026  # any number that nothing else of the platform locks
_STEPS = {
    "PEOPLE": "counting_people",
    "SIMPLE": "",
    "OTHERS": "counting_others",
    "RENEWED": "",
    "MOVED_CERTIFICATES": "counting_moved",
}
_SHIFT = 2**40  # certificate numbers stay below


def rebuild(courses: Courses, *, now: datetime | None = None) -> int:
    """Count these programmes again from all certificates; returns how many certificates were read. Safe to repeat."""
    began = now or timezone.now()
    if not courses:
        return 0
    newest = Certificate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    numbers = {
        course: n for n, course in enumerate(sorted({c for n in courses.values() for c in n}))
    }
    alike = sorted(courses.items(), key=lambda pair: (sorted(map(str, pair[1])), pair[0]))
    with _evidence(numbers) as read, _from_nothing(courses):
        for needed, pairs in groupby(alike, key=lambda pair: pair[1]):
            _count_spells(sorted(numbers[course] for course in needed))
            for programme, _needed in pairs:
                _replace(programme, needed, (newest, began))
    for model in (Spell, DayCell, MonthCell):  # or the next question is planned for empty tables
        _analyze(model._meta.db_table)
    return read


@contextmanager
def _from_nothing(courses: Courses) -> Iterator[None]:
    """When all programmes are counted, PostgreSQL empties the large tables and makes their keys afterwards.

    No page reads these two for today's figures; the worker skips programmes that are locked.
    """
    every = set(CountedProgramme.objects.values_list("programme", flat=True))
    if connection.vendor != "postgresql" or not every <= set(courses):
        yield
        return
    with transaction.atomic():
        list(CountedProgramme.objects.select_for_update().order_by("programme"))
        _execute("SET LOCAL maintenance_work_mem = '512MB'")
        keys = [_take_key(model._meta.db_table) for model in (Spell, DayCell)]
        yield
        for key in keys:
            _execute(key)


def _take_key(table: str) -> str:
    """Empty a table and drop its primary key; returns the statement that makes it again."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'",
            [table],
        )
        name, definition = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else counts everything at this moment; whoever is first stays alone until done."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        first = bool(cursor.fetchone()[0])
    try:
        yield first
    finally:
        if first:
            _execute(f"SELECT pg_advisory_unlock({_LOCK})")


@contextmanager
def _evidence(numbers: dict[uuid.UUID, int]) -> Iterator[int]:
    """All certificates that count, as narrow rows in a scratch table; how many."""
    words = _words()
    cases = " ".join(f"WHEN {_key(course)} THEN {number}" for course, number in numbers.items())
    _execute(counting_sql.MOVES.format(utc_day=words["utc_day"].format("m.moved_at")))
    _drop(counting_sql.SCRATCH)
    if connection.vendor == "postgresql":
        _execute("SET work_mem = '256MB'")
    read = _execute(
        counting_sql.EVIDENCE.format(
            scratch=words["scratch"],
            courses=cases,
            keys=", ".join(map(_key, numbers)),
            least=words["least"],
            valid_from=words["number"].format("c.valid_from"),
            valid_until=words["number"].format("c.valid_until"),
            ended_on=words["number"].format("c.ended_on"),
            left_on=words["number"].format(words["utc_day"].format("c.holder_left_at")),
        )
    )
    _analyze("counting_evidence")
    try:
        yield read if read >= 0 else _count("counting_evidence")
    finally:
        _drop(counting_sql.SCRATCH)
        if connection.vendor == "postgresql":
            _execute("RESET work_mem")


@transaction.atomic
def _replace(
    programme: uuid.UUID,
    needed: frozenset[uuid.UUID],
    seen: tuple[int, datetime],
) -> None:
    """Put the counted spells in place of those of the programme."""
    CountedProgramme.objects.get_or_create(programme=programme)
    row = CountedProgramme.objects.select_for_update().get(programme=programme)
    for model in (Spell, DayCell, MonthCell, Standing):
        model.objects.filter(programme=programme).delete()
    today = seen[1].date()
    _write(programme, today)
    row.courses = sorted(map(str, needed))
    row.last_certificate, row.looked_at = seen
    row.standing_on, row.changed_at = today, seen[1]
    row.save()


def _count_spells(numbers: Sequence[int]) -> None:
    """The spells of everybody in a scratch table."""
    words = _words()
    facts: dict[str, object] = {
        **{str(kind): number for kind, number in NUMBERS.items()},
        "scratch": words["scratch"],
        "numbers": ", ".join(map(str, numbers)),
        "weight": "CASE course "
        + " ".join(f"WHEN {n} THEN {2**at}" for at, n in enumerate(numbers))
        + " END",
        "needed": len(numbers),
        "all": 2 ** len(numbers) - 1,
        "none": words["none"],
        "moved_on": words["number"].format("m.day"),
        "shift": f"CAST({_SHIFT} AS bigint)",
        "days": words["list"].format(words["text"].format(words["day"].format("r.starts"))),
    }
    _drop(counting_sql.SCRATCH[:-1])
    for name, made in _STEPS.items():
        _execute(getattr(counting_sql, name).format(**facts))
        if made:
            _analyze(made)
    _execute(counting_sql.INDEX)
    _execute(counting_sql.ISLANDS.format(**facts))


def _write(programme: uuid.UUID, today: date) -> None:
    words = _words()
    kinds = {"kinds": ", ".join(f'"{kind}"' for kind in KINDS), "programme": _key(programme)}
    counted = ", ".join(f"count(*) FILTER (WHERE kind = {NUMBERS[kind]})" for kind in KINDS)
    named = " ".join(f"WHEN {NUMBERS[kind]} THEN '{kind}'" for kind in KINDS)
    added = ", ".join(f'sum("{kind}")' for kind in KINDS)
    _execute(
        counting_sql.SPELLS.format(
            **kinds,
            from_day=words["day"].format("starts"),
            until_day=words["day"].format("until"),
            began=f"CASE began {named} END",
            ended=f"CASE ended {named} END",
        )
    )
    _execute(
        counting_sql.DAYS.format(
            **kinds,
            sums=counted,
            on_day=words["day"].format("number"),
            renewed=NUMBERS["renewed"],
        )
    )
    _execute(counting_sql.MONTHS.format(**kinds, sums=added, month=words["month"].format("day")))
    number = (today - date(1970, 1, 1)).days
    _execute(counting_sql.STANDING.format(**kinds, number=number))


def _words() -> dict[str, str]:
    return counting_sql.WORDS[connection.vendor]


def _key(key: uuid.UUID) -> str:
    """As a literal: it is hexadecimal."""
    return f"'{key.hex}'" if connection.vendor == "sqlite" else f"'{key}'::uuid"


def _execute(sql: str) -> int:
    """The statements are constants of this room with numbers and identifiers put in; nothing a person wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
        return cursor.rowcount


def _analyze(table: str) -> None:
    _execute(_words()["analyze"].format(table))


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a constant of this module
        return int(cursor.fetchone()[0])


def _drop(tables: Sequence[str]) -> None:
    for table in tables:
        _execute(f"DROP TABLE IF EXISTS {table}")
