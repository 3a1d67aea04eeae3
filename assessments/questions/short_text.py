"""A word or a short phrase, compared with what the author accepts.

Body: `text`, `answers` [text or {text, credit, feedback}], `case_sensitive`, `ignore_accents`, `feedback`.
Spaces, final punctuation, kinds of dash and Unicode forms never matter. Answer: the text.
"""

from typing import Any

from assessments.questions import words
from assessments.questions.contract import (
    UNANSWERED,
    Answer,
    Body,
    Fields,
    Grade,
    Line,
    Problem,
)
from assessments.questions.fields import flag_problems, one, text_problems, unknown_problems
from assessments.questions.schema import (
    ANSWERS,
    CASE_SENSITIVE,
    FEEDBACK,
    IGNORE_ACCENTS,
    PEDIGREE,
    TEXT,
)

NAME = "short-text"
KNOWN = ("text", "answers", "case_sensitive", "ignore_accents", "feedback")
FORM = (TEXT, PEDIGREE, ANSWERS, CASE_SENSITIVE, IGNORE_ACCENTS, FEEDBACK)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    found += words.answer_problems(body.get("answers"), "answers")
    return found + flag_problems(body, "case_sensitive", "ignore_accents")


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {**body, "answers": words.normal_answers(body["answers"])}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    value = answer if isinstance(answer, str) else ""
    return {"text": body["text"], "value": value, "limit": words.WORD_LIMIT}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return one(fields, "text", words.WORD_LIMIT).strip() or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    if not isinstance(answer, str) or not answer.strip():
        return UNANSWERED
    return Grade(words.credit(body, answer))


def key(body: Body, seed: int) -> Answer:
    return words.first_right(body)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    given = answer if isinstance(answer, str) else ""
    match = words.best_match(body, given) if given.strip() else None
    return [
        Line(
            given=given,
            verdict=words.credit(body, given),
            expected=key(body, seed) if show_key else "",
            feedback=match["feedback"] if match else "",
        )
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    return answer if isinstance(answer, str) else ""


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    """Accepted answers by their text; everything else is one class, so that the table stays small."""
    if not isinstance(answer, str) or not answer.strip():
        return (("", ""),)
    match = words.best_match(body, answer) if len(answer) <= words.WORD_LIMIT else None
    return (("", match["text"] if match else "other"),)
