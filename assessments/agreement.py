"""What the marks of one or two people, and of a third where they differ, amount to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Outcome:
    """`fraction` is None as long as somebody else has to mark; `disputed` when that person decides."""

    fraction: Fraction | None
    disputed: bool = False


def outcome(points: Sequence[int], *, worth: int, markers: int, bound: int) -> Outcome:
    """`points` in the order in which they were given; of a rubric worth `worth` points.

    One marker: her mark. Two: their mean when they differ by at most `bound` points, else the third
    mark decides alone, whatever the first two were.
    """
    if len(points) < markers:
        return Outcome(None)
    if markers == 1:
        return Outcome(Fraction(points[0], worth))
    if abs(points[0] - points[1]) <= bound:
        return Outcome(Fraction(points[0] + points[1], 2 * worth))
    if len(points) == 2:
        return Outcome(None, disputed=True)
    return Outcome(Fraction(points[2], worth), disputed=True)
