"""What the region page and the country page show, put together from published figures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from accounts import countries
from readiness import cascade, figures, programmes, reference, regional
from readiness.cascade import Taught
from readiness.federation import Origin
from readiness.figures import Row
from readiness.outlines import Outline
from readiness.programmes import Programme
from readiness.regional import RegionalTrend


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader picked on the region page."""

    programme: str = ""
    group: str = ""
    order: str = ""
    view: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Tile:
    row: Row
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Area:
    """One outline of the map. `row` is None for an area that is no Member State."""

    row: Row | None
    outline: Outline


@dataclass(frozen=True, slots=True)
class Region:
    day: date
    programmes: list[Programme]
    programme: Programme | None
    group: str
    order: str
    view: str
    rows: list[Row]
    tiles: list[Tile]
    areas: list[Area]
    total: figures.Sum
    trend: RegionalTrend

    @property
    def told(self) -> list[Row]:
        """One row of each country that counts on an installation of its own."""
        return [row for row in self.rows if row.origin]


@dataclass(frozen=True, slots=True)
class Country:
    iso3: str
    day: date
    exact: bool
    sections: list[tuple[Programme, list[Row]]]
    taught: list[Taught]

    @property
    def origin(self) -> Origin | None:
        """Set when the country counts on an installation of its own."""
        return next((row.origin for _programme, rows in self.sections for row in rows), None)


def region(choice: Choice, *, day: date, exact: Collection[str]) -> Region:
    offered = programmes.published()
    programme = figures.programme_by_key(offered, choice.programme)
    found: list[Row] = []
    group = ""
    if programme:
        groups = programme.groups
        group = choice.group if choice.group in groups else groups[0]
        found = figures.rows(
            day, programmes=[programme], countries=countries.EUR, exact=exact, groups=[group]
        )
    by_name = sorted(
        found, key=lambda row: countries.in_order(countries.name(row.country, choice.language))
    )
    ranked = sorted(by_name, key=_share, reverse=True)
    return Region(
        day=day,
        programmes=offered,
        programme=programme,
        group=group,
        order=choice.order if choice.order == "share" else "name",
        rows=ranked if choice.order == "share" else by_name,
        view=choice.view if choice.view == "map" else "tiles",
        tiles=[Tile(row, *reference.tile_grid()[row.country]) for row in by_name],
        areas=_areas(by_name) if choice.view == "map" else [],
        total=figures.regional(found),
        trend=regional.trend(found, day=day),
    )


def _areas(rows: list[Row]) -> list[Area]:
    by_country = {row.country: row for row in rows}
    return [Area(by_country.get(o.code), o) for o in reference.map_sheet().outlines]


def _share(row: Row) -> float:
    if row.band:
        return float(row.band[0])
    return -1.0 if row.percent is None else row.percent


def country(iso3: str, *, day: date, exact: bool) -> Country:
    found = figures.rows(
        day,
        programmes=programmes.published(),
        countries=[iso3],
        exact=[iso3] if exact else [],
    )
    grouped = groupby(found, key=lambda row: row.programme)
    return Country(
        iso3,
        day,
        exact,
        [(programme, list(rows)) for programme, rows in grouped],
        cascade.taught(iso3, day=day, exact=exact),
    )
