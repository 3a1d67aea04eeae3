"""Coordinates of small plots drawn as SVG; the numbers stand in a table beside each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 420, 220
LEFT, TOP, BOTTOM = 44, 10, 30
INNER, TALL = WIDTH - LEFT - 10, HEIGHT - TOP - BOTTOM


@dataclass(frozen=True)
class Line:
    """`dash` tells lines apart without colour; `end` is where the name stands."""

    name: str
    points: str
    dots: list[tuple[float, float]]
    dash: str
    end: tuple[float, float]


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    label: str
    value: int


DASHES = ("", "8 3", "2 3", "8 3 2 3", "12 4", "4 4")


def lines(named: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> list[Line]:
    """Each a name with (x, y) between 0 and 1."""
    found = []
    for number, (name, values) in enumerate(named):
        dots = [(round(LEFT + INNER * x, 1), round(TOP + TALL * (1 - y), 1)) for x, y in values]
        points = " ".join(f"{x},{y}" for x, y in dots)
        found.append(Line(name, points, dots, DASHES[number % len(DASHES)], dots[-1]))
    return found


def bars(values: Sequence[tuple[str, int]]) -> list[Bar]:
    most = max((value for _label, value in values), default=0) or 1
    width = INNER / max(1, len(values))
    return [
        Bar(
            round(LEFT + width * place + 2, 1), round(TOP + TALL * (1 - value / most), 1),
            round(width - 4, 1), round(TALL * value / most, 1), label, value,
        )
        for place, (label, value) in enumerate(values)
    ]  # fmt: skip


def grid() -> list[tuple[float, str]]:
    """Heights of the lines at 0, 50 and 100 per cent."""
    return [(round(TOP + TALL * (1 - share / 100), 1), str(share)) for share in (0, 50, 100)]
