"""What may be shown of a number of people. Every published figure passes here, once.

The rule that makes totals safe: a total is a function of figures that are already published
(`total`), never of the true counts, so no total, filter or export can undo a hidden figure.
A breakdown is published whole or not at all, so no part can be found by taking the others
away from the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["exact", "zero", "rounded", "hidden", "band", "withheld"]


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds of disclosure control; people, not shares.

    smallest_workforce: below this nothing is said; banded_below: below this only a fifth of
    the workforce is named. The first fifth of the smallest banded workforce must still hold
    every count below the threshold.
    """

    threshold: int = 5
    base: int = 5
    breakdown_threshold: int = 10
    smallest_workforce: int = 25
    banded_below: int = 200
    bands: int = 5

    def __post_init__(self) -> None:
        if self.smallest_workforce < self.threshold * self.bands:
            raise ValueError("The first band would tell a count below the threshold.")
        if self.base < 1 or self.threshold < 1 or self.breakdown_threshold < self.threshold:
            raise ValueError("Thresholds must be positive and grow with detail.")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it may be shown. `low` and `high` is all that a reader may conclude."""

    kind: Kind
    low: int
    high: int | None
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Sum of published figures: what was shown, what it can hide, how many cells are missing."""

    value: int
    low: int
    high: int | None
    hidden: int


def publish(
    count: int, workforce: int | None, *, policy: Policy, unrestricted: bool = False
) -> Figure:
    """The figure that a reader may see for `count` people out of `workforce` (None: unknown)."""
    if count < 0:
        raise ValueError("A number of people is never negative.")
    if unrestricted:
        return Figure("exact", count, count, count)
    if workforce is not None and workforce < policy.smallest_workforce:
        return Figure("withheld", 0, None)
    if workforce is not None and workforce < policy.banded_below:
        return _band(count, workforce, policy)
    if count == 0:
        return Figure("zero", 0, 0, 0)
    if count < policy.threshold:
        return Figure("hidden", 1, policy.threshold - 1)
    return _rounded(count, policy)


def _rounded(count: int, policy: Policy) -> Figure:
    half = (policy.base - 1) // 2
    value = (count + half) // policy.base * policy.base
    top = value + policy.base // 2
    return Figure("rounded", max(policy.threshold, value - half), top, value)


def _band(count: int, workforce: int, policy: Policy) -> Figure:
    fifth = min(policy.bands - 1, count * policy.bands // workforce)
    low = -(-fifth * workforce // policy.bands)
    if fifth == policy.bands - 1:
        return Figure("band", low, None)
    return Figure("band", low, -(-(fifth + 1) * workforce // policy.bands) - 1)


def percentage(figure: Figure, workforce: int | None) -> float | None:
    """Share in per cent of the workforce, from the published figure only; None when not told."""
    if not workforce or figure.value is None:
        return None
    return 100 * figure.value / workforce


def total(figures: Iterable[Figure]) -> Total:
    """Sum of figures as published; adds nothing to what the parts tell."""
    parts = list(figures)
    highs = [part.high for part in parts]
    return Total(
        value=sum(part.value or 0 for part in parts),
        low=sum(part.low for part in parts),
        high=None if None in highs else sum(high for high in highs if high is not None),
        hidden=sum(part.value is None for part in parts),
    )


def breakdown(
    cells: Mapping[str, int], whole: Figure, *, policy: Policy, unrestricted: bool = False
) -> dict[str, Figure] | None:
    """Parts of one whole by one characteristic, or None when any part is too small to tell.

    Nothing between: hiding only the small part would let a reader take the others away from
    the whole, and hiding a second part tells how the second was chosen.
    """
    if unrestricted:
        return {key: Figure("exact", n, n, n) for key, n in cells.items()}
    if whole.kind != "rounded" or any(0 < n < policy.breakdown_threshold for n in cells.values()):
        return None
    return {key: _rounded(n, policy) if n else Figure("zero", 0, 0, 0) for key, n in cells.items()}
