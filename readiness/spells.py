"""Keeps spells and cells in step with certificates, one person at a time."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Min

from accounts import models as accounts
from certificates.models import Certificate, Recertification
from readiness import counting, coverage, standing
from readiness.counting import Courses, Moves, add_to_cells, cells, movements, plain, row, spells_of
from readiness.models import (
    Composition,
    CountedProgramme,
    DayCell,
    HolderMove,
    MonthCell,
    Spell,
    Standing,
)
from readiness.programmes import published
from readiness.rebuilding import alone, rebuild

LATE = timedelta(minutes=1)  # a row may be committed this much after its time stamp
AT_ONCE = 20_000  # certificates of a programme that are counted anew within the worker's look
CROWD = 5_000  # people; when more have changed, counting by sets is faster


def programme_courses() -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    return {programme.uuid: programme.courses for programme in published("en")}


def refresh(holder: uuid.UUID, courses: Courses) -> None:
    """Bring one person's spells and their cells up to date. Safe to repeat, in any order.

    The programmes are locked first, so two workers cannot count the same change twice.
    """
    with transaction.atomic():
        _refresh(holder, courses, _lock(courses))


def _lock(programmes: Collection[uuid.UUID], *, wait: bool = True) -> dict[uuid.UUID, date]:
    """Programmes whose cells may be changed until the transaction ends, with the day they stand on."""
    rows = CountedProgramme.objects.order_by("programme").filter(programme__in=programmes)
    skip = not wait and connection.features.has_select_for_update_skip_locked
    locked = rows.select_for_update(skip_locked=skip).values_list("programme", "standing_on")
    return {programme: day for programme, day in locked if day}


def _refresh(holder: uuid.UUID, courses: Courses, days: dict[uuid.UUID, date]) -> None:
    rows = list(counting.counted(Certificate.objects.filter(holder=holder)).order_by("pk"))
    moves = _keep_moves(holder, rows)
    old = list(Spell.objects.filter(holder=holder, programme__in=list(courses)))
    before = {(known.programme, plain(known)) for known in old}
    after = set(spells_of(rows, courses, moves))
    for known in old:
        if (known.programme, plain(known)) not in after:
            known.delete()
    Spell.objects.bulk_create(row(holder, *pair) for pair in after - before)
    changed = movements(after - before)
    changed.subtract(movements(before - after))
    _apply(changed, days)


def _keep_moves(holder: uuid.UUID, rows: Sequence[Certificate]) -> list[coverage.Move]:
    """Copy what the account says of moves to the holder, and read what is known; the last of a day counts."""
    users = {certificate.user_id for certificate in rows if certificate.user_id}
    known = {move.day: move for move in HolderMove.objects.filter(holder=holder)}
    for told in accounts.Move.objects.filter(user__in=users).order_by("moved_at", "pk"):
        move = HolderMove(
            holder=holder, day=told.moved_at.date(), country=told.country, cadre=told.cadre
        )
        known[move.day] = move
    HolderMove.objects.bulk_create(
        known.values(),
        update_conflicts=True,
        unique_fields=["holder", "day"],
        update_fields=["country", "cadre"],
    )
    return [coverage.Move(move.day, move.country, move.cadre) for move in known.values()]


def _apply(moves: Moves, days: dict[uuid.UUID, date]) -> None:
    add_to_cells(DayCell, cells(moves, monthly=False))
    add_to_cells(MonthCell, cells(moves, monthly=True))
    standing.add(moves, days)


def count_all(*, now: datetime) -> int:
    """Count everybody again from all certificates; returns how many were read. What the worker keeps is the same."""
    courses = programme_courses()
    _forget(set(CountedProgramme.objects.values_list("programme", flat=True)) - set(courses))
    return rebuild(courses, now=now)


def catch_up(*, now: datetime) -> int:
    """Count what changed since the last look; returns how many people. Safe to repeat.

    Changed means: a new certificate, one that was revoked or whose update was not taken, an account that was deleted
    or whose country or profession changed, a programme whose courses changed. The last minute is looked at again,
    for rows that were committed late. Programmes that are being counted anew elsewhere are left for the next look.
    """
    courses = programme_courses()
    _forget(set(CountedProgramme.objects.values_list("programme", flat=True)) - set(courses))
    small = {key: need for key, need in out_of_step(courses).items() if not _is_large(need)}
    rebuild(small, now=now)
    with transaction.atomic():
        return _look(courses, now=now)


def _look(courses: Courses, *, now: datetime) -> int:
    days = _lock(set(courses) - set(out_of_step(courses)), wait=False)
    if not days:
        return 0
    mine = {key: courses[key] for key in days}
    rows = CountedProgramme.objects.filter(programme__in=mine)
    newest, looked = rows.aggregate(a=Min("last_certificate"), b=Min("looked_at")).values()
    holders = sorted(set(islice(_changed_holders(newest, looked - LATE), CROWD + 1)))
    if len(holders) > CROWD:
        rows.update(courses=[])  # out of step: `recount` counts by sets
        return 0
    standing.roll(days, today=now.date())
    for holder in holders:
        _refresh(holder, mine, days)
    seen = Certificate.objects.filter(pk__gt=newest, issued_at__lt=now - LATE)
    last = seen.order_by("-pk").values_list("pk", flat=True).first() or newest
    rows.update(last_certificate=last, looked_at=now)
    if holders:
        rows.update(changed_at=now)
    return len(holders)


def recount(*, now: datetime) -> int:
    """Count anew, by sets, the programmes that are too large for the worker's look; returns how many. Safe to repeat."""
    changed = out_of_step(programme_courses())
    if not changed:
        return 0
    with alone() as first:
        rebuild(changed if first else {}, now=now)
    return len(changed) if first else 0


def out_of_step(courses: Courses) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Programmes that were not counted yet, or with other courses than they have now."""
    known = dict(CountedProgramme.objects.values_list("programme", "courses"))
    return {key: need for key, need in courses.items() if known.get(key) != sorted(map(str, need))}


def _is_large(courses: Collection[uuid.UUID]) -> bool:
    some = Certificate.objects.filter(subject_key__in=courses, kind=Certificate.Kind.COURSE)
    return some.order_by()[AT_ONCE : AT_ONCE + 1].exists()


def _changed_holders(last_certificate: int, since: datetime) -> Iterator[uuid.UUID]:
    certificates = Certificate.objects.order_by()
    missed = Recertification.objects.filter(
        status=Recertification.Status.MISSED, settled_at__gte=since
    )
    moved = accounts.Move.objects.filter(moved_at__gte=since).values("user")
    for rows in (
        certificates.filter(pk__gt=last_certificate),
        certificates.filter(revoked_at__gte=since),
        certificates.filter(holder_left_at__gte=since),
        certificates.filter(user__in=moved),
        certificates.filter(pk__in=missed.values("certificate")),
    ):
        yield from rows.values_list("holder", flat=True).distinct().iterator()


@transaction.atomic
def _forget(programmes: Collection[uuid.UUID]) -> None:
    """A programme that is no longer published is no longer counted; snapshots keep what it was."""
    for model in (Spell, DayCell, MonthCell, Standing, Composition, CountedProgramme):
        if programmes:
            model.objects.filter(programme__in=programmes).delete()
