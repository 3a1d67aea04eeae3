"""Workforce counts from files: what they would change, and the change itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from readiness import denominators
from readiness.models import Workforce
from readiness.workforce_files import Count, Problem

SENTENCES: dict[str, Promise] = {
    "too_large": _("The file is larger than 1 MB."),
    "unreadable": _("This is not a table that can be read: save the file as CSV and try again."),
    "encoding": _("The file is not UTF-8 text. Save it as “CSV UTF-8”."),
    "columns": _("These columns are missing: %(found)s."),
    "group": _("“%(found)s” is no group of professions."),
    "year": _("“%(found)s” is no year."),
    "future": _("The year %(found)s lies in the future."),
    "value": _("“%(found)s” is no whole number of people. Write it without commas or points."),
    "zero": _("A workforce of nobody cannot be divided by."),
    "source": _("Name the source, in at most 300 characters."),
    "basis": _("“%(found)s” is no basis. Use practising, active, licensed or unknown."),
    "double": _("The same group and year stand on line %(found)s already."),
    "country": _("“%(found)s” is no Member State."),
}


def sentence(problem: Problem) -> str:
    text = str(SENTENCES[problem.code]) % {"found": problem.found}
    return str(_("Line %(line)s: %(text)s")) % {"line": problem.line, "text": text}


Change = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Planned:
    """What one line would do. `before` is the figure of the same year, `jump` the change against the year before."""

    count: Count
    change: Change
    before: int | None
    jump: float | None

    @property
    def is_break(self) -> bool:
        return self.jump is not None and abs(self.jump) > denominators.BREAK


def plan(counts: Iterable[Count], *, method: str) -> list[Planned]:
    """What the lines would change, each against the same and the nearest earlier year. One query."""
    lines = list(counts)
    rows = Workforce.objects.filter(
        country__in={count.country for count in lines},
        sex="",
        age_band="",
        region="",
        facility_level="",
    ).order_by("version")
    known: dict[tuple[str, str, int], int] = {}
    mine: dict[tuple[str, str, int], Workforce] = {}
    for row in rows:
        known[row.country, row.group, row.year] = row.value
        if row.method == method:
            mine[row.country, row.group, row.year] = row
    return [_planned(count, known, mine) for count in lines]


def _planned(
    count: Count,
    known: dict[tuple[str, str, int], int],
    mine: dict[tuple[str, str, int], Workforce],
) -> Planned:
    before = mine.get((count.country, count.group, count.year))
    same = before and (before.value, before.source, before.basis) == (
        count.value,
        count.source,
        count.basis,
    )
    change: Change = "same" if same else "changed" if before else "new"
    earlier = [
        year
        for country, group, year in known
        if (country, group) == (count.country, count.group) and year <= count.year
    ]
    jump = None
    if earlier:
        last = known[count.country, count.group, max(earlier)]
        jump = (count.value - last) / last
    return Planned(count, change, before.value if before else None, jump)


def apply(counts: Iterable[Count], *, method: str, by: User | None, now: datetime) -> int:
    """Keep the figures as new versions; returns how many were new or changed. Safe to repeat."""
    rows = [
        {
            "country": count.country,
            "group": count.group,
            "year": count.year,
            "value": count.value,
            "source": count.source,
            "basis": count.basis,
            "method": method,
        }
        for count in counts
    ]
    return denominators.record(rows, now=now, by=by)
