"""A number, fixed or worked out from this paper's own numbers.

Body: `text` (with {name} for a variable), `answer` (a number) or `formula`, `variables`, `tolerance`
(absolute) or `tolerance_percent`, `unit`, `units` [{name, factor}] (other units; factor leads to `unit`),
`decimals` for showing the key, `feedback`. A missing unit is accepted. Answer: the text as typed.
"""

from fractions import Fraction
from typing import Any

from assessments.questions import numbers, variables
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
from assessments.questions.fields import is_text, one, rows, text_problems, unknown_problems
from assessments.questions.formula import evaluate
from assessments.questions.schema import FEEDBACK, PEDIGREE, TEXT, VARIABLES, Field
from assessments.questions.variables import exact, filled, is_number, shown_as

NAME = "numeric"
KNOWN = (
    "text", "answer", "formula", "variables", "tolerance", "tolerance_percent", "unit", "units",
    "decimals", "feedback",
)  # fmt: skip
ROUNDING = Fraction(1, 10**9)
FORM = (
    TEXT,
    PEDIGREE,
    VARIABLES,
    Field(
        "answer", gettext_noop("Right number"), "number", gettext_noop("Either this or a formula.")
    ),
    Field(
        "formula",
        gettext_noop("Formula"),
        "line",
        gettext_noop("With the names of the numbers drawn."),
    ),
    Field("tolerance", gettext_noop("Tolerance"), "number"),
    Field("tolerance_percent", gettext_noop("Tolerance in per cent"), "number"),
    Field("unit", gettext_noop("Unit")),
    Field(
        "units",
        gettext_noop("Other units"),
        "table",
        gettext_noop("One per line: name | factor to the unit above."),
        columns=("name", "factor"),
        numbers=("factor",),
    ),
    Field("decimals", gettext_noop("Decimals of the answer shown"), "number"),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    wrong_variables = variables.variable_problems(body)
    found += wrong_variables
    if ("answer" in body) == ("formula" in body):
        text = gettext_noop("A number needs either an “answer” or a “formula”.")
        found.append(Problem(text, path="answer"))
    elif "answer" in body and not is_number(body["answer"]):
        text = gettext_noop("“%(name)s” must be a number, not below 0 where it is a tolerance.")
        found.append(Problem(text, {"name": "answer"}, "answer"))
    elif "formula" in body and not wrong_variables:
        found += variables.formula_problems(body, body["formula"], "formula")
    return found + tolerance_problems(body) + _unit_problems(body)


def tolerance_problems(body: Body) -> list[Problem]:
    text = gettext_noop("“%(name)s” must be a number, not below 0 where it is a tolerance.")
    return [
        Problem(text, {"name": name}, name)
        for name in ("tolerance", "tolerance_percent")
        if name in body and (not is_number(body[name]) or body[name] < 0)
    ]


def _unit_problems(body: Body) -> list[Problem]:
    text = gettext_noop("Each of “units” needs a name and a factor above 0.")
    return [
        Problem(text, path=f"units.{place}")
        for place, row in enumerate(rows(body, "units"))
        if not is_text(row.get("name")) or not is_number(row.get("factor")) or row["factor"] <= 0
    ]


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {**body, "unit": str(body.get("unit", "")).strip()}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    return {
        "text": filled(body["text"], variables.drawn(body, seed)),
        "value": answer if isinstance(answer, str) else "",
        "unit": body["unit"],
    }


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return one(fields, "number", numbers.LIMIT).strip() or None


def right_value(body: Body, seed: int) -> Fraction:
    if "answer" in body:
        return exact(body["answer"])
    return Fraction(evaluate(body["formula"], variables.drawn(body, seed)))


def within(body: Body, given: Fraction, right: Fraction) -> bool:
    """Inside the wider of the two tolerances; without one, equal but for rounding."""
    allowed = max(
        exact(body.get("tolerance", 0)),
        abs(right) * exact(body.get("tolerance_percent", 0)) / 100,
        abs(right) * ROUNDING,
    )
    return abs(given - right) <= allowed


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    if not isinstance(answer, str) or not answer.strip():
        return UNANSWERED
    read = numbers.parsed(answer)
    if read is None:
        return Grade(NONE)
    value, unit = read
    factor = _factor(body, unit)
    if factor is None:
        return Grade(NONE)
    return Grade(FULL if within(body, value * factor, right_value(body, seed)) else NONE)


def _factor(body: Body, unit: str) -> Fraction | None:
    """From the unit given to the unit of the key; None when it is another kind of unit."""
    if unit.casefold() in ("", body["unit"].casefold()):
        return FULL
    if unit == "%" and not body["unit"]:
        return Fraction(1, 100)
    return next(
        (
            exact(row["factor"])
            for row in rows(body, "units")
            if row["name"].casefold() == unit.casefold()
        ),
        None,
    )


def key(body: Body, seed: int) -> Answer:
    value = right_value(body, seed)
    return f"{value.numerator}/{value.denominator}" if len(str(value)) < 40 else repr(float(value))


def expected(body: Body, seed: int) -> str:
    text = shown_as(right_value(body, seed), body.get("decimals"))
    return f"{text} {body['unit']}".strip()


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    return [
        Line(
            given=summary(body, answer, seed),
            verdict=grade(body, answer, seed).fraction,
            expected=expected(body, seed) if show_key else "",
        )
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    return answer if isinstance(answer, str) else ""


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    return answered_right(grade(body, answer, seed))


def answered_right(grade: Grade) -> tuple[tuple[str, str], ...]:
    """Typed numbers differ without end: the statistics count right, other and none."""
    if not grade.answered:
        return (("", ""),)
    return (("", "right" if grade.fraction == FULL else "other"),)
