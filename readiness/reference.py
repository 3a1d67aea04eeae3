"""Reads readiness' part of `content/reference/`."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from readiness.outlines import Outline, Sheet

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


@cache
def map_sheet() -> Sheet:
    """The map of the Region as `draw_map` left it."""
    path = Path(settings.CONTENT_DIR) / "reference" / "map.json"
    source = json.loads(path.read_text(encoding="utf-8"))
    drawn = [
        Outline(o["code"], o["path"], tuple(o["dot"]) if o["dot"] else None)
        for o in source["outlines"]
    ]
    return Sheet(source["width"], source["height"], drawn)


@cache
def maturity_source() -> dict[str, Any]:
    """The shipped maturity model with its translations, as parsed TOML."""
    folder = Path(settings.CONTENT_DIR) / "reference"

    def parsed(name: str) -> dict[str, Any]:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))

    languages = [code for code, _name in settings.LANGUAGES if code != "en"]
    translations = {code: parsed(f"maturity.{code}.toml") for code in languages}
    return {**parsed("maturity.toml"), "translations": translations}


@dataclass(frozen=True, slots=True)
class Hub:
    key: str
    title: str
    since: int  # the year from which this list of members holds
    countries: tuple[str, ...]


@cache
def hubs(year: int) -> tuple[Hub, ...]:
    """Groups of countries as they stand in a year: each from the newest membership list that had begun."""
    lines = [line for line in _table("hubs.csv") if int(line["from_year"]) <= year]
    newest = {
        line["hub"]: max(int(x["from_year"]) for x in lines if x["hub"] == line["hub"])
        for line in lines
    }
    members: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if int(line["from_year"]) == newest[line["hub"]]:
            members.setdefault((line["hub"], line["title"]), []).append(line["iso3"])
    return tuple(
        Hub(key, title, newest[key], tuple(found)) for (key, title), found in members.items()
    )


def hubs_of(country: str, year: int) -> list[Hub]:
    return [hub for hub in hubs(year) if country in hub.countries]
