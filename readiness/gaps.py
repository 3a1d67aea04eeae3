"""How far apart the best and the worst served groups are, by one fact; honest about facts not given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness import intervals
from readiness.equity import UNKNOWN_WARNING
from readiness.intervals import Interval


@dataclass(frozen=True, slots=True)
class Count:
    """People of one group: `covered` of `people`."""

    covered: int
    people: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Share covered in per cent. `low` and `high`: the least and the most it can be whatever those who did not
    give the fact would have answered (Manski bounds)."""

    value: str
    count: Count
    low: float
    high: float

    @property
    def percent(self) -> float:
        return 100 * self.count.covered / self.count.people


@dataclass(frozen=True, slots=True)
class Gap:
    """Best less worst in percentage points, and best over worst, each with its 95 % interval.

    `least` and `most` bound the difference whatever the unknown would have answered. Ratio is None
    when nobody of the worst group is covered.
    """

    rates: list[Rate]
    known: float  # per cent of people who gave the fact
    best: Rate
    worst: Rate
    difference: float
    difference_interval: Interval
    ratio: float | None
    ratio_interval: Interval | None
    least: float
    most: float

    @property
    def mostly_unknown(self) -> bool:
        return 100 - self.known > UNKNOWN_WARNING


def gap(counts: Mapping[str, Count], *, order: Iterable[str]) -> Gap | None:
    """From counts by answer; "" stands for not given. None with fewer than two groups that have people."""
    unknown = counts.get("", Count(0, 0))
    rates = [
        _rate(value, counts[value], unknown)
        for value in order
        if value in counts and counts[value].people
    ]
    if len(rates) < 2:
        return None
    everybody = sum(count.people for count in counts.values())
    return _gap(rates, 100 * (everybody - unknown.people) / everybody)


def _rate(value: str, count: Count, unknown: Count) -> Rate:
    """All who are silent and not covered belong to this group, or all who are silent and covered do."""
    idle = unknown.people - unknown.covered
    return Rate(
        value,
        count,
        low=100 * count.covered / (count.people + idle),
        high=100 * (count.covered + unknown.covered) / (count.people + unknown.covered),
    )


def _gap(rates: Sequence[Rate], known: float) -> Gap:
    best = max(rates, key=lambda rate: rate.percent)
    worst = min(rates, key=lambda rate: rate.percent)
    pairs = (best.count.covered, best.count.people, worst.count.covered, worst.count.people)
    apart = intervals.newcombe(*pairs)
    return Gap(
        rates=list(rates),
        known=known,
        best=best,
        worst=worst,
        difference=best.percent - worst.percent,
        difference_interval=Interval(100 * apart.low, 100 * apart.high),
        ratio=best.percent / worst.percent if worst.percent else None,
        ratio_interval=intervals.katz(*pairs),
        least=max(0.0, max(rate.low for rate in rates) - min(rate.high for rate in rates)),
        most=max(rate.high for rate in rates) - min(rate.low for rate in rates),
    )
