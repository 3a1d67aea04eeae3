"""Does the stated 80 % range hold? Simulated countries with trend, season and shocks, months held out."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.projection import Month, project

VALIDITY = 24
HELD_OUT = 12


@dataclass(frozen=True, slots=True)
class Outcome:
    months: int
    inside: int

    @property
    def share(self) -> float:
        return self.inside / self.months if self.months else math.nan


def simulate(draw: random.Random, months: int) -> list[Month]:
    """A country's months since launch: trend, season, overdispersed noise, campaigns and interruptions."""
    base = draw.uniform(20, 600)
    trend = draw.uniform(-0.2, 0.6) / 12
    amplitude, phase = draw.uniform(0, 0.4), draw.uniform(0, 2 * math.pi)
    rate = draw.uniform(0.3, 0.8)
    shock, history = 1.0, []
    for at in range(months):
        shock = _shock(draw, shock)
        season = 1 + amplitude * math.sin(2 * math.pi * at / 12 + phase)
        mean = base * math.exp(trend * at) * season * shock
        entered = max(0, round(draw.gauss(mean, math.sqrt(mean + (0.15 * mean) ** 2))))
        begun = history[at - VALIDITY] if at >= VALIDITY else Month(0, 0, 0)
        due = begun.entered + begun.renewed
        rate = min(0.9, max(0.2, rate + draw.gauss(0, 0.02)))
        renewed = min(
            due, max(0, round(draw.gauss(due * rate, math.sqrt(due * rate * (1 - rate)))))
        )
        history.append(Month(entered, renewed, due - renewed))
    return history


def _shock(draw: random.Random, now: float) -> float:
    if now != 1.0 and draw.random() < 0.5:
        return now
    return draw.choice([0.3, 0.5, 2.0]) if draw.random() < 0.03 else 1.0


def held_out(history: Sequence[Month], origin: int) -> Outcome:
    """Project from `origin` with what was known then and look where the next months fell."""
    known = history[:origin]
    stock = sum(month.entered - month.lapsed for month in known)
    points = project(known, stock, months=HELD_OUT, validity=VALIDITY)
    inside = 0
    for point, month in zip(points, history[origin:], strict=False):
        stock += month.entered - month.lapsed
        inside += point.low <= stock <= point.high
    return Outcome(len(points), inside)


def run(*, countries: int, seed: int) -> Outcome:
    """All held-out months of many countries, started two to five years after launch."""
    draw = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
    outcomes = [
        held_out(simulate(draw, origin + HELD_OUT), origin)
        for origin in (draw.randrange(24, 61) for _country in range(countries))
    ]
    return Outcome(sum(o.months for o in outcomes), sum(o.inside for o in outcomes))
