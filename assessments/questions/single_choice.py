"""One right option among several.

Body: `text`, `options` [{id, text, correct, feedback}], `feedback`, `fixed_order`. Answer: the id.
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
from assessments.questions.fields import one_of, rows, text_problems, tokens, unknown_problems
from assessments.questions.options import (
    ids,
    normal_options,
    option_lines,
    option_problems,
    option_views,
    right_ids,
    text_of,
)
from assessments.questions.schema import (
    CONFIDENCE,
    FEEDBACK,
    FIXED_ORDER,
    OPTIONS,
    PEDIGREE,
    TEXT,
)

NAME = "single-choice"
KNOWN = ("text", "options", "feedback", "fixed_order", "confidence")
FORM = (TEXT, PEDIGREE, OPTIONS, FIXED_ORDER, CONFIDENCE, FEEDBACK)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text") + option_problems(body)
    right = sum(row.get("correct") is True for row in rows(body, "options"))
    if rows(body, "options") and right != 1:
        found.append(
            Problem(
                gettext_noop("A single choice has one right option; this question has %(right)d."),
                {"right": right},
                "options",
            )
        )
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {**body, "options": normal_options(body, previous)}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    return {"text": body["text"], "options": option_views(body, seed, shuffle, (answer,))}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return one_of(fields, "choice", tokens(ids(body), seed))


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    if not isinstance(answer, str) or answer not in ids(body):
        return UNANSWERED
    return Grade(FULL if [answer] == right_ids(body) else NONE)


def key(body: Body, seed: int) -> Answer:
    return right_ids(body)[0]


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    return option_lines(body, (answer,), show_key)


def summary(body: Body, answer: Answer, seed: int) -> str:
    return text_of(body, answer)


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    chosen = answer if isinstance(answer, str) and answer in ids(body) else ""
    return (("", chosen),)
