"""Reads workforce counts from a national CSV and from WHO GHO exports; problems are data, all at once.

GHO: the classic CSV export and the OData JSON of ghoapi. Numbers come from the numeric column only: `Value` is
display text with spaces and ranges. Countries are joined on ISO 3166-1 alpha-3.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Headcount indicators of the GHO; rates and shares are not headcounts.
GHO_GROUPS = {
    "HWF_0002": "physicians",
    "HWF_0003": "generalist_medical_practitioners",
    "HWF_0004": "specialist_medical_practitioners",
    "HWF_0007": "nursing_midwifery",
    "HWF_0008": "nursing_personnel",
    "HWF_0009": "midwifery_personnel",
    "HWF_0011": "dentists",
    "HWF_0015": "pharmacists",
}
BASES = ("practising", "active", "licensed", "unknown")
REQUIRED = ("group", "year", "value", "source")
LARGEST = 1024 * 1024
EARLIEST = 1990
_YEAR = re.compile(r"[0-9]{4}")
_SPACES = re.compile(r"[\s\u00a0\u202f]")


@dataclass(frozen=True, slots=True)
class Count:
    line: int
    country: str
    group: str
    year: int
    value: int
    source: str
    basis: str = "unknown"


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` names the sentence, `found` is what stood there."""

    line: int
    code: str
    found: str = ""


Row = Mapping[str, str | None]
Result = tuple[list[Count], list[Problem]]


def national(content: bytes, *, country: str, groups: Collection[str], this_year: int) -> Result:
    """A country's own file: columns group, year, value, source and, if known, basis."""
    text, problem = _text(content)
    if problem:
        return [], [problem]
    names, rows, problem = _table(text, delimiter=";" if ";" in text[:200] else ",")
    if problem:
        return [], [problem]
    absent = [name for name in REQUIRED if name not in names]
    if absent:
        return [], [Problem(1, "columns", ", ".join(absent))]
    counts: list[Count] = []
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        found = list(_row_problems(line, row, groups, this_year))
        problems += found
        if not found:
            basis = (row.get("basis") or "unknown").strip()
            counts.append(_count(line, country, row, basis))
    return counts, [*problems, *_doubled(counts)]


def _text(content: bytes) -> tuple[str, Problem | None]:
    if len(content) > LARGEST:
        return "", Problem(0, "too_large")
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        return "", Problem(line, "encoding")


def _table(text: str, delimiter: str = ",") -> tuple[Sequence[str], list[Row], Problem | None]:
    """The column names and rows of a CSV, whatever ends its lines."""
    reader = csv.DictReader(io.StringIO(text, newline=None), delimiter=delimiter)
    try:
        return reader.fieldnames or (), list(reader), None
    except csv.Error:  # a cell that never ends
        return (), [], Problem(reader.line_num + 1, "unreadable")


def _count(line: int, country: str, row: Row, basis: str) -> Count:
    cells = {name: (row[name] or "").strip() for name in REQUIRED}
    value = int(_SPACES.sub("", cells["value"]))
    return Count(line, country, cells["group"], int(cells["year"]), value, cells["source"], basis)


def _row_problems(
    line: int, row: Row, groups: Collection[str], this_year: int
) -> Iterator[Problem]:
    cells = {name: (row.get(name) or "").strip() for name in (*REQUIRED, "basis")}
    if cells["group"] not in groups:
        yield Problem(line, "group", cells["group"])
    if not _YEAR.fullmatch(cells["year"]):
        yield Problem(line, "year", cells["year"])
    elif int(cells["year"]) > this_year:
        yield Problem(line, "future", cells["year"])
    elif int(cells["year"]) < EARLIEST:
        yield Problem(line, "year", cells["year"])
    value = _SPACES.sub("", cells["value"])
    if not re.fullmatch(r"[0-9]{1,9}", value):
        yield Problem(line, "value", cells["value"])
    elif int(value) == 0:
        yield Problem(line, "zero")
    if not cells["source"] or len(cells["source"]) > 300:
        yield Problem(line, "source")
    if cells["basis"] and cells["basis"] not in BASES:
        yield Problem(line, "basis", cells["basis"])


def _doubled(counts: Iterable[Count]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, int], int] = {}
    for count in counts:
        key = (count.country, count.group, count.year)
        if key in seen:
            yield Problem(count.line, "double", str(seen[key]))
        seen.setdefault(key, count.line)


def gho(content: bytes, *, countries: Collection[str], this_year: int) -> Result:
    """Headcounts of a GHO export, CSV or OData JSON. Rates, other indicators and breakdowns are left out."""
    text, problem = _text(content)
    if problem:
        return [], [problem]
    rows, problem = _odata(text) if text.lstrip().startswith("{") else _classic(text)
    if problem:
        return [], [problem]
    counts: dict[tuple[str, str, int], Count] = {}
    problems = []
    for line, code, country, year, number, broken_down in rows:
        group = GHO_GROUPS.get(code.strip())
        if group is None or broken_down:
            continue
        if country not in countries:
            problems.append(Problem(line, "country", country))
            continue
        value = _number(number)
        if not _YEAR.fullmatch(year.strip()) or int(year) > this_year or value is None or value < 1:
            problems.append(Problem(line, "value", f"{year.strip()}: {number}"))
            continue
        source = f"WHO Global Health Observatory, {code.strip()}"
        counts[country, group, int(year)] = Count(line, country, group, int(year), value, source)
    return list(counts.values()), problems


_GhoRow = tuple[int, str, str, str, str, bool]


def _classic(text: str) -> tuple[Iterable[_GhoRow], Problem | None]:
    _names, rows, problem = _table(text)
    return (_classic_row(line, row) for line, row in enumerate(rows, start=2)), problem


def _classic_row(line: int, row: Row) -> _GhoRow:
    cells = {name: (value or "") for name, value in row.items() if isinstance(name, str)}
    return (
        line,
        cells.get("IndicatorCode", ""),
        cells.get("SpatialDimValueCode", ""),
        cells.get("Period", ""),
        cells.get("FactValueNumeric", ""),
        bool(cells.get("Dim1ValueCode") or cells.get("Dim1")),
    )


def _odata(text: str) -> tuple[Iterable[_GhoRow], Problem | None]:
    try:
        rows = json.loads(text)["value"]
    except (ValueError, KeyError, RecursionError):
        return [], Problem(0, "unreadable")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return [], Problem(0, "unreadable")
    found = [
        _odata_row(line, row)
        for line, row in enumerate(rows, start=1)
        if row.get("SpatialDimType") == "COUNTRY"
    ]
    return found, None


def _odata_row(line: int, row: Mapping[str, Any]) -> _GhoRow:
    number = row.get("NumericValue")
    return (
        line,
        str(row.get("IndicatorCode", "")),
        str(row.get("SpatialDim", "")),
        str(row.get("TimeDim", "")),
        "" if number is None else str(number),
        bool(row.get("Dim1")),
    )


def _number(text: str) -> int | None:
    try:
        return round(float(text))
    except (ValueError, OverflowError):
        return None
