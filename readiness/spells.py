"""Keeps spells and cells in step with certificates: one person at a time, or all from scratch."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q, QuerySet

from certificates.models import Certificate
from readiness import coverage
from readiness.models import CountedProgramme, DayCell, MonthCell, Spell, Sweep
from readiness.programmes import published

Courses = Mapping[uuid.UUID, frozenset[uuid.UUID]]
Moves = Counter[tuple[uuid.UUID, coverage.Flow]]
BATCH = 2000
LATE = timedelta(minutes=1)  # a row may be committed this much after its time stamp


def programme_courses() -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    return {programme.uuid: programme.courses for programme in published("en")}


def counted(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Certificates that count: of a course, of somebody who still has an account."""
    return certificates.filter(kind=Certificate.Kind.COURSE, user__isnull=False)


def evidence(row: Certificate) -> coverage.Evidence:
    """A certificate's last day is inclusive on paper; here the end is the first day without it."""
    until, ending = row.valid_until + timedelta(days=1), "expired"
    if row.ended_on and row.ended_on < until:
        until, ending = row.ended_on, "revoked" if row.revoked_at else "expired"
    return coverage.Evidence(
        *(row.valid_from, row.pk, str(row.subject_key), row.country, row.cadre, until, ending)
    )


def spells_of(
    rows: Iterable[Certificate], courses: Courses
) -> Iterator[tuple[uuid.UUID, coverage.Spell]]:
    """Every (programme, spell) of one person."""
    facts = [evidence(row) for row in rows]
    for programme, needed in courses.items():
        for spell in coverage.spells(facts, {str(course) for course in needed}):
            yield programme, spell


@transaction.atomic
def refresh(holder: uuid.UUID, courses: Courses) -> None:
    """Bring one person's spells and their cells up to date. Safe to repeat, in any order.

    Her certificates are locked first, so two workers cannot count the same change twice.
    """
    rows = list(Certificate.objects.select_for_update().filter(holder=holder).order_by("pk"))
    valid = [r for r in rows if r.kind == Certificate.Kind.COURSE and r.user_id is not None]
    old = list(Spell.objects.filter(holder=holder, programme__in=list(courses)))
    before = {(row.programme, _plain(row)) for row in old}
    after = set(spells_of(valid, courses))
    Spell.objects.filter(
        pk__in=[row.pk for row in old if (row.programme, _plain(row)) not in after]
    ).delete()
    Spell.objects.bulk_create(_row(holder, *pair) for pair in after - before)
    moves = _moves(after - before)
    moves.subtract(_moves(before - after))
    _apply(moves)


def _plain(row: Spell) -> coverage.Spell:
    renewals = tuple(date.fromisoformat(day) for day in row.renewals)
    return coverage.Spell(
        row.country, row.cadre, row.start, row.end, row.began, row.ended, renewals
    )


def _row(holder: uuid.UUID, programme: uuid.UUID, spell: coverage.Spell) -> Spell:
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


def _moves(pairs: Iterable[tuple[uuid.UUID, coverage.Spell]]) -> Moves:
    moves: Moves = Counter()
    for programme, spell in pairs:
        for flow, count in coverage.flows([spell]).items():
            moves[programme, flow] += count
    return moves


def _cells(moves: Moves, *, monthly: bool) -> dict[tuple[object, ...], Counter[str]]:
    cells: dict[tuple[object, ...], Counter[str]] = {}
    for (programme, flow), count in moves.items():
        day = flow.day.replace(day=1) if monthly else flow.day
        place = (programme, flow.country, flow.cadre, day)
        cells.setdefault(place, Counter())[flow.kind] += count
    return cells


def _apply(moves: Moves) -> None:
    """Add movements to the cells in a fixed order (no deadlocks); drop cells that became empty."""
    empty = Q(**dict.fromkeys(coverage.SIGN, 0))
    for model, monthly in ((DayCell, False), (MonthCell, True)):
        cells = _cells(moves, monthly=monthly)
        for place in sorted(cells, key=str):
            changes = {kind: count for kind, count in cells[place].items() if count}
            if not changes:
                continue
            where = dict(zip(("programme", "country", "cadre", "day"), place, strict=True))
            model.objects.get_or_create(**where)
            cell = model.objects.filter(**where)
            cell.update(**{kind: F(kind) + count for kind, count in changes.items()})
            cell.filter(empty).delete()


def rebuild(courses: Courses) -> int:
    """Count these programmes again from all certificates; returns how many certificates were read."""
    with transaction.atomic():
        Spell.objects.filter(programme__in=list(courses)).delete()
        DayCell.objects.filter(programme__in=list(courses)).delete()
        MonthCell.objects.filter(programme__in=list(courses)).delete()
        read, moves = _write_spells(courses)
        for model, monthly in ((DayCell, False), (MonthCell, True)):
            _write_cells(model, _cells(moves, monthly=monthly))
        for programme, needed in courses.items():
            CountedProgramme.objects.update_or_create(
                programme=programme, defaults={"courses": sorted(map(str, needed))}
            )
    return read


def _write_spells(courses: Courses) -> tuple[int, Moves]:
    needed = frozenset[uuid.UUID]().union(*courses.values())
    rows = counted(Certificate.objects.filter(subject_key__in=needed)).order_by("holder", "pk")
    moves: Moves = Counter()
    batch: list[Spell] = []
    read = 0
    for holder, mine in groupby(rows.iterator(BATCH), key=lambda row: row.holder):
        certificates = list(mine)
        read += len(certificates)
        pairs = list(spells_of(certificates, courses))
        moves.update(_moves(pairs))
        batch.extend(_row(holder, *pair) for pair in pairs)
        if len(batch) >= BATCH:
            Spell.objects.bulk_create(batch)
            batch.clear()
    Spell.objects.bulk_create(batch)
    return read, moves


def _write_cells(
    model: type[DayCell] | type[MonthCell], cells: Mapping[tuple[object, ...], Counter[str]]
) -> None:
    rows = (
        model(programme=place[0], country=place[1], cadre=place[2], day=place[3], **kinds)
        for place, kinds in cells.items()
    )
    model.objects.bulk_create(rows, batch_size=BATCH)


def catch_up(*, now: datetime) -> int:
    """Count what changed since the last look; returns how many people. Safe to repeat.

    Changed means: a new certificate, one that was revoked, an account that was erased, a programme
    whose courses changed. The last minute is looked at again, for rows that were committed late.
    """
    courses = programme_courses()
    _recount_changed(courses)
    sweep, _created = Sweep.objects.get_or_create(pk=1)
    since = (sweep.looked_at or now) - LATE
    holders = sorted(set(_changed_holders(sweep.last_certificate, since)))
    for holder in holders:
        refresh(holder, courses)
    seen = Certificate.objects.filter(pk__gt=sweep.last_certificate, issued_at__lt=now - LATE)
    newest = seen.order_by("-pk").values_list("pk", flat=True).first()
    Sweep.objects.filter(pk=1).update(
        last_certificate=newest or sweep.last_certificate, looked_at=now
    )
    return len(holders)


def _changed_holders(last_certificate: int, since: datetime) -> Iterator[uuid.UUID]:
    new = Certificate.objects.filter(pk__gt=last_certificate)
    revoked = Certificate.objects.filter(revoked_at__gte=since)
    erased = Certificate.objects.filter(user__isnull=True).values("holder")
    yield from new.values_list("holder", flat=True)
    yield from revoked.values_list("holder", flat=True)
    yield from Spell.objects.filter(holder__in=erased).values_list("holder", flat=True)


def _recount_changed(courses: Courses) -> None:
    known = dict(CountedProgramme.objects.values_list("programme", "courses"))
    changed = {
        key: need for key, need in courses.items() if known.get(key) != sorted(map(str, need))
    }
    if changed:
        rebuild(changed)
    _forget(set(known) - set(courses))


def _forget(programmes: Collection[uuid.UUID]) -> None:
    """A programme that is no longer published is no longer counted; snapshots keep what it was."""
    for model in (Spell, DayCell, MonthCell, CountedProgramme):
        if programmes:
            model.objects.filter(programme__in=programmes).delete()
