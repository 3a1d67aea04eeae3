"""When to practise what. Pure.

Boxes after Leitner (1972, So lernt man lernen): what was right moves a box up and is due later, what was not
starts again at the first. That spacing helps, and that the gap should grow with the time one wants to remember:
Cepeda et al. (2006): Distributed practice in verbal recall tasks. Psychological Bulletin 132, 354-380.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

STEPS = (1, 3, 7, 21, 60)  # days until a competency is due again, by box
GOOD = 0.8  # of the marks of one sitting


@dataclass(frozen=True)
class Sitting:
    """What a quiz, or a few short questions, earned in one competency: 0 to 1."""

    at: datetime
    competency: str
    share: float


@dataclass(frozen=True)
class Due:
    competency: str
    box: int
    due: date
    last: float  # share of the last sitting
    sittings: int

    @property
    def weak(self) -> bool:
        return self.last < GOOD


def plan(sittings: Iterable[Sitting]) -> list[Due]:
    """Every competency that was met: what is due first stands first, of those the weakest."""
    found: dict[str, Due] = {}
    for one in sorted(sittings, key=lambda sitting: sitting.at):
        before = found.get(one.competency)
        box = min((before.box if before else 0) + 1, len(STEPS) - 1) if one.share >= GOOD else 0
        due = one.at.date() + timedelta(days=STEPS[box])
        count = before.sittings + 1 if before else 1
        found[one.competency] = Due(one.competency, box, due, one.share, count)
    return sorted(found.values(), key=lambda one: (one.due, one.last, one.competency))
