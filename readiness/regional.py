"""The Region over time: people covered at the end of each month, summed from what may be shown of each country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from accounts.cadres import CADRES
from readiness import charts, suppression
from readiness.charts import Chart
from readiness.figures import POLICY, Row
from readiness.groups import group_of
from readiness.models import MonthCell
from readiness.queries import NET
from readiness.suppression import Total
from readiness.trend import last_of, month_of

BEHIND = 24


@dataclass(frozen=True, slots=True)
class Month:
    """`percent` is over today's workforce of every country that has a count."""

    month: int
    people: Total
    workforce: int

    @property
    def day(self) -> date:
        return last_of(self.month)

    @property
    def percent(self) -> float | None:
        return 100 * self.people.value / self.workforce if self.workforce else None


@dataclass(frozen=True, slots=True)
class RegionalTrend:
    months: list[Month]
    chart: Chart | None


def trend(rows: Sequence[Row], *, day: date) -> RegionalTrend:
    """From the rows of the region page: one programme, one group, all countries. One query."""
    if not rows:
        return RegionalTrend([], None)
    counted = [row for row in rows if row.workforce]
    stocks = _stocks(rows[0], last=month_of(day) - 1)
    months = [_month(month, counted, people) for month, people in sorted(stocks.items())]
    return RegionalTrend(months, _chart(months))


def _stocks(row: Row, *, last: int) -> dict[int, dict[str, int]]:
    """People by country at the end of each month."""
    members = [code for code in CADRES if group_of(code) == row.group]
    moves = (
        MonthCell.objects.filter(programme=row.programme.uuid, cadre__in=members)
        .order_by()
        .values_list("country", "day")
        .annotate(net=Sum(NET))
    )
    first = last - BEHIND + 1
    stocks: dict[int, dict[str, int]] = {month: {} for month in range(first, last + 1)}
    changes: dict[str, dict[int, int]] = {}
    for country, begin, net in moves:
        month = max(month_of(begin), first)
        mine = changes.setdefault(country, {})
        mine[month] = mine.get(month, 0) + net
    for country, mine in changes.items():
        people = 0
        for month in range(first, last + 1):
            people += mine.get(month, 0)
            stocks[month][country] = people
    return stocks


def _month(month: int, counted: Sequence[Row], people: dict[str, int]) -> Month:
    told = [
        suppression.publish(
            max(0, people.get(row.country, 0)),
            row.workforce.value if row.workforce else None,
            policy=POLICY,
        )
        for row in counted
    ]
    workforce = sum(row.workforce.value for row in counted if row.workforce)
    return Month(month, suppression.total(told), workforce)


def _chart(months: Sequence[Month]) -> Chart | None:
    series = [(m.month, float(m.people.value)) for m in months]
    if not any(value for _month, value in series):
        return None
    return charts.line_chart(
        behind=series,
        ahead=[],
        low=[],
        middle=[],
        high=[],
        target=None,
        labels=[(year * 12 + 11, str(year)) for year in range(2020, 2040)],
        read=series,
    )
