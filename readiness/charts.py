"""Coordinates of a line chart, drawn by the server as SVG; the numbers stand in a table beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 12, 28


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a reader who goes along the line stands; no `y` where the value is not told."""

    x: float
    y: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """SVG coordinates: lines as `points`, the range as a closed polygon, ticks with labels."""

    behind: str
    ahead: str
    middle: str
    band: str
    target: float | None
    across: list[Tick]
    up: list[Tick]
    marks: list[Mark]

    @property
    def mark_text(self) -> str:
        return " ".join(f"{m.x},{'' if m.y is None else m.y}" for m in self.marks)


Series = Sequence[tuple[int, float]]


def ceiling(value: float) -> int:
    """The next round number: 1, 2 or 5 times a power of ten."""
    if value <= 5:
        return 5
    power = 10 ** math.floor(math.log10(value))
    return next(int(step * power) for step in (1, 2, 5, 10) if step * power >= value)


def line_chart(
    *,
    behind: Series,
    ahead: Series,
    low: Series,
    middle: Series,
    high: Series,
    target: float | None,
    labels: Iterable[tuple[int, str]],
    read: Sequence[tuple[int, float | None]] = (),
) -> Chart:
    """Series are (month, value) pairs; labels are (month, text) for the horizontal axis; `read` are the lines
    of the table beside, which a reader goes along."""
    everything = [*behind, *ahead, *high]
    months = [month for month, _value in everything] or [0, 1]
    first, last = min(months), max(max(months), min(months) + 1)
    top = ceiling(max([value for _month, value in everything] + [target or 0, 1]))

    def x(month: float) -> float:
        return round(LEFT + (month - first) / (last - first) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    def line(series: Series) -> str:
        return " ".join(f"{x(month)},{y(value)}" for month, value in series)

    return Chart(
        behind=line(behind),
        ahead=line(ahead),
        middle=line(middle),
        band=line([*low, *reversed(high)]),
        target=None if target is None else y(target),
        across=[Tick(x(month), text) for month, text in labels if first <= month <= last],
        up=[Tick(y(top * part / 4), str(round(top * part / 4))) for part in range(5) if top >= 4],
        marks=[Mark(x(month), None if value is None else y(value)) for month, value in read],
    )
