"""For each entry on the left the right partner is chosen from one list.

Body: `text`, `pairs` [{id, text, match, feedback}], `distractors` [texts that match nothing], `feedback`.
Two entries may have the same partner. Marks: the share of entries with the right partner.
Answer: {id of the entry: text of the partner}.
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
    is_text,
    one_of,
    row_problems,
    rows,
    shuffled,
    text_problems,
    token,
    tokens,
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

NAME = "matching"
KNOWN = ("text", "pairs", "distractors", "feedback")
FORM = (
    TEXT,
    PEDIGREE,
    Field(
        "pairs",
        gettext_noop("Entries"),
        "rows",
        fields=(ROW_TEXT, Field("match", gettext_noop("Right partner")), ROW_FEEDBACK),
    ),
    Field(
        "distractors", gettext_noop("Partners of nothing"), "lines", gettext_noop("One per line.")
    ),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    found += row_problems(body, "pairs", 2, ("id", "text", "match", "feedback"))
    for place, row in enumerate(rows(body, "pairs")):
        if not is_text(row.get("match")):
            text = gettext_noop("Entry %(place)d of “%(name)s” needs a “match”.")
            found.append(Problem(text, {"place": place + 1, "name": "pairs"}, f"pairs.{place}"))
    extra = body.get("distractors", [])
    if not isinstance(extra, list) or not all(is_text(one) for one in extra):
        text = gettext_noop("“distractors” must be a list of texts.")
        return [*found, Problem(text, path="distractors")]
    matches = {str(row.get("match", "")).strip() for row in rows(body, "pairs")}
    twice = sorted(matches & {one.strip() for one in extra})
    if twice:
        text = gettext_noop("The distractor “%(text)s” is also a right partner.")
        found.append(Problem(text, {"text": twice[0]}, "distractors"))
    if len(matches | set(extra)) < 2:
        text = gettext_noop("There is only one partner to choose; add another one or a distractor.")
        found.append(Problem(text, path="pairs"))
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    trimmed = [
        {
            **{name: str(row.get(name, "")).strip() for name in ("text", "match", "feedback")},
            "id": row.get("id", ""),
        }
        for row in rows(body, "pairs")
    ]
    pairs = with_ids(trimmed, rows(previous or {}, "pairs"))
    return {
        **body,
        "pairs": pairs,
        "distractors": [one.strip() for one in body.get("distractors", [])],
    }


def partners(body: Body) -> list[str]:
    return sorted({row["match"] for row in body["pairs"]} | set(body["distractors"]))


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    """The partners are always mixed: their order would be the key."""
    given = as_texts(answer)
    choices = shuffled(partners(body), seed, partners(body))
    options = [{"id": token(text, seed), "text": text} for text in choices]
    shown = [
        {
            "id": token(row["id"], seed),
            "text": row["text"],
            "value": token(given[row["id"]], seed) if row["id"] in given else "",
        }
        for row in body["pairs"]
    ]
    order = shuffled(shown, seed, [row["id"] for row in shown]) if shuffle else shown
    return {"text": body["text"], "rows": order, "options": options}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    allowed = tokens(partners(body), seed)
    given = {row["id"]: one_of(fields, token(row["id"], seed), allowed) for row in body["pairs"]}
    return {name: value for name, value in given.items() if value} or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    given, right = as_texts(answer), key(body, seed)
    if not given.keys() & right.keys():
        return UNANSWERED
    parts = tuple(Part(name, FULL if given.get(name) == right[name] else NONE) for name in right)
    return Grade(Fraction(sum(part.fraction for part in parts), len(parts)), parts)


def key(body: Body, seed: int) -> Answer:
    return {row["id"]: row["match"] for row in body["pairs"]}


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    given = as_texts(answer)
    return [
        Line(
            text=row["text"],
            given=given.get(row["id"], ""),
            verdict=FULL if given.get(row["id"]) == row["match"] else NONE,
            expected=row["match"] if show_key else "",
            feedback=row["feedback"],
        )
        for row in body["pairs"]
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    given = as_texts(answer)
    return "; ".join(
        f"{row['text']}: {given[row['id']]}" for row in body["pairs"] if row["id"] in given
    )


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    given, known = as_texts(answer), partners(body)
    return tuple(
        (row["id"], given[row["id"]] if given.get(row["id"]) in known else "")
        for row in body["pairs"]
    )
