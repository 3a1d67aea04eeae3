"""Reads readiness' part of `content/reference/`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

SOURCES = {
    "derived": "WHO Global Health Observatory, NHWA data portal (December 2024), {indicator}; World Bank population",
    "reported": "WHO Global Health Observatory, NHWA data portal, {indicator}",
}


def _table(name: str) -> Iterator[dict[str, str]]:
    path = Path(settings.CONTENT_DIR) / "reference" / name
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def workforce() -> Iterator[dict[str, object]]:
    """Fields of `Workforce` rows, one per line of workforce.csv."""
    for line in _table("workforce.csv"):
        yield {
            "country": line["iso3"],
            "group": line["group"],
            "value": int(line["value"]),
            "year": int(line["year"]),
            "method": line["method"],
            "basis": line["basis"],
            "source": SOURCES[line["method"]].format(indicator=line["indicator"]),
            "note": line["note"],
        }


@cache
def tile_grid() -> dict[str, tuple[int, int]]:
    """Place of each country on the tile grid: (row, column), roughly as on a map."""
    return {
        line["iso3"]: (int(line["row"]), int(line["column"])) for line in _table("tile_grid.csv")
    }
