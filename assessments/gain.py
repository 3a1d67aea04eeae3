"""How much was learnt between a pre-test and its post-test. Pure.

Hake, R. R. (1998): Interactive-engagement versus traditional methods. American Journal of Physics 66, 64-74:
normalised gain of a group = (mean post - mean pre) / (100 - mean pre). For one person who may also lose:
Marx, J. D. & Cummings, K. (2007): Normalized change. American Journal of Physics 75, 87-91.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gain:
    """Of `n` people: means in per cent, the difference in points, and the share of what could be gained."""

    n: int
    pre: float
    post: float
    raw: float
    normalised: float | None  # None when nothing could be gained


def mean_gain(n: int, pre: float, post: float) -> Gain | None:
    """`pre` and `post` are sums of percentages over n people. None without people."""
    if n <= 0:
        return None
    before, after = pre / n, post / n
    raw = after - before
    return Gain(n, before, after, raw, raw / (100 - before) if before < 100 else None)


def change(pre: float, post: float) -> float | None:
    """Normalised change of one person, -1 to 1; None when she had 0 or 100 per cent both times."""
    if post > pre:
        return (post - pre) / (100 - pre)
    if post < pre:
        return (post - pre) / pre
    return None if pre in (0, 100) else 0.0
