"""Keeps spells and cells in step with certificates, one person at a time."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from certificates.models import Certificate, Recertification
from readiness.counting import Courses, Moves, add_to_cells, cells, movements, plain, row, spells_of
from readiness.models import CountedProgramme, DayCell, MonthCell, Spell, Sweep
from readiness.programmes import published
from readiness.rebuilding import rebuild

LATE = timedelta(minutes=1)  # a row may be committed this much after its time stamp


def programme_courses() -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    return {programme.uuid: programme.courses for programme in published("en")}


@transaction.atomic
def refresh(holder: uuid.UUID, courses: Courses) -> None:
    """Bring one person's spells and their cells up to date. Safe to repeat, in any order.

    Her certificates are locked first, so two workers cannot count the same change twice.
    """
    rows = list(Certificate.objects.select_for_update().filter(holder=holder).order_by("pk"))
    valid = [r for r in rows if r.kind == Certificate.Kind.COURSE and r.user_id is not None]
    old = list(Spell.objects.filter(holder=holder, programme__in=list(courses)))
    before = {(known.programme, plain(known)) for known in old}
    after = set(spells_of(valid, courses))
    Spell.objects.filter(
        pk__in=[known.pk for known in old if (known.programme, plain(known)) not in after]
    ).delete()
    Spell.objects.bulk_create(row(holder, *pair) for pair in after - before)
    moves = movements(after - before)
    moves.subtract(movements(before - after))
    _apply(moves)


def _apply(moves: Moves) -> None:
    add_to_cells(DayCell, cells(moves, monthly=False))
    add_to_cells(MonthCell, cells(moves, monthly=True))


def catch_up(*, now: datetime) -> int:
    """Count what changed since the last look; returns how many people. Safe to repeat.

    Changed means: a new certificate, one that was revoked or whose update was not taken, an account that was erased, a programme
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
    missed = Recertification.objects.filter(
        status=Recertification.Status.MISSED, settled_at__gte=since
    )
    erased = Certificate.objects.filter(user__isnull=True).values("holder")
    yield from new.values_list("holder", flat=True)
    yield from revoked.values_list("holder", flat=True)
    yield from missed.values_list("certificate__holder", flat=True)
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
