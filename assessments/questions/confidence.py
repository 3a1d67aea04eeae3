"""Confidence-based marking over any choice kind: the learner says how sure she is.

A body with `confidence = true`. Marks after Gardner-Medwin (1995; three levels), divided by 3:
sure 3 / -6, fairly sure 2 / -2, guessing 1 / 0 for right / wrong. Right is full marks of the inner kind.
An attempt never falls below nothing. Answer: {"choice": the inner answer, "confidence": "1", "2" or "3"}.
"""

from fractions import Fraction
from typing import Any

from assessments.questions.contract import (
    FULL,
    UNANSWERED,
    Answer,
    Body,
    Fields,
    Grade,
    Kind,
    Line,
    Problem,
    gettext_noop,
)
from assessments.questions.fields import one_of

LEVELS = {
    "1": gettext_noop("I am guessing"),
    "2": gettext_noop("I am fairly sure"),
    "3": gettext_noop("I am sure"),
}
RIGHT = {"1": Fraction(1, 3), "2": Fraction(2, 3), "3": FULL}
WRONG = {"1": Fraction(0), "2": Fraction(-2, 3), "3": Fraction(-2)}
LEAST = "1"


def _split(answer: Answer) -> tuple[Answer, str]:
    """The inner answer and the level; no level said counts as guessing."""
    if not isinstance(answer, dict):
        return None, LEAST
    level = answer.get("confidence")
    return answer.get("choice"), level if isinstance(level, str) and level in LEVELS else LEAST


class WithConfidence:
    """A kind that asks for the confidence beside the answer of another kind."""

    def __init__(self, inner: Kind) -> None:
        self.inner = inner
        self.NAME = inner.NAME

    def problems(self, body: Body) -> list[Problem]:
        return self.inner.problems(body)

    def normalise(self, body: Body, previous: Body | None) -> dict[str, Any]:
        return self.inner.normalise(body, previous)

    def view(self, body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
        choice, level = _split(answer)
        levels = [
            {"id": name, "word": word, "chosen": answer is not None and name == level}
            for name, word in LEVELS.items()
        ]
        return {**self.inner.view(body, seed, shuffle, choice), "levels": levels}

    def read(self, body: Body, fields: Fields, seed: int) -> Answer:
        choice = self.inner.read(body, fields, seed)
        level = one_of(fields, "confidence", {name: name for name in LEVELS})
        return None if choice is None else {"choice": choice, "confidence": level or LEAST}

    def grade(self, body: Body, answer: Answer, seed: int) -> Grade:
        choice, level = _split(answer)
        inner = self.inner.grade(body, choice, seed)
        if not inner.answered:
            return UNANSWERED
        marks = RIGHT if inner.fraction == FULL else WRONG
        return Grade(marks[level], inner.parts)

    def key(self, body: Body, seed: int) -> Answer:
        return {"choice": self.inner.key(body, seed), "confidence": "3"}

    def review(self, body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
        choice, level = _split(answer)
        lines = self.inner.review(body, choice, seed, show_key)
        word = LEVELS[level] if answer is not None else ""
        return [*lines, Line(word=gettext_noop("Your confidence"), given_word=word)]

    def summary(self, body: Body, answer: Answer, seed: int) -> str:
        choice, level = _split(answer)
        return f"{self.inner.summary(body, choice, seed)} ({level})"

    def responses(self, body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
        choice, level = _split(answer)
        said = level if answer is not None else ""
        return (*self.inner.responses(body, choice, seed), ("confidence", said))
