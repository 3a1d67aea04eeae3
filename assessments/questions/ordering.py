"""Entries to be put in order.

Body: `text`, `items` [{id, text}] in the right order, `feedback`, `scoring`:
- "partial" (default): (pairs in the right order - pairs in the wrong order) / all pairs, not below
  nothing (Kendall's tau), so that a random order earns nothing on average;
- "all-or-nothing".
Answer: list of ids. Entries without a place are no answer.
"""

from fractions import Fraction
from itertools import combinations
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
    UnreadableAnswer,
    gettext_noop,
)
from assessments.questions.fields import (
    choice_problems,
    one_of,
    row_problems,
    rows,
    shuffled,
    text_problems,
    token,
    unknown_problems,
    with_ids,
)
from assessments.questions.schema import FEEDBACK, PEDIGREE, ROW_TEXT, TEXT, Field, scoring

NAME = "ordering"
KNOWN = ("text", "items", "feedback", "scoring")
SCORINGS = ("partial", "all-or-nothing")
FORM = (
    TEXT,
    PEDIGREE,
    Field("items", gettext_noop("Entries in the right order"), "rows", fields=(ROW_TEXT,)),
    scoring(*SCORINGS),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    found += row_problems(body, "items", 3, ("id", "text"))
    return found + choice_problems(body, "scoring", SCORINGS)


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    trimmed = [
        {"text": str(row.get("text", "")).strip(), "id": row.get("id", "")}
        for row in rows(body, "items")
    ]
    items = with_ids(trimmed, rows(previous or {}, "items"))
    return {**body, "items": items, "scoring": body.get("scoring", SCORINGS[0])}


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    """Always mixed: the author's order is the key."""
    given = _order(body, answer)
    shown = [
        {
            "id": token(row["id"], seed),
            "text": row["text"],
            "value": given.index(row["id"]) + 1 if row["id"] in given else "",
        }
        for row in body["items"]
    ]
    mixed = shuffled(shown, seed, [row["id"] for row in shown])
    return {"text": body["text"], "rows": mixed, "places": list(range(1, len(shown) + 1))}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    """The places given, in order. Raises when two entries have the same place."""
    places = {str(place): str(place) for place in range(1, len(body["items"]) + 1)}
    given: dict[int, str] = {}
    for row in body["items"]:
        place = one_of(fields, token(row["id"], seed), places)
        if place and int(place) in given:
            text = gettext_noop(
                "Two entries have the place %(place)s; each place can be given once."
            )
            raise UnreadableAnswer(text, place=place)
        if place:
            given[int(place)] = row["id"]
    return [given[place] for place in sorted(given)] or None


def _order(body: Body, answer: Answer) -> list[str]:
    """The known ids in an answer, each once."""
    known = {row["id"] for row in body["items"]}
    if not isinstance(answer, list):
        return []
    return list(dict.fromkeys(one for one in answer if isinstance(one, str) and one in known))


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    order, right = _order(body, answer), key(body, seed)
    if not order:
        return UNANSWERED
    if body.get("scoring") == "all-or-nothing":
        return Grade(FULL if order == right else NONE)
    place = {name: number for number, name in enumerate(order)}
    score = sum(
        1 if place[first] < place[second] else -1
        for first, second in combinations(right, 2)
        if first in place and second in place
    )
    pairs = len(right) * (len(right) - 1) // 2
    return Grade(max(NONE, Fraction(score, pairs)))


def key(body: Body, seed: int) -> Answer:
    return [row["id"] for row in body["items"]]


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    """Her order; the place an entry should have only with the key."""
    order, right = _order(body, answer), key(body, seed)
    texts = {row["id"]: row["text"] for row in body["items"]}
    lines = [
        Line(
            text=f"{place}. {texts[name]}",
            verdict=FULL if right.index(name) == place - 1 else NONE,
            expected=str(right.index(name) + 1) if show_key else "",
        )
        for place, name in enumerate(order, 1)
    ]
    left = [name for name in right if name not in order]
    return lines + [
        Line(text=texts[name], expected=str(right.index(name) + 1) if show_key else "")
        for name in sorted(left, key=lambda name: token(name, seed))
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    texts = {row["id"]: row["text"] for row in body["items"]}
    return " > ".join(texts[name] for name in _order(body, answer))


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    order = _order(body, answer)
    return tuple(
        (row["id"], str(order.index(row["id"]) + 1) if row["id"] in order else "")
        for row in body["items"]
    )
