"""Published figures as CSV: the same rows as the page, with source and rule on every line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from accounts import countries
from readiness.figures import METHOD, NUMERATOR, Row

COLUMNS = (
    *("day", "country", "country_name", "programme", "programme_title", "group"),
    *("people", "people_at_least", "people_at_most", "disclosure", "share_percent"),
    *("workforce", "workforce_year", "workforce_method", "workforce_basis", "workforce_source"),
    *("target_percent", "target_due", "target_set_by_country", "gap_people", "flags"),
    *("numerator_rule", "method_version"),
    *("counted_by", "counted_for_round", "counted_digest"),
)


def line(row: Row) -> list[object]:
    size, people = row.workforce, row.people
    share = "" if row.percent is None else round(row.percent, 2)
    return [
        *(row.day, row.country, countries.name(row.country), row.programme.key),
        *(row.programme.title, row.group),
        *(_blank(people.value), people.low, _blank(people.high), people.kind, share),
        *((size.value, size.year, size.method, size.basis, size.source) if size else [""] * 5),
        *(row.goal.percent, row.goal.due, "yes" if row.goal.own else "no", _blank(row.gap)),
        *(" ".join(row.flags), NUMERATOR, METHOD),
        *((row.origin.instance, row.origin.day, row.origin.digest) if row.origin else [""] * 3),
    ]


def _blank(value: int | None) -> object:
    return "" if value is None else value


def as_csv(rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(safe(line(row)) for row in rows)
    return out.getvalue()


def as_xlsx(rows: Iterable[Row], *, day: date) -> bytes:
    """Two sheets: the figures, and what they mean. Titles are written as text, so none is run as a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    figures = book.add_worksheet("figures")
    figures.write_row(0, 0, COLUMNS, bold)
    for number, row in enumerate(rows, start=1):
        figures.write_row(number, 0, [str(c) if isinstance(c, date) else c for c in line(row)])
    figures.freeze_panes(1, 0)
    about = book.add_worksheet("metadata")
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 120)
    for number, (key, text) in enumerate(metadata(day).items()):
        about.write(number, 0, key, bold)
        about.write(number, 1, text)
    book.close()
    return out.getvalue()


def metadata(day: date) -> dict[str, str]:
    """What a reader of the file must know, in the language of the page."""
    return {
        "day": str(day),
        "numerator_rule": NUMERATOR,
        "numerator": _(
            "People with a valid certificate in every course of the programme; people are counted, not certificates."
        ),
        "workforce": _(
            "Headcounts from the sources named on each line. “Derived” means WHO density times World Bank population; it is not a count reported to WHO."
        ),
        "disclosure": _(
            "Counts of 1 to 4 are hidden, others rounded to 5. Below 200 people in a profession only a fifth is named, below 25 nothing. Shares follow from rounded counts."
        ),
        "people_at_least, people_at_most": _("All that can be concluded from the published count."),
        "method_version": METHOD,
        "source": "WHO Global Health Observatory (NHWA, December 2024); World Bank SP.POP.TOTL",
        "licence": "CC BY 4.0",
    }


def safe(cells: Sequence[object]) -> list[object]:
    """A title that begins like a formula is quoted, or a spreadsheet would run it."""
    return [
        f"'{cell}"
        if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t"))
        else cell
        for cell in cells
    ]


def as_gho(frozen: str) -> list[dict[str, object]]:
    """A frozen CSV in the shape of the Global Health Observatory's OData values; shares in per cent."""
    return [
        _gho(number, line) for number, line in enumerate(csv.DictReader(io.StringIO(frozen)), 1)
    ]


def _gho(number: int, line: dict[str, str]) -> dict[str, object]:
    share = float(line["share_percent"]) if line["share_percent"] else None
    size = int(line["workforce"]) if line["workforce"] else None
    most = line["people_at_most"]
    return {
        "Id": number,
        "IndicatorCode": "GLP_COVERAGE",
        "SpatialDimType": "COUNTRY",
        "SpatialDim": line["country"],
        "TimeDimType": "YEAR",
        "TimeDim": int(line["day"][:4]),
        "Dim1Type": "PROGRAMME",
        "Dim1": line["programme"],
        "Dim2Type": "OCCUPATION",
        "Dim2": line["group"],
        "Value": line["share_percent"] or line["disclosure"],
        "NumericValue": share,
        "Low": round(100 * int(line["people_at_least"]) / size, 2) if size else None,
        "High": round(100 * int(most) / size, 2) if size and most else None,
        "Comments": line["workforce_source"],
        "Date": line["day"],
    }
