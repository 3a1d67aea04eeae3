"""Where coverage goes under present inflow, expiry and renewal, with an honest 80 % range.

Method (docs/readiness.md): new people per month follow the mean of the last twelve months with a damped trend and,
from 24 months of history on, the month's season. Certificates that end are those begun `validity` months before;
the share renewed is that of the last twelve months. The range comes from the method's own mistakes: it is applied at
past months of the same history and the errors, relative to the inflow and growing with the distance, give the spread.
`CALIBRATION` and `SHORT` were set by simulation and are checked by `manage.py backtest_projection`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST_HISTORY = 12  # months; below this nothing is projected
SEASON = 12
DAMPING = 0.9  # per month: a trend is not believed for ever
Z80 = 1.2816
CALIBRATION = 0.62  # errors are heavy-tailed: 80 % lie nearer than their mean square says
SHORT = 8  # months by which a short history widens the range


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in one month: people newly covered, renewed, and no longer covered."""

    entered: int
    renewed: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Point:
    """People covered `ahead` months from now: the middle and the ends of the 80 % range."""

    ahead: int
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """Months until a target is reached: expected, and for the ends of the range; None: not within the horizon."""

    earliest: int | None
    expected: int | None
    latest: int | None


def project(
    history: Sequence[Month],
    stock: int,
    *,
    months: int,
    validity: int | None = 24,
    seats: float = 1.0,
    renewal: float = 0.0,
) -> list[Point]:
    """People covered in each coming month; empty when the history is shorter than a year.

    validity: months a certificate lasts; None when only the stock is known, so that lapses follow their own mean.
    seats multiplies new people, renewal adds to the share renewed (0.1 = ten points): the two what-ifs.
    """
    if len(history) < LEAST_HISTORY:
        return []
    path = _path(history, stock, months, validity, seats, renewal)
    spread = _spread(history, validity)
    scale = max(1.0, _level(history))
    return [
        Point(
            ahead,
            max(0.0, middle - Z80 * spread(ahead) * scale),
            middle,
            middle + Z80 * spread(ahead) * scale,
        )
        for ahead, middle in enumerate(path, start=1)
    ]


def _path(
    history: Sequence[Month],
    stock: float,
    months: int,
    validity: int | None,
    seats: float = 1.0,
    renewal: float = 0.0,
) -> list[float]:
    entered = [seats * e for e in _inflow([m.entered for m in history], months)]
    rate = min(1.0, max(0.0, _renewal_rate(history) + renewal))
    begun = [float(m.entered + m.renewed) for m in history]
    recent = history[-SEASON:]
    mean_lapse = sum(m.lapsed for m in recent) / len(recent)
    path = []
    for new in entered:
        due = begun[len(begun) - validity] if validity and len(begun) >= validity else 0.0
        lapsed = due * (1 - rate) if validity else mean_lapse
        begun.append(new + due * rate)
        stock = max(0.0, stock + new - lapsed)
        path.append(stock)
    return path


def _inflow(entered: Sequence[int], months: int) -> list[float]:
    recent = entered[-SEASON:]
    level = sum(recent) / len(recent)
    growth = _monthly_growth(entered)
    season = _seasonal(entered)
    forecast = []
    step, total = growth, 0.0
    for ahead in range(1, months + 1):
        total += step
        step *= DAMPING
        factor = season[(len(entered) + ahead - 1) % SEASON]
        forecast.append(max(0.0, level * math.exp(total) * factor))
    return forecast


def _monthly_growth(entered: Sequence[int]) -> float:
    """Log growth per month between the last two years, halved towards none; 0 below two years."""
    if len(entered) < 2 * SEASON:
        return 0.0
    now, before = sum(entered[-SEASON:]), sum(entered[-2 * SEASON : -SEASON])
    if not now or not before:
        return 0.0
    return max(-0.05, min(0.05, 0.5 * math.log(now / before) / SEASON))


def _seasonal(entered: Sequence[int]) -> list[float]:
    """Factor of each month of the year (by position), halved towards 1; flat below two years."""
    if len(entered) < 2 * SEASON:
        return [1.0] * SEASON
    ratios: list[list[float]] = [[] for _month in range(SEASON)]
    for at in range(SEASON, len(entered)):
        window = entered[at - SEASON + 1 : at + 1]
        mean = sum(window) / SEASON
        if mean:
            ratios[at % SEASON].append(entered[at] / mean)
    return [(1 + sum(found) / len(found)) / 2 if found else 1.0 for found in ratios]


def _renewal_rate(history: Sequence[Month]) -> float:
    recent = history[-SEASON:]
    renewed = sum(m.renewed for m in recent)
    due = renewed + sum(m.lapsed for m in recent)
    return (renewed + 1) / (due + 2)


def _level(history: Sequence[Month]) -> float:
    recent = history[-SEASON:]
    return sum(m.entered + m.lapsed for m in recent) / len(recent)


class _Spread:
    """Standard error in units of a month's movement, growing as a power of the distance."""

    def __init__(self, at_one: float, power: float) -> None:
        self.at_one = at_one
        self.power = power

    def __call__(self, ahead: int) -> float:
        return float(self.at_one * ahead**self.power)


def _spread(history: Sequence[Month], validity: int | None) -> _Spread:
    """Fit how the method's past errors grew with the distance, from all past months it could have started at."""
    factor = CALIBRATION * (1 + SHORT / len(history))
    errors = _past_errors(history, validity)
    usable = [
        (ahead, _root_mean_square(found)) for ahead, found in errors.items() if len(found) >= 3
    ]
    if not usable:
        return _Spread(factor * _noise(history), 0.75)
    power = _power(usable)
    at_one = sum(error / ahead**power for ahead, error in usable) / len(usable)
    return _Spread(factor * max(at_one, 0.05), power)


def _past_errors(history: Sequence[Month], validity: int | None) -> dict[int, list[float]]:
    stocks = [0.0]
    for month in history:
        stocks.append(stocks[-1] + month.entered - month.lapsed)
    errors: dict[int, list[float]] = {}
    for origin in range(LEAST_HISTORY, len(history)):
        known = history[:origin]
        reach = min(SEASON, len(history) - origin)
        scale = max(1.0, _level(known))
        path = _path(known, stocks[origin], reach, validity)
        for ahead, middle in enumerate(path, start=1):
            errors.setdefault(ahead, []).append((stocks[origin + ahead] - middle) / scale)
    return errors


def _root_mean_square(values: Sequence[float]) -> float:
    return math.sqrt(sum(value * value for value in values) / len(values))


def _power(usable: Sequence[tuple[int, float]]) -> float:
    """Growth of the error with distance, between a random walk and a steady bias, a little above what is seen."""
    points = [(math.log(ahead), math.log(error)) for ahead, error in usable if error > 0]
    if len(points) < 3:
        return 0.75
    mean_x = sum(x for x, _y in points) / len(points)
    mean_y = sum(y for _x, y in points) / len(points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points)
    slope /= sum((x - mean_x) ** 2 for x, _y in points)
    return max(0.6, min(1.1, slope + 0.1))


def _noise(history: Sequence[Month]) -> float:
    """Month-to-month variation relative to the mean, where there is too little history for anything else."""
    values = [m.entered - m.lapsed for m in history]
    mean = sum(values) / len(values)
    return max(0.1, _root_mean_square([v - mean for v in values]) / max(1.0, _level(history)))


def arrival(points: Sequence[Point], target: float) -> Arrival:
    """When a target number of people is first reached, for the middle and both ends of the range."""

    def first(values: Sequence[float]) -> int | None:
        return next((n for n, value in enumerate(values, start=1) if value >= target), None)

    return Arrival(
        earliest=first([p.high for p in points]),
        expected=first([p.middle for p in points]),
        latest=first([p.low for p in points]),
    )


def from_stock(stocks: Sequence[int]) -> list[Month]:
    """Months as far as published stocks tell: net gains and losses only, so nothing else can leak."""
    changes = [after - before for before, after in pairwise(stocks)]
    return [Month(max(0, change), 0, max(0, -change)) for change in changes]
