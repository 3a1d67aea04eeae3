"""Pieces that counting person by person and counting from scratch share: evidence, spells as rows, cells."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, timedelta
from typing import Any, cast

from django.db.models import F, Q, QuerySet

from certificates.models import Certificate
from readiness import coverage
from readiness.models import DayCell, MonthCell, Spell

Courses = Mapping[uuid.UUID, frozenset[uuid.UUID]]
Moves = Counter[tuple[uuid.UUID, coverage.Flow]]
BATCH = 2000


def counted(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Certificates that count: of a course, of somebody who has an account or had one until a known day."""
    known = Q(user__isnull=False) | Q(holder_left_at__isnull=False)
    return certificates.filter(known, kind=Certificate.Kind.COURSE)


def evidence(row: Certificate) -> coverage.Evidence:
    """A certificate's last day is inclusive on paper; here the end is the first day without it."""
    ends: list[tuple[date, int, coverage.Ending]] = [
        (row.valid_until + timedelta(days=1), 2, "expired")
    ]
    if row.ended_on:
        ends.append((row.ended_on, *((1, "revoked") if row.revoked_at else (2, "expired"))))
    if row.holder_left_at:
        ends.append((row.holder_left_at.astimezone(UTC).date(), 0, "left"))
    until, _order, ending = min(ends)
    return coverage.Evidence(
        row.valid_from, row.pk, str(row.subject_key), row.country, row.cadre, until, ending
    )


def spells_of(
    rows: Iterable[Certificate], courses: Courses, moves: Iterable[coverage.Move] = ()
) -> Iterator[tuple[uuid.UUID, coverage.Spell]]:
    """Every (programme, spell) of one person."""
    facts, moved = [evidence(row) for row in rows], list(moves)
    for programme, needed in courses.items():
        for spell in coverage.spells(facts, {str(course) for course in needed}, moved):
            yield programme, spell


def plain(row: Spell) -> coverage.Spell:
    renewals = tuple(date.fromisoformat(day) for day in row.renewals)
    return coverage.Spell(
        row.country,
        row.cadre,
        row.start,
        row.end,
        cast(coverage.Kind, row.began),
        cast(coverage.Kind, row.ended),
        renewals,
    )


def row(holder: uuid.UUID, programme: uuid.UUID, spell: coverage.Spell) -> Spell:
    return Spell(
        holder=holder,
        programme=programme,
        country=spell.country,
        cadre=spell.cadre,
        start=spell.start,
        end=spell.end,
        began=spell.began,
        ended=spell.ended,
        renewals=[day.isoformat() for day in spell.renewals],
    )


def movements(pairs: Iterable[tuple[uuid.UUID, coverage.Spell]]) -> Moves:
    moves: Moves = Counter()
    for programme, spell in pairs:
        for flow, count in coverage.flows([spell]).items():
            moves[programme, flow] += count
    return moves


def cells(moves: Moves, *, monthly: bool) -> dict[tuple[object, ...], Counter[str]]:
    cells: dict[tuple[object, ...], Counter[str]] = {}
    for (programme, flow), count in moves.items():
        day = flow.day.replace(day=1) if monthly else flow.day
        place = (programme, flow.country, flow.cadre, day)
        cells.setdefault(place, Counter())[flow.kind] += count
    return cells


def add_to_cells(
    model: type[DayCell] | type[MonthCell], changed: Mapping[tuple[object, ...], Counter[str]]
) -> None:
    """Add movements to the cells in a fixed order (no deadlocks); drop cells that became empty."""
    empty = Q(**dict.fromkeys(coverage.SIGN, 0))
    for place in sorted(changed, key=str):
        changes = {kind: count for kind, count in changed[place].items() if count}
        if not changes:
            continue
        where: dict[str, Any] = dict(
            zip(("programme", "country", "cadre", "day"), place, strict=True)
        )
        model.objects.get_or_create(**where)
        cell = model.objects.filter(**where)
        cell.update(**{kind: F(kind) + count for kind, count in changes.items()})
        cell.filter(empty).delete()
