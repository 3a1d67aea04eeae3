"""Individuals of a pedigree are marked, e.g. the obligate carriers.

Body: `text`, `pedigree`, `marked` [numbers] or `obligate_carriers` "AR", "XR" or "AD" (then the key is worked
out), `feedback`. Marks: (right - wrong) / right, not below nothing. Answer: list of numbers ("II-1").
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
    as_ids,
    choice_problems,
    some_of,
    text_problems,
    unknown_problems,
)
from assessments.questions.pedigree.carriers import MODES, obligate_carriers
from assessments.questions.pedigree.notation import read as read_pedigree
from assessments.questions.schema import FEEDBACK, PEDIGREE, TEXT, Field

NAME = "pedigree-mark"
KNOWN = ("text", "pedigree", "marked", "obligate_carriers", "feedback")
FORM = (
    TEXT,
    PEDIGREE,
    Field(
        "obligate_carriers",
        gettext_noop("Obligate carriers are to be marked"),
        "choice",
        gettext_noop("Worked out for this mode of inheritance; or list the people below."),
        choices=MODES,
    ),
    Field(
        "marked",
        gettext_noop("People to be marked"),
        "lines",
        gettext_noop("One per line, such as II-1."),
    ),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text", "pedigree")
    found += choice_problems(body, "obligate_carriers", MODES)
    if ("marked" in body) == ("obligate_carriers" in body):
        text = gettext_noop("Say with either “marked” or “obligate_carriers” who is to be marked.")
        found.append(Problem(text, path="marked"))
    if found:
        return found
    pedigree, wrong = read_pedigree(body["pedigree"])
    if wrong:
        return []  # told with the field itself, which every kind may have
    marked = body.get("marked", [])
    if not isinstance(marked, list) or any(one not in list(pedigree.people) for one in marked):
        text = gettext_noop("“marked” must list people of the pedigree, such as II-1.")
        return [Problem(text, path="marked")]
    if not key(body, 0):
        return [Problem(gettext_noop("Nobody would have to be marked."), path="marked")]
    return []


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return {**body, **({"marked": sorted(set(body["marked"]))} if "marked" in body else {})}


def _people(body: Body) -> list[str]:
    pedigree, _ = read_pedigree(body["pedigree"])
    people = sorted(pedigree.people.values(), key=lambda one: (one.generation, one.number))
    return [one.id for one in people]


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    chosen = as_ids(answer)
    options = [{"id": one, "text": one, "chosen": one in chosen} for one in _people(body)]
    return {"text": body["text"], "options": options}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return some_of(fields, "choice", {one: one for one in _people(body)}) or None


def key(body: Body, seed: int) -> Answer:
    if "marked" in body:
        return list(body["marked"])
    return obligate_carriers(read_pedigree(body["pedigree"])[0], body["obligate_carriers"])


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    people, right = _people(body), set(key(body, seed))
    chosen = as_ids(answer) & set(people)
    if not chosen:
        return UNANSWERED
    parts = tuple(Part(one, FULL if (one in chosen) == (one in right) else NONE) for one in people)
    score = Fraction(len(chosen & right) - len(chosen - right), len(right))
    return Grade(max(NONE, score), parts)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    """Who was marked and, with the key, who should have been."""
    chosen, right = as_ids(answer), set(key(body, seed))
    return [
        Line(
            text=one,
            chosen=one in chosen,
            verdict=FULL if one in right else NONE,
        )
        for one in _people(body)
        if one in chosen or (show_key and one in right)
    ]


def summary(body: Body, answer: Answer, seed: int) -> str:
    chosen = as_ids(answer)
    return ", ".join(one for one in _people(body) if one in chosen)


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    chosen = as_ids(answer)
    return tuple((one, "chosen" if one in chosen else "") for one in _people(body))
