"""What a regrade does to the marks of one attempt. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.questions.contract import FULL, NONE

POLICIES = ("current-key", "nobody-loses", "full-credit", "drop")
Fractions = dict[str, Fraction | None]  # None: the question is not counted


@dataclass(frozen=True)
class Marked:
    """The effective marks of an attempt: after the machine, and after every decision since."""

    questions: Mapping[str, Fraction | None]
    passed: bool

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Marked":
        questions = {
            item: None if text is None else Fraction(text)
            for item, text in data["questions"].items()
        }
        return cls(questions, bool(data["passed"]))

    @property
    def earned(self) -> Fraction:
        return max(NONE, sum((one for one in self.questions.values() if one is not None), NONE))

    @property
    def possible(self) -> int:
        return sum(one is not None for one in self.questions.values())

    @property
    def percent(self) -> float:
        return float(round(100 * self.earned / self.possible, 2)) if self.possible else 100.0

    def reaches(self, pass_mark: int) -> bool:
        """With every question dropped nothing is left to fail."""
        return self.earned * 100 >= pass_mark * self.possible

    def to_json(self) -> dict[str, Any]:
        return {
            "earned": str(self.earned),
            "possible": self.possible,
            "percent": self.percent,
            "passed": self.passed,
            "questions": {
                item: None if one is None else str(one) for item, one in self.questions.items()
            },
        }


def regraded(
    marked: Marked, item: str, policy: str, anew: Fraction, pass_mark: int, *, keep_passed: bool
) -> Marked:
    """`anew` is what the answer earns with the present key. With `keep_passed` a pass stays a pass."""
    before = marked.questions.get(item)
    after: Fraction | None = anew
    if policy == "nobody-loses":
        after = max(anew, before or NONE)
    elif policy == "full-credit":
        after = FULL
    elif policy == "drop":
        after = None
    if before is None and item in marked.questions:
        after = None  # dropped before: stays dropped
    changed = Marked({**marked.questions, item: after}, marked.passed)
    passed = changed.reaches(pass_mark) or (keep_passed and marked.passed)
    return Marked(changed.questions, passed)
