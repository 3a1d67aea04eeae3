"""From a paper and answers to marks. Pure, exact (fractions) and total: any JSON can be graded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.questions import kind_for
from assessments.questions.contract import NONE, Answer, Body, Grade


@dataclass(frozen=True)
class Asked:
    """One question as it stands on a paper."""

    item: str
    kind: str
    body: Body
    seed: int


@dataclass(frozen=True)
class Marks:
    """The marks of one attempt; `grades` by item."""

    grades: Mapping[str, Grade]
    earned: Fraction
    possible: int

    @property
    def percent(self) -> float:
        return float(round(100 * self.earned / self.possible, 2)) if self.possible else 0.0

    @property
    def needs_person(self) -> bool:
        return any(grade.needs_person for grade in self.grades.values())

    def passed(self, pass_mark: int) -> bool:
        """Compared exactly: 80 % of 10 questions is 8, never 7.999…"""
        return self.earned * 100 >= pass_mark * self.possible

    def to_json(self) -> dict[str, Any]:
        """For the event log: fractions as text, so that nothing is rounded; none where a person is needed."""
        return {
            "earned": str(self.earned),
            "possible": self.possible,
            "percent": self.percent,
            "questions": {
                item: None if grade.needs_person else str(grade.fraction)
                for item, grade in self.grades.items()
            },
        }


def grade_question(asked: Asked, answer: Answer) -> Grade:
    return kind_for(asked.kind, asked.body).grade(asked.body, answer, asked.seed)


def grade(paper: Iterable[Asked], answers: Any) -> Marks:
    """One mark per question. Answers to questions that are not on the paper count for nothing."""
    given = answers if isinstance(answers, Mapping) else {}
    grades = {asked.item: grade_question(asked, given.get(asked.item)) for asked in paper}
    earned = sum((each.fraction for each in grades.values()), NONE)
    return Marks(grades, max(NONE, earned), len(grades))
