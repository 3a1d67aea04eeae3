"""Published figures: people covered, over which workforce, how far from the target.

Rows made here are the only way a count of people leaves this room: pages, CSV and API print them.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from readiness import denominators, federation, queries, simulation, suppression, targets
from readiness.denominators import Denominator
from readiness.federation import Origin, Received
from readiness.programmes import Programme
from readiness.suppression import Figure, Policy
from readiness.targets import Goal

POLICY = Policy()
METHOD = "1"  # counting rule and suppression; raised when a published number would change
NUMERATOR = "people-with-every-certificate-of-the-programme-valid"


@dataclass(frozen=True, slots=True)
class Row:
    """One published figure. `flags` are words for what a reader must know about it."""

    country: str
    programme: Programme
    group: str
    day: date
    people: Figure
    workforce: Denominator | None
    goal: Goal
    flags: tuple[str, ...] = field(default=())
    origin: Origin | None = None  # set when the country counts on an installation of its own

    @property
    def percent(self) -> float | None:
        size = self.workforce.value if self.workforce else None
        return suppression.percentage(self.people, size)

    @property
    def band(self) -> tuple[int, int] | None:
        """Share in per cent from and to, where only a fifth of the workforce may be named."""
        if self.people.kind != "band" or not self.workforce:
            return None
        low = round(100 * self.people.low / self.workforce.value / 20) * 20
        return low, low + 20

    @property
    def needed(self) -> int | None:
        """People that the target asks for."""
        if not self.workforce:
            return None
        return math.ceil(self.workforce.value * self.goal.percent / 100)

    @property
    def gap(self) -> int | None:
        """People still missing to the target, from the published figure only."""
        if self.needed is None or self.people.value is None:
            return None
        return max(0, self.needed - self.people.value)

    @property
    def level(self) -> int:
        """0 nothing told or nobody, 1 under a quarter of the target, 2 under half, 3 on the way, 4 reached."""
        if not self.percent:
            return 0
        part = self.percent / self.goal.percent
        return 4 if part >= 1 else 3 if part >= 0.5 else 2 if part >= 0.25 else 1


def rows(
    day: date,
    *,
    programmes: Sequence[Programme],
    countries: Collection[str],
    exact: Collection[str] = (),
    groups: Collection[str] = (),
) -> list[Row]:
    """One row per country, programme and group it addresses. Constant queries, whatever the numbers."""
    keys = [programme.uuid for programme in programmes]
    wanted = {g for p in programmes for g in p.groups if not groups or g in groups}
    people = queries.stock(day, programmes=keys, countries=countries)
    sizes = denominators.valid_on(day, countries=countries, groups=wanted)
    goals = targets.valid_on(day, countries=countries, programmes=keys)
    marks = ("simulated",) if simulation.simulated() else ()
    sent = federation.newest(day, countries=countries)
    return [
        _told(day, (country, programme, group), sent[country])
        if country in sent
        else _row(
            day,
            (country, programme, group),
            people[programme.uuid, country, group],
            sizes.get((country, group)),
            goals.get((country, programme.uuid, group), targets.DEFAULT),
            country in exact,
            marks,
        )
        for country in countries
        for programme in programmes
        for group in programme.groups
        if group in wanted
    ]


def _row(
    day: date,
    place: tuple[str, Programme, str],
    count: int,
    workforce: Denominator | None,
    goal: Goal,
    exact: bool,
    marks: tuple[str, ...],
) -> Row:
    size = workforce.value if workforce else None
    figure = suppression.publish(count, size, policy=POLICY, unrestricted=exact)
    flags = (*_flags(figure, workforce, day), *marks)
    return Row(place[0], place[1], place[2], day, figure, workforce, goal, flags)


def _told(day: date, place: tuple[str, Programme, str], sent: Received) -> Row:
    """As the country's own installation told it: the people are not here, so nobody sees more than the public."""
    told = sent.cells.get((place[1].key, place[2]))
    if told is None:
        nothing = Figure("withheld", 0, None)
        return Row(*place, day, nothing, None, targets.DEFAULT, ("not_sent",), sent.origin)
    flags = (*_flags(told.people, told.workforce, day), "federated")
    return Row(*place, day, told.people, told.workforce, told.goal, flags, sent.origin)


def _flags(figure: Figure, workforce: Denominator | None, day: date) -> list[str]:
    if workforce is None:
        return ["no_denominator"]
    found = []
    if (figure.value or 0) > workforce.value:
        found.append("over")
    if workforce.is_stale(day):
        found.append("stale")
    if workforce.other:
        found.append("disagree")
    if figure.kind in ("band", "withheld"):
        found.append("small")
    return found


@dataclass(frozen=True, slots=True)
class Sum:
    """Many countries in one figure: only what was published is added; `countries` of `asked` had a share."""

    people: suppression.Total
    workforce: int
    countries: int
    asked: int

    @property
    def percent(self) -> float | None:
        return 100 * self.people.value / self.workforce if self.workforce else None


def regional(found: Sequence[Row]) -> Sum:
    """Sum of numerators over sum of denominators, for countries that have both."""
    usable = [row for row in found if row.workforce and row.people.value is not None]
    return Sum(
        people=suppression.total(row.people for row in found if row.workforce),
        workforce=sum(row.workforce.value for row in usable if row.workforce),
        countries=len(usable),
        asked=len(found),
    )


def programme_by_key(programmes: Sequence[Programme], key: str) -> Programme | None:
    """The programme named in an address; the first one when none or an unknown one is named."""
    named = (p for p in programmes if key in (p.key, str(p.uuid)))
    return next(named, programmes[0] if programmes else None)
