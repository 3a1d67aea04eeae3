"""A risk worked out with Bayes' theorem, with this paper's own numbers and a worked solution.

Body: `text`, `variables`, `hypothesis` and `alternative` (in words), `prior` (formula: probability of the
hypothesis), `evidence` [{text, likelihood, alternative}] (formulas: probability of this observation under
each), `ask` "posterior" (default) or "alternative", `multiply` (formula; e.g. 1/4 for an affected child),
`tolerance_percent` (default 1), `feedback`. Probabilities as 0.4, 40 % or 2/5. Answer: the text as typed.

Method: prior x likelihood = joint for each hypothesis; posterior = joint / sum of joints (Bayes; see
Young ID, Introduction to Risk Calculation in Genetic Counseling, 3rd ed. 2007, chapter 1).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.questions import numbers, numeric, variables
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
from assessments.questions.fields import (
    choice_problems,
    is_text,
    one,
    rows,
    text_problems,
    unknown_problems,
)
from assessments.questions.formula import evaluate
from assessments.questions.schema import FEEDBACK, PEDIGREE, ROW_TEXT, TEXT, VARIABLES, Field
from assessments.questions.variables import drawn, filled, formula_problems, shown_as

NAME = "risk"
KNOWN = (
    "text", "variables", "hypothesis", "alternative", "prior", "evidence", "ask", "multiply",
    "tolerance_percent", "feedback",
)  # fmt: skip
FORM = (
    TEXT,
    PEDIGREE,
    VARIABLES,
    Field("hypothesis", gettext_noop("Hypothesis in words")),
    Field("alternative", gettext_noop("Alternative in words")),
    Field(
        "prior",
        gettext_noop("Prior probability of the hypothesis"),
        "line",
        gettext_noop("Such as 2/3."),
    ),
    Field(
        "evidence",
        gettext_noop("Evidence"),
        "rows",
        fields=(
            ROW_TEXT,
            Field("likelihood", gettext_noop("Probability under the hypothesis")),
            Field("alternative", gettext_noop("Probability under the alternative")),
        ),
    ),
    Field("ask", gettext_noop("Asked for"), "choice", choices=("posterior", "alternative")),
    Field(
        "multiply",
        gettext_noop("Multiplied by"),
        "line",
        gettext_noop("Such as 1/4 for an affected child."),
    ),
    Field("tolerance_percent", gettext_noop("Tolerance in per cent"), "number"),
    FEEDBACK,
)


@dataclass(frozen=True)
class Table:
    """The columns of the calculation: hypothesis and alternative."""

    prior: tuple[Fraction, Fraction]
    evidence: tuple[tuple[str, Fraction, Fraction], ...]
    joint: tuple[Fraction, Fraction]
    posterior: tuple[Fraction, Fraction]


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN)
    found += text_problems(body, "text", "hypothesis", "alternative")
    found += variables.variable_problems(body) + numeric.tolerance_problems(body)
    found += choice_problems(body, "ask", ("posterior", "alternative"))
    formulas = [("prior", body.get("prior")), ("multiply", body.get("multiply", "1"))]
    value = body.get("evidence")
    if not isinstance(value, list) or not value or len(rows(body, "evidence")) != len(value):
        text = gettext_noop("“%(name)s” must be a list of at least %(least)d entries.")
        return [*found, Problem(text, {"name": "evidence", "least": 1}, "evidence")]
    for place, row in enumerate(value):
        path = f"evidence.{place}"
        found += unknown_problems(row, ("text", "likelihood", "alternative"), path)
        if not is_text(row.get("text")):
            text = gettext_noop("Entry %(place)d of “%(name)s” needs a text.")
            found.append(Problem(text, {"place": place + 1, "name": "evidence"}, path))
        formulas += [
            (f"{path}.likelihood", row.get("likelihood")),
            (f"{path}.alternative", row.get("alternative")),
        ]
    if found:
        return found
    for path, formula in formulas:
        found += formula_problems(body, formula, path)
    return found or _range_problems(body, formulas)


def _range_problems(body: Body, formulas: list[tuple[str, Any]]) -> list[Problem]:
    """Probabilities lie between 0 and 1 on every paper, and something must be possible."""
    for values in variables.every(body):
        shown = ", ".join(f"{name} = {shown_as(v)}" for name, v in values.items()) or "-"
        for path, formula in formulas:
            if not 0 <= evaluate(formula, values) <= 1:
                text = gettext_noop(
                    "The probability “%(formula)s” is not between 0 and 1 for %(values)s."
                )
                return [Problem(text, {"formula": formula, "values": shown}, path)]
        if sum(_joint(body, values)) == 0:
            text = gettext_noop("Neither hypothesis can explain the evidence for %(values)s.")
            return [Problem(text, {"values": shown}, "evidence")]
    return []


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {"ask": "posterior", "multiply": "1", "tolerance_percent": 1, **body}


def _joint(body: Body, values: variables.Values) -> tuple[Fraction, Fraction]:
    prior = Fraction(evaluate(body["prior"], values))
    first, second = prior, 1 - prior
    for row in body["evidence"]:
        first *= Fraction(evaluate(row["likelihood"], values))
        second *= Fraction(evaluate(row["alternative"], values))
    return first, second


def table(body: Body, seed: int) -> Table:
    values = drawn(body, seed)
    prior = Fraction(evaluate(body["prior"], values))
    joint = _joint(body, values)
    evidence = tuple(
        (
            filled(row["text"], values),
            Fraction(evaluate(row["likelihood"], values)),
            Fraction(evaluate(row["alternative"], values)),
        )
        for row in body["evidence"]
    )
    posterior = (joint[0] / sum(joint), joint[1] / sum(joint))
    return Table((prior, 1 - prior), evidence, joint, posterior)


def right_value(body: Body, seed: int) -> Fraction:
    posterior = table(body, seed).posterior[body["ask"] == "alternative"]
    return posterior * Fraction(evaluate(body["multiply"], drawn(body, seed)))


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    value = answer if isinstance(answer, str) else ""
    return {"text": filled(body["text"], drawn(body, seed)), "value": value}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return one(fields, "number", numbers.LIMIT).strip() or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    if not isinstance(answer, str) or not answer.strip():
        return UNANSWERED
    read = numbers.parsed(answer)
    if read is None or read[1] not in ("", "%"):
        return Grade(NONE)
    value = read[0] / 100 if read[1] == "%" else read[0]
    return Grade(FULL if numeric.within(body, value, right_value(body, seed)) else NONE)


def key(body: Body, seed: int) -> Answer:
    value = right_value(body, seed)
    return f"{value.numerator}/{value.denominator}" if len(str(value)) < 40 else repr(float(value))


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    """Her answer and, with the key, the table row by row."""
    given = summary(body, answer, seed)
    verdict = grade(body, answer, seed).fraction
    if not show_key:
        return [Line(given=given, verdict=verdict)]
    worked = table(body, seed)
    names = f"{body['hypothesis']} / {body['alternative']}"
    lines = [
        Line(given=given, verdict=verdict, expected=_shown(right_value(body, seed))),
        Line(word=gettext_noop("Hypotheses"), given=names),
        Line(word=gettext_noop("Prior probability"), given=_pair(worked.prior)),
    ]
    lines += [Line(text=text, given=_pair((yes, no))) for text, yes, no in worked.evidence]
    return [
        *lines,
        Line(word=gettext_noop("Joint probability"), given=_pair(worked.joint)),
        Line(word=gettext_noop("Posterior probability"), given=_pair(worked.posterior)),
    ]


def _pair(pair: tuple[Fraction, Fraction]) -> str:
    return f"{_shown(pair[0])} / {_shown(pair[1])}"


def _shown(value: Fraction) -> str:
    text = f"{float(value):.4g}"
    return f"{value.numerator}/{value.denominator} = {text}" if value.denominator < 1000 else text


def summary(body: Body, answer: Answer, seed: int) -> str:
    return answer if isinstance(answer, str) else ""


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    return numeric.answered_right(grade(body, answer, seed))
