"""A passage with gaps to fill.

Body: `text` (what to do), `passage` with [[id]] where a gap stands, `gaps` [{id, answers, options,
case_sensitive, ignore_accents, feedback}], `feedback`. A gap with `options` is a choice, one without is typed.
Marks: the share of gaps, each with its credit. Answer: {gap: text}.
"""

import re
from fractions import Fraction
from typing import Any

from assessments.questions import words
from assessments.questions.contract import (
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
    flag_problems,
    is_text,
    one,
    one_of,
    rows,
    shuffled,
    text_problems,
    token,
    tokens,
    unknown_problems,
)
from assessments.questions.schema import (
    ANSWERS,
    CASE_SENSITIVE,
    FEEDBACK,
    IGNORE_ACCENTS,
    PEDIGREE,
    ROW_FEEDBACK,
    TEXT,
    Field,
)

NAME = "cloze"
KNOWN = ("text", "passage", "gaps", "feedback")
GAP = re.compile(r"\[\[([a-z0-9-]{1,40})\]\]")
GAP_FIELDS = ("id", "answers", "options", "case_sensitive", "ignore_accents", "feedback")
FORM = (
    TEXT,
    PEDIGREE,
    Field(
        "passage",
        gettext_noop("Passage"),
        "long",
        gettext_noop("A gap stands as its name in double square brackets, such as [[rna]]."),
    ),
    Field(
        "gaps",
        gettext_noop("Gaps"),
        "rows",
        fields=(
            Field("id", gettext_noop("Name of the gap")),
            ANSWERS,
            Field(
                "options",
                gettext_noop("Choices"),
                "lines",
                gettext_noop("One per line; leave empty for a gap that is typed."),
            ),
            CASE_SENSITIVE,
            IGNORE_ACCENTS,
            ROW_FEEDBACK,
        ),
    ),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text", "passage")
    value = body.get("gaps")
    if not isinstance(value, list) or not value or len(rows(body, "gaps")) != len(value):
        text = gettext_noop("“%(name)s” must be a list of at least %(least)d entries.")
        return [*found, Problem(text, {"name": "gaps", "least": 1}, "gaps")]
    for place, gap in enumerate(value):
        found += _gap_problems(gap, f"gaps.{place}")
    named = [str(gap.get("id")) for gap in value]
    shown = GAP.findall(str(body.get("passage", "")))
    if sorted(named) != sorted(shown):
        text = gettext_noop(
            "The gaps of the passage (%(shown)s) and the entries of “gaps” (%(named)s) must be the same, each once."
        )
        params = {"shown": ", ".join(shown) or "-", "named": ", ".join(named)}
        found.append(Problem(text, params, "gaps"))
    return found


def _gap_problems(gap: dict[str, Any], path: str) -> list[Problem]:
    found = unknown_problems(gap, GAP_FIELDS, path)
    found += words.answer_problems(gap.get("answers"), f"{path}.answers")
    found += flag_problems(gap, "case_sensitive", "ignore_accents")
    options = gap.get("options")
    if options is None:
        return found
    if not isinstance(options, list) or len(options) < 2 or not all(map(is_text, options)):
        text = gettext_noop("“%(name)s” must be a list of at least %(least)d entries.")
        return [*found, Problem(text, {"name": "options", "least": 2}, f"{path}.options")]
    if not found:
        accepted = {row["text"] for row in words.normal_answers(gap["answers"])}
        for missing in sorted(accepted - {option.strip() for option in options}):
            text = gettext_noop(
                "The accepted answer “%(text)s” is not among the options of the gap."
            )
            found.append(Problem(text, {"text": missing}, f"{path}.options"))
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    gaps = []
    for row in body["gaps"]:
        gap = {**row, "answers": words.normal_answers(row["answers"])}
        gap["feedback"] = str(row.get("feedback", "")).strip()
        if row.get("options"):
            gap["options"] = [option.strip() for option in row["options"]]
        gaps.append(gap)
    return {**body, "passage": body["passage"].strip(), "gaps": gaps}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    """`segments`: pieces of text and gaps in turn."""
    given, gaps = as_texts(answer), {gap["id"]: gap for gap in body["gaps"]}
    segments: list[dict[str, Any]] = []
    for place, piece in enumerate(GAP.split(body["passage"])):
        if place % 2 == 0:
            segments.append({"text": piece})
            continue
        options = gaps[piece].get("options") or []
        mixed = shuffled(options, seed, options) if shuffle else options
        value = given.get(piece, "")
        segments.append(
            {
                "gap": piece,
                "number": place // 2 + 1,
                "options": [{"id": token(text, seed), "text": text} for text in mixed],
                "value": token(value, seed) if options and value else value,
            }
        )
    return {"text": body["text"], "segments": segments, "limit": words.WORD_LIMIT}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    given: dict[str, str | None] = {}
    for gap in body["gaps"]:
        if gap.get("options"):
            given[gap["id"]] = one_of(fields, gap["id"], tokens(gap["options"], seed))
        else:
            given[gap["id"]] = one(fields, gap["id"], words.WORD_LIMIT).strip()
    return {name: value for name, value in given.items() if value} or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    given = as_texts(answer)
    if not any(given.get(gap["id"], "").strip() for gap in body["gaps"]):
        return UNANSWERED
    parts = tuple(Part(gap["id"], words.credit(gap, given.get(gap["id"]))) for gap in body["gaps"])
    return Grade(sum((part.fraction for part in parts), NONE) / Fraction(len(parts)), parts)


def key(body: Body, seed: int) -> Answer:
    return {gap["id"]: words.first_right(gap) for gap in body["gaps"]}


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    given = as_texts(answer)
    return [
        Line(
            text=f"{number}.",
            given=given.get(gap["id"], ""),
            verdict=words.credit(gap, given.get(gap["id"])),
            expected=words.first_right(gap) if show_key else "",
            feedback=gap["feedback"],
        )
        for number, gap in enumerate(_in_order(body), 1)
    ]


def _in_order(body: Body) -> list[dict[str, Any]]:
    order = GAP.findall(body["passage"])
    return sorted(body["gaps"], key=lambda gap: order.index(gap["id"]))


def summary(body: Body, answer: Answer, seed: int) -> str:
    given = as_texts(answer)
    return GAP.sub(lambda found: f"[{given.get(found[1], '')}]", body["passage"])


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    given = as_texts(answer)
    found = []
    for gap in body["gaps"]:
        text = given.get(gap["id"], "")
        known = gap.get("options") or [row["text"] for row in gap["answers"]]
        found.append((gap["id"], text if text in known else ("other" if text.strip() else "")))
    return tuple(found)
