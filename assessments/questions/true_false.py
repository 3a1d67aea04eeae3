"""A statement that is true or false.

Body: `text`, `correct`, `feedback_true` and `feedback_false` (for somebody who answered that),
`feedback`. Answer: "true" or "false".
"""

from typing import Any

from assessments.questions.contract import (
    FULL,
    NONE,
    UNANSWERED,
    Answer,
    Body,
    Fields,
    Grade,
    Line,
    Problem,
    gettext_noop,
)
from assessments.questions.fields import one_of, text_problems, unknown_problems
from assessments.questions.schema import CONFIDENCE, FEEDBACK, PEDIGREE, TEXT, Field

NAME = "true-false"
KNOWN = ("text", "correct", "feedback_true", "feedback_false", "feedback", "confidence")
ANSWERS = ("true", "false")
WORDS = {"true": gettext_noop("True"), "false": gettext_noop("False")}
FORM = (
    TEXT,
    PEDIGREE,
    Field("correct", gettext_noop("The statement is"), "truth"),
    Field("feedback_true", gettext_noop("Feedback to “true”"), "long"),
    Field("feedback_false", gettext_noop("Feedback to “false”"), "long"),
    CONFIDENCE,
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    if not isinstance(body.get("correct"), bool):
        found.append(
            Problem(
                gettext_noop("Say with “correct” whether the statement is true or false."),
                path="correct",
            )
        )
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {
        **body,
        "feedback_true": str(body.get("feedback_true", "")).strip(),
        "feedback_false": str(body.get("feedback_false", "")).strip(),
    }


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    return {
        "text": body["text"],
        "options": [{"id": a, "word": WORDS[a], "chosen": a == answer} for a in ANSWERS],
    }


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return one_of(fields, "choice", {name: name for name in ANSWERS})


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    if answer not in ANSWERS:
        return UNANSWERED
    return Grade(FULL if answer == key(body, seed) else NONE)


def key(body: Body, seed: int) -> Answer:
    return "true" if body["correct"] else "false"


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    lines = []
    for name in ANSWERS:
        told = name == answer or show_key
        verdict = (FULL if name == key(body, seed) else NONE) if told else None
        feedback = body.get(f"feedback_{name}", "") if told else ""
        lines.append(
            Line(word=WORDS[name], chosen=name == answer, verdict=verdict, feedback=feedback)
        )
    return lines


def summary(body: Body, answer: Answer, seed: int) -> str:
    return WORDS[answer] if answer in ANSWERS else ""


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    return (("", answer if answer in ANSWERS else ""),)
