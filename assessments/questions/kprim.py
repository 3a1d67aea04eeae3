"""Several statements, each true or false (type K', usually four).

Body: `text`, `options` [{id, text, correct, feedback}], `feedback`, `scoring`:
- "kprim" (default): full marks with all right, half with one wrong, else nothing (Krebs 1997);
- "partial": the share of statements judged rightly.
Answer: {id: "true" or "false"}.
"""

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
    as_texts,
    choice_problems,
    one_of,
    text_problems,
    token,
    unknown_problems,
)
from assessments.questions.options import (
    ids,
    mixed,
    normal_options,
    option_problems,
    text_of,
)
from assessments.questions.schema import (
    CONFIDENCE,
    FEEDBACK,
    FIXED_ORDER,
    OPTIONS,
    PEDIGREE,
    TEXT,
    Field,
    scoring,
)
from assessments.questions.true_false import ANSWERS, WORDS

NAME = "kprim"
KNOWN = ("text", "options", "feedback", "fixed_order", "scoring")
SCORINGS = ("kprim", "partial")
FORM = (
    TEXT,
    PEDIGREE,
    Field("options", gettext_noop("Statements"), "rows", fields=OPTIONS.fields),
    scoring(*SCORINGS),
    FIXED_ORDER,
    CONFIDENCE,
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text") + option_problems(body)
    return found + choice_problems(body, "scoring", SCORINGS)


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    scoring = body.get("scoring", SCORINGS[0])
    return {**body, "options": normal_options(body, previous), "scoring": scoring}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    given = as_texts(answer)
    shown = [
        {"id": token(row["id"], seed), "text": row["text"], "value": given.get(row["id"], "")}
        for row in body["options"]
    ]
    return {"text": body["text"], "rows": mixed(shown, body, seed, shuffle)}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    allowed = {name: name for name in ANSWERS}
    given = {name: one_of(fields, token(name, seed), allowed) for name in ids(body)}
    return {name: value for name, value in given.items() if value} or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    given, right = as_texts(answer), key(body, seed)
    if not any(given.get(name) in ANSWERS for name in right):
        return UNANSWERED
    parts = tuple(Part(name, FULL if given.get(name) == right[name] else NONE) for name in right)
    wrong = sum(part.fraction == NONE for part in parts)
    if body.get("scoring") == "partial":
        return Grade(Fraction(len(parts) - wrong, len(parts)), parts)
    return Grade((FULL, Fraction(1, 2))[wrong] if wrong < 2 else NONE, parts)


def key(body: Body, seed: int) -> Answer:
    return {row["id"]: "true" if row["correct"] else "false" for row in body["options"]}


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    given, right = as_texts(answer), key(body, seed)
    return [
        Line(
            text=row["text"],
            given_word=WORDS.get(given.get(row["id"], ""), ""),
            verdict=FULL if given.get(row["id"]) == right[row["id"]] else NONE,
            expected_word=WORDS[right[row["id"]]] if show_key else "",
            feedback=row["feedback"],
        )
        for row in body["options"]
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    given = as_texts(answer)
    return "; ".join(
        f"{text_of(body, name)}: {WORDS[given[name]]}"
        for name in ids(body)
        if given.get(name) in ANSWERS
    )


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    given = as_texts(answer)
    return tuple((name, given[name] if given.get(name) in ANSWERS else "") for name in ids(body))
