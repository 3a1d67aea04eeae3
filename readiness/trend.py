"""Coverage of one group over time: months behind, the cliff ahead, and the projection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Sum

from readiness import projection, suppression
from readiness.figures import POLICY, Row
from readiness.groups import group_of
from readiness.models import MonthCell
from readiness.projection import Arrival, Month, Point
from readiness.suppression import Figure

BEHIND = 36
AHEAD = 24
_LAST = 2030 * 12 + 11  # December 2030


def month_of(day: date) -> int:
    """Months since year 0, so that they can be counted."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_of(month: int) -> date:
    return first_of(month + 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stock:
    """People covered at the end of a month, as published."""

    month: int
    people: Figure

    @property
    def day(self) -> date:
        return last_of(self.month)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """More seats, better renewal: the two levers a country has."""

    seats: float = 1.0
    renewal: float = 0.0


@dataclass(frozen=True, slots=True)
class Trend:
    """`behind` ends with the last complete month; `ahead` is what remains if nobody comes or renews."""

    month: int
    behind: list[Stock]
    ahead: list[Stock]
    projected: list[Point]
    arrival: Arrival | None

    def projected_on(self, point: Point) -> date:
        return last_of(self.month - 1 + point.ahead)


def trend(row: Row, *, exact: bool, validity: int, what_if: WhatIf) -> Trend:
    """One query. A country that counts elsewhere has none here. What a reader without the right to exact numbers gets is made from published numbers only."""
    now = month_of(row.day)
    if row.origin:
        return Trend(now, [], [], [], None)
    moves = _moves(row)
    stocks = _stocks(moves, first=now - BEHIND, last=now + AHEAD)
    size = row.workforce.value if row.workforce else None
    told = {
        month: suppression.publish(max(0, count), size, policy=POLICY, unrestricted=exact)
        for month, count in stocks.items()
    }
    behind = [Stock(month, told[month]) for month in range(now - BEHIND, now)]
    ahead = [Stock(month, told[month]) for month in range(now, now + AHEAD + 1)]
    points = (
        _exact_points(moves, stocks, now, validity, what_if) if exact else _public_points(behind)
    )
    arrival = projection.arrival(points, row.needed) if points and row.needed else None
    return Trend(now, _since_start(behind), ahead, points, arrival)


def _moves(row: Row) -> dict[int, Counter[str]]:
    cells = (
        MonthCell.objects.filter(programme=row.programme.uuid, country=row.country)
        .order_by()
        .values_list("day", "cadre")
        .annotate(
            gained=Sum(F("entered") + F("moved_in")),
            again=Sum("renewed"),
            lost=Sum(F("expired") + F("revoked") + F("left") + F("moved_out")),
        )
    )
    moves: dict[int, Counter[str]] = {}
    for day, cadre, gained, again, lost in cells:
        if group_of(cadre) == row.group:
            month = moves.setdefault(month_of(day), Counter())
            month.update(gained=gained, again=again, lost=lost)
    return moves


def _stocks(moves: dict[int, Counter[str]], *, first: int, last: int) -> dict[int, int]:
    people = sum(m["gained"] - m["lost"] for month, m in moves.items() if month < first)
    stocks = {}
    for month in range(first, last + 1):
        change = moves.get(month, Counter())
        people += change["gained"] - change["lost"]
        stocks[month] = people
    return stocks


def _since_start(behind: Sequence[Stock]) -> list[Stock]:
    """Without the empty months before anybody was covered."""
    told = [n for n, stock in enumerate(behind) if stock.people.high != 0]
    start = min(told, default=len(behind))
    return list(behind[max(0, start - 1) :])


def _horizon(now: int) -> int:
    return max(AHEAD, min(72, _LAST - now + 1))


def _exact_points(
    moves: dict[int, Counter[str]],
    stocks: dict[int, int],
    now: int,
    validity: int,
    what_if: WhatIf,
) -> list[Point]:
    begun = [month for month, move in moves.items() if month < now and move["gained"]]
    if not begun:
        return []
    history = [
        Month(m["gained"], m["again"], m["lost"])
        for m in (moves.get(month, Counter()) for month in range(min(begun), now))
    ]
    return projection.project(
        history,
        stocks[now - 1],
        months=_horizon(now),
        validity=validity,
        seats=what_if.seats,
        renewal=what_if.renewal,
    )


def _public_points(behind: Sequence[Stock]) -> list[Point]:
    """From the unbroken run of published month ends up to the last one."""
    run: list[int] = []
    for stock in behind:
        value = stock.people.value
        run = [] if value is None else [*run, value]
    while len(run) > 1 and run[0] == run[1] == 0:
        run.pop(0)
    if len(run) < 2 or not run[-1]:
        return []
    now = behind[-1].month + 1
    return projection.project(
        projection.from_stock(run), run[-1], months=_horizon(now), validity=None
    )
