"""The page of one profession in one country: headline, trend, cliff, projection, composition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from courses.models import CoursePage
from readiness import breakdowns, charts, figures, programmes, trend
from readiness.breakdowns import Breakdown
from readiness.charts import Chart
from readiness.figures import Row
from readiness.programmes import Programme
from readiness.projection import Point
from readiness.trend import Trend, WhatIf

MARKERS = (
    2029,
    2030,
)  # the strategy is due before the 2029 assembly; the regional plan runs until 2030


class NoSuchFigure(Exception):
    """No published programme addresses that group under that key."""


@dataclass(frozen=True, slots=True)
class Year:
    """The projection at the end of a year."""

    year: int
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Details:
    iso3: str
    exact: bool
    row: Row
    trend: Trend
    chart: Chart | None
    years: list[Year]
    arrival: dict[str, date | None]
    what_if: WhatIf
    breakdowns: list[Breakdown]
    facts_counted_at: datetime | None


def details(
    iso3: str, programme_key: str, group: str, *, day: date, exact: bool, what_if: WhatIf
) -> Details:
    """Raises `NoSuchFigure`."""
    programme = next((p for p in programmes.published() if p.key == programme_key), None)
    if programme is None or group not in programme.groups:
        raise NoSuchFigure
    [row] = figures.rows(
        day, programmes=[programme], countries=[iso3], exact=[iso3] if exact else [], groups=[group]
    )
    found = trend.trend(row, exact=exact, validity=_validity(programme), what_if=what_if)
    return Details(
        iso3,
        exact,
        row,
        found,
        _chart(row, found),
        _years(found),
        _arrival(found),
        what_if,
        breakdowns.breakdowns(row, exact=exact),
        breakdowns.counted_at(row),
    )


def _validity(programme: Programme) -> int:
    """The shortest validity among its courses: what ends first ends the coverage."""
    courses = CoursePage.objects.filter(translation_key__in=programme.courses)
    return min(courses.values_list("validity_months", flat=True), default=24)


def _chart(row: Row, found: Trend) -> Chart | None:
    """None while nothing can be drawn: no published point with anybody in it."""
    behind = [(s.month, float(s.people.value)) for s in found.behind if s.people.value is not None]
    ahead = [(s.month, float(s.people.value)) for s in found.ahead if s.people.value is not None]
    if not any(value for _month, value in [*behind, *ahead]):
        return None
    at = found.month - 1
    points = found.projected
    return charts.line_chart(
        behind=behind,
        ahead=ahead,
        low=[(at + p.ahead, p.low) for p in points],
        middle=[(at + p.ahead, p.middle) for p in points],
        high=[(at + p.ahead, p.high) for p in points],
        target=_target_in_sight(row, [value for _m, value in [*behind, *ahead]], points),
        labels=[(year * 12 + 11, str(year)) for year in range(2020, 2040)],
        read=[
            (s.month, None if s.people.value is None else float(s.people.value))
            for s in [*found.behind, *found.ahead]
        ],
    )


def _target_in_sight(row: Row, values: list[float], points: list[Point]) -> float | None:
    """The target line, unless it is so far away that the rest would lie flat on the ground."""
    highest = max([*values, *(p.high for p in points)], default=0)
    return float(row.needed) if row.needed and row.needed <= 4 * highest else None


def _years(found: Trend) -> list[Year]:
    return [
        Year(day.year, round(p.low), round(p.middle), round(p.high))
        for p in found.projected
        if (day := found.projected_on(p)).month == 12 and day.year in MARKERS
    ]


def _arrival(found: Trend) -> dict[str, date | None]:
    if found.arrival is None:
        return {}

    def on(ahead: int | None) -> date | None:
        return None if ahead is None else trend.last_of(found.month - 1 + ahead)

    arrival = found.arrival
    return {
        "earliest": on(arrival.earliest),
        "expected": on(arrival.expected),
        "latest": on(arrival.latest),
    }
