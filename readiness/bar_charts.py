"""Coordinates of horizontal bars with the range that is possible, drawn by the server as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.charts import ceiling
from readiness.gaps import Rate

WIDTH, ROW, LEFT, RIGHT = 720, 34, 200, 60


@dataclass(frozen=True, slots=True)
class Bar:
    value: str
    percent: float
    y: int
    length: float
    low: float
    high: float

    @property
    def middle(self) -> int:
        return self.y + ROW // 2 - 4

    @property
    def text_x(self) -> float:
        return max(LEFT + self.length, self.high) + 6


@dataclass(frozen=True, slots=True)
class Bars:
    height: int
    bars: list[Bar]


def bars(rates: Sequence[Rate]) -> Bars:
    """One bar per rate, on a common scale that ends at a round number, at most 100 per cent."""
    top = min(100, ceiling(max(rate.high for rate in rates)))

    def x(percent: float) -> float:
        return round(percent / top * (WIDTH - LEFT - RIGHT), 1)

    drawn = [
        Bar(
            rate.value,
            rate.percent,
            number * ROW,
            x(rate.percent),
            LEFT + x(rate.low),
            LEFT + x(rate.high),
        )
        for number, rate in enumerate(rates)
    ]
    return Bars(len(drawn) * ROW, drawn)
