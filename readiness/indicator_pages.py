"""What the page of the indicator set shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from readiness import fairness, figures, indicators, programmes, tallies
from readiness.details import NoSuchFigure
from readiness.fairness import Comparison
from readiness.figures import Row
from readiness.indicators import Value


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    iso3: str
    exact: bool
    row: Row
    rows: list[Row]
    values: list[Value]
    comparisons: list[Comparison]
    counted_at: datetime | None


def page(country: str, programme_key: str, group: str, *, day: date, exact: bool) -> IndicatorSet:
    """Raises `NoSuchFigure`."""
    programme = next((p for p in programmes.published() if p.key == programme_key), None)
    if programme is None or group not in programme.groups:
        raise NoSuchFigure
    rows = figures.rows(
        day, programmes=[programme], countries=[country], exact=[country] if exact else []
    )
    row = next(one for one in rows if one.group == group)
    counts, counted_at = indicators.kept(country)
    compared = fairness.comparisons(row, rows, counts, exact=exact)
    values = indicators.values(
        row, counts, exact=exact, widest=fairness.widest(compared), offers=tallies.offers()
    )
    return IndicatorSet(country, exact, row, rows, values, compared, counted_at)
