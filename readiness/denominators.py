"""Which workforce count stands under a share, and what is doubtful about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from readiness.models import Workforce

STALE_AFTER_YEARS = 5
BREAK = 0.25  # a change or difference beyond this is a change of method rather than of people
_PREFERRED = {"register": 2, "derived": 1, "reported": 0}


@dataclass(frozen=True, slots=True)
class Denominator:
    """One workforce count as it is published; `other` is a second source that disagrees."""

    row: int
    value: int
    year: int
    source: str
    basis: str
    method: str
    note: str = ""
    other: Denominator | None = None

    def is_stale(self, day: date) -> bool:
        return day.year - self.year > STALE_AFTER_YEARS


def choose(candidates: Iterable[Denominator]) -> Denominator | None:
    """A national register before WHO's density before a reported headcount; then the newest year.

    The density series is continued by WHO, the reported headcounts in the open extract end in 2020.
    """
    ranked = sorted(candidates, key=lambda d: (_PREFERRED[d.method], d.year), reverse=True)
    if not ranked:
        return None
    best = ranked[0]
    others = [d for d in ranked[1:] if d.method != best.method and abs(d.year - best.year) <= 2]
    doubt = next((d for d in others if abs(d.value - best.value) > BREAK * best.value), None)
    return Denominator(
        best.row, best.value, best.year, best.source, best.basis, best.method, best.note, doubt
    )


def valid_on(
    day: date, *, countries: Collection[str], groups: Collection[str]
) -> dict[tuple[str, str], Denominator]:
    """The count to divide by for each (country, group), as it was known on that day. One query."""
    known_by = datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())
    rows = Workforce.objects.filter(
        country__in=countries,
        group__in=groups,
        year__lte=day.year,
        recorded_at__lte=known_by,
        sex="",
        age_band="",
        region="",
        facility_level="",
    ).order_by("version")
    newest: dict[tuple[str, str], dict[tuple[str, int], Denominator]] = {}
    for row in rows:
        fact = Denominator(row.pk, row.value, row.year, row.source, row.basis, row.method, row.note)
        newest.setdefault((row.country, row.group), {})[row.method, row.year] = fact
    chosen = {key: choose(facts.values()) for key, facts in newest.items()}
    return {key: best for key, best in chosen.items() if best}


@transaction.atomic
def record(rows: Iterable[Mapping[str, object]], *, now: datetime, by: User | None = None) -> int:
    """Keep figures that are new or changed as new versions; returns how many. Safe to repeat."""
    known = {_key(row): row for row in Workforce.objects.order_by("version")}
    fresh = []
    for values in rows:
        row = Workforce(**values, recorded_at=now, recorded_by=by)
        before = known.get(_key(row))
        if before and _facts(before) == _facts(row):
            continue
        row.version = before.version + 1 if before else 1
        known[_key(row)] = row
        fresh.append(row)
    Workforce.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def _key(row: Workforce) -> tuple[object, ...]:
    return (
        *(row.country, row.group, row.sex, row.age_band, row.region, row.facility_level),
        *(row.method, row.year),
    )


def _facts(row: Workforce) -> tuple[object, ...]:
    return row.value, row.source, row.basis, row.note
