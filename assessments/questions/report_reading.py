"""Passages of a (fictional) laboratory report that answer a question are marked.

Body: `text` (the question), `report` (a heading), `passages` [{id, text, correct, feedback}] in the order of the
report, `feedback`. Marks: (right - wrong) / right, not below nothing. Answer: sorted list of ids.
"""

from typing import Any

from assessments.questions import multiple_response
from assessments.questions.contract import Answer, Body, Fields, Grade, Line, Problem, gettext_noop
from assessments.questions.fields import (
    renamed_problems,
    rows,
    text_problems,
    unknown_problems,
)
from assessments.questions.schema import FEEDBACK, OPTIONS, PEDIGREE, TEXT, Field

NAME = "report-reading"
KNOWN = ("text", "report", "passages", "feedback")
FORM = (
    TEXT,
    PEDIGREE,
    Field("report", gettext_noop("Head of the report")),
    Field("passages", gettext_noop("Passages"), "rows", fields=OPTIONS.fields),
    FEEDBACK,
)


def _as_choice(body: Body) -> dict[str, Any]:
    """A report is a multiple response whose options keep their order and are marked with a penalty."""
    return {
        "text": body.get("text", ""),
        "options": body.get("passages"),
        "scoring": "penalty",
        "fixed_order": True,
    }


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text", "report")
    inner = [one for one in multiple_response.problems(_as_choice(body)) if one.path != "text"]
    found += renamed_problems(inner, "options", "passages")
    if rows(body, "passages") and all(row.get("correct") is True for row in rows(body, "passages")):
        text = gettext_noop("Every passage is marked as right; some must not answer the question.")
        found.append(Problem(text, path="passages"))
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    old = _as_choice(previous) if previous else None
    passages = multiple_response.normalise(_as_choice(body), old)["options"]
    return {**body, "report": body["report"].strip(), "passages": passages}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    return {
        **multiple_response.view(_as_choice(body), seed, False, answer),
        "report": body["report"],
    }


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return multiple_response.read(_as_choice(body), fields, seed)


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    return multiple_response.grade(_as_choice(body), answer, seed)


def key(body: Body, seed: int) -> Answer:
    return multiple_response.key(_as_choice(body), seed)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    return multiple_response.review(_as_choice(body), answer, seed, show_key)


def summary(body: Body, answer: Answer, seed: int) -> str:
    return multiple_response.summary(_as_choice(body), answer, seed)


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    return multiple_response.responses(_as_choice(body), answer, seed)
