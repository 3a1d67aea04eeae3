"""The ranking of needs as CSV and XLSX, with every answer and the method beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from accounts import countries
from readiness import needs
from readiness.exports import safe
from readiness.ranking import PLACES

COLUMNS = (
    *("round", "hub", "hub_title", "members", "answered"),
    *("position", "need", "need_title", "points", "named_by", "first_places", "mean_rank"),
)


def method() -> str:
    return str(
        _(
            "Each country names up to five needs in order. A first place gives 5 points, a second 4, and so on to 1 for a fifth; a need that was not named gets none (Borda count cut off after five places). Equal points are ordered by first places, then by the number of countries that named the need. The mean rank is among the countries that named it."
        )
    )


def lines(day: date) -> Iterator[list[object]]:
    for hub in needs.rankings(day):
        for position, place in enumerate(hub.places, start=1):
            rank = "" if place.mean_rank is None else round(place.mean_rank, 2)
            yield [
                *(day, hub.key, hub.title, hub.members, hub.answered),
                *(position, place.key, needs.listed().title(place.key)),
                *(place.points, place.named, place.first, rank),
            ]


def as_csv(day: date) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(safe(line) for line in lines(day))
    return out.getvalue()


def as_xlsx(day: date) -> bytes:
    """Three sheets: ranking, answers, method. Whatever a country wrote is text, never a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    ranking = book.add_worksheet("ranking")
    ranking.write_row(0, 0, COLUMNS)
    for number, line in enumerate(lines(day), start=1):
        ranking.write_row(number, 0, [str(c) if isinstance(c, date) else c for c in line])
    given = book.add_worksheet("answers")
    given.write_row(0, 0, ["country", "country_name", *range(1, PLACES + 1), "comment"])
    for number, answer in enumerate(needs.answers(day), start=1):
        titles = [*answer.titles, *[""] * (PLACES - len(answer.titles))]
        row = [answer.country, countries.name(answer.country), *titles, answer.comment]
        given.write_row(number, 0, row)
    book.add_worksheet("metadata").write_string(0, 0, method())
    book.close()
    return out.getvalue()
