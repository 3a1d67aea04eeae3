"""The indicator set as CSV, of one country or of all as frozen with a round."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import groupby

from readiness import competence, fairness, indicators
from readiness.exports import safe
from readiness.figures import METHOD, Row
from readiness.indicators import Value
from readiness.tallies import Counts

COLUMNS = (
    *("day", "country", "programme", "group", "indicator", "people", "people_at_least"),
    *("people_at_most", "disclosure", "denominator", "share_percent", "points", "note"),
    *("numerator_rule", "denominator_rule", "method_version"),
)


def as_csv(
    rows: Iterable[Row], counts: Counts, *, exact: bool, offers: list[competence.Offer]
) -> str:
    """Rows of one country and programme follow each other, as `figures.rows` gives them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    by_country: dict[str, Counts] = {}
    for place, pair in counts.items():
        by_country.setdefault(place.country, {})[place] = pair
    for (country, _programme), found in groupby(rows, key=lambda row: (row.country, row.programme)):
        mine, local = list(found), by_country.get(country, {})
        for row in mine:
            compared = fairness.comparisons(row, mine, local, exact=exact)
            widest = fairness.widest(compared)
            for value in indicators.values(row, local, exact=exact, widest=widest, offers=offers):
                writer.writerow(safe(_line(row, value)))
    return out.getvalue()


def _line(row: Row, value: Value) -> list[object]:
    people, definition = value.people, value.definition
    told: tuple[object, ...] = ("",) * 4
    if people:
        told = (_told(people.value), people.low, _told(people.high), people.kind)
    return [
        *(row.day, row.country, row.programme.key, row.group, definition.code),
        *told,
        *(_told(value.of), _told(value.percent), _told(value.points), value.note),
        *(str(definition.numerator), str(definition.denominator), METHOD),
    ]


def _told(value: float | None) -> object:
    return "" if value is None else round(value, 2)
