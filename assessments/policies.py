"""What a person's override and a regrade do to the marks of one attempt. Pure.

The order (docs/decisions/0035): the machine or the markers, then a person's word about one answer, then
decisions about the question. A decision to grade with the present key leaves an answer alone that a person
has judged; the other policies hold for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from assessments.questions.contract import FULL, NONE

POLICIES = ("current-key", "nobody-loses", "full-credit", "drop")
WITH_KEY = ("current-key", "nobody-loses")  # those that need to know what the answer earns with it
Fractions = dict[str, Fraction | None]  # None: the question is not counted


@dataclass(frozen=True)
class Marked:
    """The effective marks of an attempt: after the machine, and after every decision since.

    `overridden` are the questions about which a person has had the last word.
    """

    questions: Mapping[str, Fraction | None]
    passed: bool
    overridden: frozenset[str] = frozenset()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Marked":
        questions = {
            item: None if text is None else _fraction(text)
            for item, text in data["questions"].items()
        }
        return cls(questions, bool(data["passed"]), frozenset(data.get("overridden", ())))

    @cached_property
    def earned(self) -> Fraction:
        counted = [one for one in self.questions.values() if one is not None]
        whole = sum(one.numerator for one in counted if one.denominator == 1)
        return max(NONE, sum((one for one in counted if one.denominator != 1), Fraction(whole)))

    @cached_property
    def possible(self) -> int:
        return sum(one is not None for one in self.questions.values())

    @cached_property
    def percent(self) -> float:
        return float(round(100 * self.earned / self.possible, 2)) if self.possible else 100.0

    def reaches(self, pass_mark: int) -> bool:
        """With every question dropped nothing is left to fail."""
        return self.earned * 100 >= pass_mark * self.possible

    def to_json(self) -> dict[str, Any]:
        told = {"overridden": sorted(self.overridden)} if self.overridden else {}
        return {
            "earned": str(self.earned),
            "possible": self.possible,
            "percent": self.percent,
            "passed": self.passed,
            "questions": {
                item: None if one is None else str(one) for item, one in self.questions.items()
            },
            **told,
        }


@lru_cache(maxsize=4096)
def _fraction(text: str) -> Fraction:
    """There are few different ones, and reading them is what a regrade would do most."""
    return Fraction(text)


def overridden(
    marked: Marked, item: str, fraction: Fraction, pass_mark: int, *, keep_passed: bool
) -> Marked:
    """A person says what one answer earns. With `keep_passed` a pass stays a pass."""
    changed = Marked(
        {**marked.questions, item: fraction}, marked.passed, marked.overridden | {item}
    )
    return _judged(changed, pass_mark, keep_passed)


def regraded(
    marked: Marked,
    item: str,
    policy: str,
    anew: Fraction | None,
    pass_mark: int,
    *,
    keep_passed: bool,
) -> Marked:
    """`anew` is what the answer earns with the present key; None where only a person can say, or nobody asks.

    With `keep_passed` a pass stays a pass.
    """
    before = marked.questions.get(item)
    after = before if anew is None or item in marked.overridden else anew
    if policy == "nobody-loses":
        after = max(anew or NONE, before or NONE)
    elif policy == "full-credit":
        after = FULL
    elif policy == "drop":
        after = None
    if before is None and item in marked.questions:
        after = None  # dropped before: stays dropped
    changed = replace(marked, questions={**marked.questions, item: after})
    return _judged(changed, pass_mark, keep_passed)


def _judged(marked: Marked, pass_mark: int, keep_passed: bool) -> Marked:
    passed = marked.reaches(pass_mark) or (keep_passed and marked.passed)
    return marked if passed == marked.passed else replace(marked, passed=passed)
