"""A written answer. No machine judges it: a person marks it by the criteria of a rubric.

Body: `text`, `rubric` [criterion {id, text, levels [{points, text}]}], `markers` (1, or 2 who do not see each
other's marks), `bound` (points by which two markers may differ before a third decides), `model_answer` (for
markers; learners see it where the key is shown), `show_rubric` (the criteria stand beside the question),
`feedback`. Answer: the text.
"""

from collections.abc import Mapping
from typing import Any

from assessments.questions.contract import (
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
    flag_problems,
    one,
    row_problems,
    rows,
    text_problems,
    unknown_problems,
    with_ids,
)
from assessments.questions.schema import FEEDBACK, PEDIGREE, TEXT, Field

NAME = "written"
LIMIT = 8000  # characters, some three pages
MOST_POINTS = 20
KNOWN = ("text", "rubric", "markers", "bound", "model_answer", "show_rubric", "feedback")
FORM = (
    TEXT,
    PEDIGREE,
    Field(
        "rubric",
        gettext_noop("Rubric"),
        "rows",
        fields=(
            Field("text", gettext_noop("Criterion"), "long"),
            Field(
                "levels",
                gettext_noop("Levels"),
                "table",
                gettext_noop("One per line: points | what an answer of this level does."),
                columns=("points", "text"),
                numbers=("points",),
            ),
        ),
    ),
    Field("markers", gettext_noop("People who mark"), "number"),
    Field("bound", gettext_noop("Points two may differ by"), "number"),
    Field("show_rubric", gettext_noop("Show the criteria beside the question"), "flag"),
    Field("model_answer", gettext_noop("Model answer"), "long"),
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text")
    wrong = row_problems(body, "rubric", 1, ("id", "text", "levels"))
    found += wrong or [
        problem
        for place, criterion in enumerate(rows(body, "rubric"))
        for problem in _level_problems(criterion, place)
    ]
    if not _whole(body.get("markers", 1), 1, 2):
        text = gettext_noop("“markers” is 1, or 2 for two people who mark independently.")
        found.append(Problem(text, path="markers"))
    if not _whole(body.get("bound", 1), 0, MOST_POINTS * 100):
        text = gettext_noop("“bound” is a whole number of points, 0 or more.")
        found.append(Problem(text, path="bound"))
    if not isinstance(body.get("model_answer", ""), str):
        text = gettext_noop("The field “%(name)s” needs a text.")
        found.append(Problem(text, {"name": "model_answer"}, "model_answer"))
    return found + flag_problems(body, "show_rubric")


def _level_problems(criterion: Mapping[str, Any], place: int) -> list[Problem]:
    """Each level has points of its own; one is worth nothing and one is worth something."""
    path = f"rubric.{place}.levels"
    levels = rows(criterion, "levels")
    if not isinstance(criterion.get("levels"), list) or len(levels) != len(criterion["levels"]):
        text = gettext_noop("Criterion %(place)d needs “levels”, a list of {points, text}.")
        return [Problem(text, {"place": place + 1}, path)]
    found = [problem for level in levels for problem in unknown_problems(level, LEVEL, path)]
    points = [level.get("points") for level in levels]
    if not all(_whole(one, 0, MOST_POINTS) for one in points):
        text = gettext_noop("The points of a level are a whole number from 0 to %(most)d.")
        return [*found, Problem(text, {"most": MOST_POINTS}, path)]
    if 0 not in points or len(set(points)) != len(points) or len(points) < 2:
        text = gettext_noop(
            "The levels of criterion %(place)d need different points, one of them 0."
        )
        found.append(Problem(text, {"place": place + 1}, path))
    if not all(isinstance(level.get("text"), str) and level["text"].strip() for level in levels):
        text = gettext_noop("Every level of criterion %(place)d needs a text.")
        found.append(Problem(text, {"place": place + 1}, path))
    return found


LEVEL = ("points", "text")


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    old = rows(previous, "rubric") if previous else []
    rubric = [
        {
            "id": criterion["id"],
            "text": criterion["text"].strip(),
            "levels": sorted(criterion["levels"], key=lambda level: level["points"]),
        }
        for criterion in with_ids(body["rubric"], old)
    ]
    return {
        **body,
        "rubric": rubric,
        "markers": body.get("markers", 1),
        "bound": body.get("bound", 1),
        "model_answer": body.get("model_answer", "").strip(),
        "show_rubric": body.get("show_rubric", False),
    }


def worth(body: Body) -> int:
    """The points of an answer that reaches the top level of every criterion."""
    return sum(most(criterion) for criterion in body["rubric"])


def most(criterion: Mapping[str, Any]) -> int:
    return max(level["points"] for level in criterion["levels"])


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    value = answer if isinstance(answer, str) else ""
    shown = body["rubric"] if body.get("show_rubric") else []
    criteria = [{"text": criterion["text"], "points": most(criterion)} for criterion in shown]
    return {
        "text": body["text"],
        "value": value[:LIMIT],
        "limit": LIMIT,
        "criteria": criteria,
        "points": worth(body),
    }


def read(body: Body, fields: Fields, seed: int) -> Answer:
    """Line ends as one character: browsers post two, and the limit is the one the page states."""
    posted = {"text": [text.replace("\r\n", "\n") for text in fields.get("text", [])]}
    return one(posted, "text", LIMIT).strip() or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    """Nothing for an empty answer; for any other one a person is needed."""
    if not isinstance(answer, str) or not answer.strip():
        return UNANSWERED
    return Grade(NONE, needs_person=True)


def key(body: Body, seed: int) -> Answer:
    return None


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    given = answer if isinstance(answer, str) else ""
    return [Line(given=given, expected=body.get("model_answer", "") if show_key else "")]


def summary(body: Body, answer: Answer, seed: int) -> str:
    return answer if isinstance(answer, str) else ""


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    """Written or not; what was written is nobody's statistics."""
    return (("", "written" if isinstance(answer, str) and answer.strip() else ""),)
