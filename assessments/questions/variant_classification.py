"""A variant is classified from evidence with the ACMG/AMP criteria.

Body: `text`, `evidence` [{id, text, criterion, strength, feedback}] (criterion "none" for evidence that fulfils
no criterion; strength only where it was modified), `feedback`. The class of the key follows from table 5.
The learner chooses criterion and strength for each piece of evidence, and the class. The class is worth as much
as all evidence together; a criterion with the wrong strength is worth half. Answer: {"a criterion": "PM2",
"a strength": "supporting", "class": "uncertain"}.
"""

from fractions import Fraction
from typing import Any

from assessments.questions import acmg
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
    one_of,
    row_problems,
    rows,
    text_problems,
    token,
    unknown_problems,
    with_ids,
)
from assessments.questions.schema import (
    FEEDBACK,
    PEDIGREE,
    ROW_FEEDBACK,
    ROW_TEXT,
    TEXT,
    Field,
)

NAME = "variant-classification"
KNOWN = ("text", "evidence", "feedback")
NO_CRITERION = "none"
HALF = Fraction(1, 2)
STRENGTH_WORDS = {
    "supporting": gettext_noop("supporting"),
    "moderate": gettext_noop("moderate"),
    "strong": gettext_noop("strong"),
    "very-strong": gettext_noop("very strong"),
    "stand-alone": gettext_noop("stand-alone"),
}
FORM = (
    TEXT,
    PEDIGREE,
    Field(
        "evidence",
        gettext_noop("Evidence"),
        "rows",
        fields=(
            ROW_TEXT,
            Field(
                "criterion",
                gettext_noop("Criterion it fulfils"),
                "choice",
                choices=("none", *acmg.CRITERIA),
            ),
            Field(
                "strength",
                gettext_noop("Strength, where it was modified"),
                "choice",
                choices=acmg.STRENGTHS,
            ),
            ROW_FEEDBACK,
        ),
    ),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    found += row_problems(body, "evidence", 1, ("id", "text", "criterion", "strength", "feedback"))
    for place, row in enumerate(rows(body, "evidence")):
        criterion = row.get("criterion")
        if criterion != NO_CRITERION and criterion not in list(acmg.CRITERIA):
            text = gettext_noop(
                "Evidence %(place)d needs a criterion of ACMG/AMP 2015, such as PM2, or “none”."
            )
            found.append(Problem(text, {"place": place + 1}, f"evidence.{place}.criterion"))
        if row.get("strength", "") not in ("", *acmg.STRENGTHS):
            text = gettext_noop("The strength of evidence %(place)d must be one of: %(allowed)s.")
            params = {"place": place + 1, "allowed": ", ".join(acmg.STRENGTHS)}
            found.append(Problem(text, params, f"evidence.{place}.strength"))
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    trimmed = [
        {
            "id": row.get("id", ""),
            "text": str(row["text"]).strip(),
            "criterion": row["criterion"],
            "strength": row.get("strength") or acmg.CRITERIA.get(row["criterion"], ""),
            "feedback": str(row.get("feedback", "")).strip(),
        }
        for row in rows(body, "evidence")
    ]
    return {**body, "evidence": with_ids(trimmed, rows(previous or {}, "evidence"))}


def _evidence_of(facts: dict[str, str], body: Body) -> list[acmg.Applied]:
    """What was applied, in an answer or the key; what is incomplete is left out."""
    found = []
    for row in body["evidence"]:
        criterion = facts.get(f"{row['id']} criterion", "")
        strength = facts.get(f"{row['id']} strength", "")
        if criterion in acmg.CRITERIA:
            sound = strength if strength in acmg.STRENGTHS else ""
            found.append(acmg.applied(criterion, sound))
    return found


def key(body: Body, seed: int) -> Answer:
    facts = {}
    for row in body["evidence"]:
        facts[f"{row['id']} criterion"] = row["criterion"]
        if row["criterion"] != NO_CRITERION:
            facts[f"{row['id']} strength"] = row["strength"]
    return {**facts, "class": acmg.combined(_evidence_of(facts, body)).variant_class}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    given = as_texts(answer)
    return {
        "text": body["text"],
        "evidence": [
            {
                "id": token(row["id"], seed),
                "text": row["text"],
                "criterion": given.get(f"{row['id']} criterion", ""),
                "strength": given.get(f"{row['id']} strength", ""),
            }
            for row in body["evidence"]
        ],
        "groups": [list(acmg.PATHOGENIC), list(acmg.BENIGN)],
        "strengths": [{"id": name, "word": word} for name, word in STRENGTH_WORDS.items()],
        "classes": [
            {"id": name, "word": word, "chosen": given.get("class") == name}
            for name, word in acmg.CLASSES.items()
        ],
    }


def read(body: Body, fields: Fields, seed: int) -> Answer:
    criteria = {name: name for name in (*acmg.CRITERIA, NO_CRITERION)}
    given: dict[str, str | None] = {}
    for row in body["evidence"]:
        name = token(row["id"], seed)
        given[f"{row['id']} criterion"] = one_of(fields, f"{name}-criterion", criteria)
        given[f"{row['id']} strength"] = one_of(
            fields, f"{name}-strength", {one: one for one in acmg.STRENGTHS}
        )
    given["class"] = one_of(fields, "class", {name: name for name in acmg.CLASSES})
    return {name: value for name, value in given.items() if value} or None


def _row_fraction(row: dict[str, Any], given: dict[str, str]) -> Fraction:
    if given.get(f"{row['id']} criterion") != row["criterion"]:
        return NONE
    if row["criterion"] == NO_CRITERION:
        return FULL
    strength = given.get(f"{row['id']} strength") or acmg.CRITERIA[row["criterion"]]
    return FULL if strength == row["strength"] else HALF


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    given, right = as_texts(answer), key(body, seed)
    if not given.keys() & right.keys():
        return UNANSWERED
    parts = [Part(row["id"], _row_fraction(row, given)) for row in body["evidence"]]
    evidence = sum((part.fraction for part in parts), NONE) / len(parts)
    classed = FULL if given.get("class") == right["class"] else NONE
    return Grade((evidence + classed) / 2, (*parts, Part("class", classed)))


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    """Evidence by evidence, then the class, with the rule and the points that her own criteria lead to."""
    given, right = as_texts(answer), key(body, seed)
    lines = [
        Line(
            text=row["text"],
            given=_said(given, row["id"]),
            verdict=_row_fraction(row, given),
            expected=_said(right, row["id"]) if show_key else "",
            feedback=row["feedback"],
        )
        for row in body["evidence"]
    ]
    lines.append(
        Line(
            word=gettext_noop("Class"),
            given_word=acmg.CLASSES.get(given.get("class", ""), ""),
            verdict=FULL if given.get("class") == right["class"] else NONE,
            expected_word=acmg.CLASSES[right["class"]] if show_key else "",
        )
    )
    lines.append(_rule_line(gettext_noop("Your criteria"), _evidence_of(given, body)))
    if show_key:
        lines.append(_rule_line(gettext_noop("The expected criteria"), _evidence_of(right, body)))
    return lines


def _rule_line(word: str, evidence: list[acmg.Applied]) -> Line:
    total = acmg.points(evidence)
    counted = "BA1" if total is None else f"{total:+d}"
    rule = acmg.combined(evidence).rule
    return Line(word=word, given=f"Richards 2015: {rule}; Tavtigian 2020: {counted}")


def _said(facts: dict[str, str], row: str) -> str:
    said = [facts.get(f"{row} criterion", ""), facts.get(f"{row} strength", "")]
    return " ".join(one for one in said if one)


def summary(body: Body, answer: Answer, seed: int) -> str:
    given = as_texts(answer)
    said = [_said(given, row["id"]) or "-" for row in body["evidence"]]
    return f"{', '.join(said)}: {given.get('class', '-')}"


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    given = as_texts(answer)
    found = []
    for row in body["evidence"]:
        criterion = given.get(f"{row['id']} criterion", "")
        known = criterion in acmg.CRITERIA or criterion == NO_CRITERION
        found.append((row["id"], criterion if known else ""))
    chosen = given.get("class", "")
    return (*found, ("class", chosen if chosen in acmg.CLASSES else ""))
