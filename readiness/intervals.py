"""Confidence intervals for the difference and the ratio of two shares.

Difference: Newcombe's hybrid score interval (method 10 in Newcombe 1998, Statistics in Medicine 17:873-890),
from two Wilson intervals. Ratio: Katz's log interval (Katz et al. 1978, Biometrics 34:469-474).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float


def wilson(part: int, whole: int, z: float = Z95) -> Interval:
    """Of a share between 0 and 1. `whole` is at least 1."""
    share = part / whole
    middle = share + z * z / (2 * whole)
    half = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    below = 1 + z * z / whole
    return Interval(max(0.0, (middle - half) / below), min(1.0, (middle + half) / below))


def newcombe(part_1: int, whole_1: int, part_2: int, whole_2: int) -> Interval:
    """Of the first share less the second."""
    share_1, share_2 = part_1 / whole_1, part_2 / whole_2
    one, two = wilson(part_1, whole_1), wilson(part_2, whole_2)
    difference = share_1 - share_2
    down = math.hypot(share_1 - one.low, two.high - share_2)
    up = math.hypot(one.high - share_1, share_2 - two.low)
    return Interval(difference - down, difference + up)


def katz(part_1: int, whole_1: int, part_2: int, whole_2: int) -> Interval | None:
    """Of the first share over the second; None when either is zero, where a logarithm has no place."""
    if not part_1 or not part_2:
        return None
    ratio = (part_1 / whole_1) / (part_2 / whole_2)
    spread = Z95 * math.sqrt(1 / part_1 - 1 / whole_1 + 1 / part_2 - 1 / whole_2)
    return Interval(ratio * math.exp(-spread), ratio * math.exp(spread))
