"""Any number of right options.

Body: as single choice, and `scoring`:
- "all-or-nothing": full marks for exactly the right set;
- "partial": the share of options judged rightly (chosen when right, left when wrong);
- "penalty": (right chosen - wrong chosen) / right options, not below nothing.
Nothing chosen is no answer and earns nothing. Answer: sorted list of ids.
"""

from collections.abc import Set
from fractions import Fraction
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
    Part,
    Problem,
    gettext_noop,
)
from assessments.questions.fields import (
    as_ids,
    choice_problems,
    rows,
    some_of,
    text_problems,
    tokens,
    unknown_problems,
)
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
    scoring,
)

NAME = "multiple-response"
KNOWN = ("text", "options", "feedback", "fixed_order", "confidence", "scoring")
SCORINGS = ("all-or-nothing", "partial", "penalty")
FORM = (TEXT, PEDIGREE, OPTIONS, scoring(*SCORINGS), FIXED_ORDER, CONFIDENCE, FEEDBACK)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text") + option_problems(body)
    if rows(body, "options") and not any(
        row.get("correct") is True for row in rows(body, "options")
    ):
        found.append(Problem(gettext_noop("No option is marked as right."), path="options"))
    return found + choice_problems(body, "scoring", SCORINGS)


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    scoring = body.get("scoring", SCORINGS[0])
    return {**body, "options": normal_options(body, previous), "scoring": scoring}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    return {"text": body["text"], "options": option_views(body, seed, shuffle, as_ids(answer))}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return some_of(fields, "choice", tokens(ids(body), seed)) or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    known, right = set(ids(body)), set(right_ids(body))
    chosen = as_ids(answer) & known
    if not chosen:
        return UNANSWERED
    parts = tuple(
        Part(name, FULL if (name in chosen) == (name in right) else NONE) for name in ids(body)
    )
    return Grade(_fraction(body.get("scoring"), chosen, right, len(known)), parts)


def _fraction(scoring: Any, chosen: Set[str], right: Set[str], count: int) -> Fraction:
    if scoring == "partial":
        return Fraction(count - len(chosen ^ right), count)
    if scoring == "penalty":
        return max(NONE, Fraction(len(chosen & right) - len(chosen - right), len(right)))
    return FULL if chosen == right else NONE


def key(body: Body, seed: int) -> Answer:
    return right_ids(body)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    return option_lines(body, as_ids(answer), show_key)


def summary(body: Body, answer: Answer, seed: int) -> str:
    return "; ".join(text_of(body, name) for name in ids(body) if name in as_ids(answer))


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    chosen = as_ids(answer)
    return tuple((name, "chosen" if name in chosen else "") for name in ids(body))
