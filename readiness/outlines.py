"""From boundaries in degrees to small outlines on a map sheet: projected, rounded to whole units, tiny islands left out.

Rounding to one grid, instead of simplifying each country by itself, keeps neighbours without gaps between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

CENTRE = math.radians(22), math.radians(51)  # Lambert's azimuthal equal-area projection around it
WIDTH = 1000
MARGIN = 12
SMALLEST = 4.0  # square units; a country's largest piece stays whatever its size
DOT = 60.0  # a country smaller than this is drawn as a dot as well

Point = tuple[float, float]
Ring = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Outline:
    """`code` is empty for an area that is no Member State. `dot` is where a small country gets its mark."""

    code: str
    path: str
    dot: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Sheet:
    width: int
    height: int
    outlines: list[Outline]


def project(longitude: float, latitude: float) -> Point:
    """On the unit sphere, x to the east and y to the south. 180 degrees is crossed to the east."""
    east = math.radians(longitude + 360 if longitude < -168 else longitude) - CENTRE[0]
    north = math.radians(latitude)
    sine, cosine = math.sin(CENTRE[1]), math.cos(CENTRE[1])
    facing = sine * math.sin(north) + cosine * math.cos(north) * math.cos(east)
    k = math.sqrt(2 / (1 + max(facing, -0.99)))
    x = k * math.cos(north) * math.sin(east)
    y = k * (cosine * math.sin(north) - sine * math.cos(north) * math.cos(east))
    return x, -y


def sheet(collection: dict[str, Any], *, cut: str) -> Sheet:
    """Every feature on one sheet that fits all countries but `cut`, which may reach over its edge."""
    countries = [(f["properties"].get("iso3") or "", _rings(f)) for f in collection["features"]]
    inside = [p for code, rings in countries if code != cut for ring in rings for p in ring]
    left, top = min(x for x, _y in inside), min(y for _x, y in inside)
    right, bottom = max(x for x, _y in inside), max(y for _x, y in inside)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    height = round((bottom - top) * scale) + 2 * MARGIN

    def place(point: Point) -> tuple[int, int]:
        x = round((point[0] - left) * scale) + MARGIN
        y = round((point[1] - top) * scale) + MARGIN
        return min(max(x, -20), WIDTH + 20), min(max(y, -20), height + 20)

    found = [
        _outline(code, [[place(p) for p in ring] for ring in rings]) for code, rings in countries
    ]
    return Sheet(WIDTH, height, sorted(found, key=lambda outline: outline.code))


def _rings(feature: dict[str, Any]) -> list[list[Point]]:
    """Outer rings, without pieces far from the Region (overseas territories)."""
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    return [
        [project(x, y) for x, y in polygon[0]]
        for polygon in polygons
        if all(y > 27 and (x > -26 or x < -168) for x, y in polygon[0])
    ]


def _outline(code: str, rings: Iterable[Sequence[tuple[int, int]]]) -> Outline:
    pieces = sorted(((_area(r), r) for r in map(_thinned, rings) if r), key=lambda p: -p[0])
    kept = [ring for n, (area, ring) in enumerate(pieces) if n == 0 or area >= SMALLEST]
    largest, ring = pieces[0]
    return Outline(code, "".join(_path(r) for r in kept), _middle(ring) if largest < DOT else None)


def _thinned(ring: Sequence[tuple[int, int]]) -> Ring:
    """Without points that repeat or lie on the straight line between their neighbours."""
    found: Ring = []
    for point in ring:
        if found and found[-1] == point:
            continue
        while len(found) > 1 and _turn(found[-2], found[-1], point) == 0:
            found.pop()
        found.append(point)
    return found


def _turn(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> int:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])


def _area(ring: Ring) -> float:
    following = [*ring[1:], ring[0]]
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(ring, following, strict=True))) / 2


def _middle(ring: Ring) -> tuple[int, int]:
    return (
        round(sum(x for x, _y in ring) / len(ring)),
        round(sum(y for _x, y in ring) / len(ring)),
    )


def _path(ring: Ring) -> str:
    """SVG path in relative steps, closed."""
    start, *rest = ring
    steps, at = [], start
    for point in rest:
        steps.append(f"{point[0] - at[0]} {point[1] - at[1]}")
        at = point
    return f"M{start[0]} {start[1]}l{' '.join(steps)}z".replace(" -", "-")
