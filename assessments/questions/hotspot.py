"""Places of a picture are marked.

Body: `text`, `picture` (an SVG drawing), `alt`, `spots` [{id, text, area, correct, feedback}], `feedback`. An area is
[left, top, width, height] in per cent of the picture. Each spot is also an entry of a list, by which it can be marked
without seeing or touching the picture. Marks: (right - wrong) / right, not below nothing. Answer: sorted list of ids.
"""

import base64
import re
from functools import lru_cache
from typing import Any

from assessments.questions import multiple_response
from assessments.questions.contract import Answer, Body, Fields, Grade, Line, Problem, gettext_noop
from assessments.questions.fields import (
    renamed_problems,
    rows,
    text_problems,
    token,
    unknown_problems,
)
from assessments.questions.schema import (
    CORRECT,
    FEEDBACK,
    PEDIGREE,
    ROW_FEEDBACK,
    ROW_TEXT,
    TEXT,
    Field,
)
from courses.drawings import drawing_problem

NAME = "hotspot"
KNOWN = ("text", "picture", "alt", "spots", "feedback")
SPOT_FIELDS = ("id", "text", "area", "correct", "feedback")
PICTURE_LIMIT = 60_000  # characters; the picture is part of every version
VIEW_BOX = re.compile(r"<svg\b[^>]*?\bviewBox\s*=\s*[\"']\s*([^\"']+)[\"']", re.S)
FORM = (
    TEXT,
    PEDIGREE,
    Field("picture", gettext_noop("Picture"), "long", gettext_noop("The text of an SVG drawing.")),
    Field("alt", gettext_noop("Description of the picture"), "long"),
    Field(
        "spots",
        gettext_noop("Spots"),
        "rows",
        fields=(
            ROW_TEXT,
            Field(
                "area",
                gettext_noop("Area"),
                "numbers",
                gettext_noop("Left, top, width, height in per cent of the picture."),
            ),
            CORRECT,
            ROW_FEEDBACK,
        ),
    ),
    FEEDBACK,
)


def _as_choice(body: Body) -> dict[str, Any]:
    """A picture is a multiple response whose options have a place and are marked with a penalty."""
    options = body.get("spots")
    if isinstance(options, list):
        options = [_without_area(row) if isinstance(row, dict) else row for row in options]
    return {
        "text": body.get("text", ""),
        "options": options,
        "scoring": "penalty",
        "fixed_order": True,
    }


def _without_area(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "area"}


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text", "picture", "alt")
    if isinstance(body.get("picture"), str) and body["picture"].strip():
        found += _picture_problems(body["picture"])
    inner = [one for one in multiple_response.problems(_as_choice(body)) if one.path != "text"]
    found += renamed_problems(inner, "options", "spots")
    found += [
        Problem(AREA, {"place": place + 1}, f"spots.{place}.area")
        for place, row in enumerate(rows(body, "spots"))
        if not _is_area(row.get("area"))
    ]
    if rows(body, "spots") and all(row.get("correct") is True for row in rows(body, "spots")):
        text = gettext_noop("Every spot is marked as right; some must not answer the question.")
        found.append(Problem(text, path="spots"))
    return found


AREA = gettext_noop(
    "Spot %(place)d needs an area inside the picture:"
    " [left, top, width, height] in per cent, such as [10, 20, 15, 15]."
)


def _picture_problems(picture: str) -> list[Problem]:
    if len(picture) > PICTURE_LIMIT:
        text = gettext_noop("The picture has more than %(limit)d characters; please simplify it.")
        return [Problem(text, {"limit": PICTURE_LIMIT}, "picture")]
    if wrong := drawing_problem(picture.strip().encode("utf-8", "replace")):
        return [Problem(wrong, path="picture")]
    if _size(picture) is None:
        text = gettext_noop("The picture needs a “viewBox” with its width and height.")
        return [Problem(text, path="picture")]
    return []


def _size(picture: str) -> tuple[float, float] | None:
    found = VIEW_BOX.search(picture)
    try:
        box = [float(number) for number in re.split(r"[\s,]+", found[1].strip())] if found else []
    except ValueError:
        return None
    if len(box) != 4 or not all(1 <= size <= 10_000 for size in box[2:]):
        return None
    return box[2], box[3]


def _is_area(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    if not all(type(number) in (int, float) for number in value):
        return False
    left, top, width, height = value
    inside = 0 <= left <= 100 and 0 <= top <= 100 and 0 < width <= 100 and 0 < height <= 100
    return inside and left + width <= 100 and top + height <= 100


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    old = _as_choice(previous) if previous else None
    spots = multiple_response.normalise(_as_choice(body), old)["options"]
    areas = [list(row["area"]) for row in rows(body, "spots")]
    return {
        **body,
        "picture": body["picture"].strip(),
        "alt": body["alt"].strip(),
        "spots": [{**spot, "area": area} for spot, area in zip(spots, areas, strict=True)],
    }


def _in_reading_order(body: Body) -> list[dict[str, Any]]:
    """From the top, then from the left: the author's order could tell the key."""
    return sorted(body["spots"], key=lambda row: (row["area"][1], row["area"][0], row["text"]))


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    chosen = multiple_response.as_ids(answer)
    width, height = _size(body["picture"]) or (100.0, 100.0)
    options = []
    for number, row in enumerate(_in_reading_order(body), 1):
        x, y, across, down = row["area"]
        options.append(
            {
                "id": token(row["id"], seed),
                "text": row["text"],
                "chosen": row["id"] in chosen,
                "number": number,
                "x": round(x * width / 100, 2),
                "y": round(y * height / 100, 2),
                "width": round(across * width / 100, 2),
                "height": round(down * height / 100, 2),
            }
        )
    picture = {
        "src": _source(body["picture"]),
        "alt": body["alt"],
        "width": width,
        "height": height,
        "unit": round(width / 20, 2),  # height of a number in the picture
    }
    return {"text": body["text"], "picture": picture, "options": options}


@lru_cache(maxsize=128)
def _source(picture: str) -> str:
    """As an image: a browser runs and loads nothing in there."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


def read(body: Body, fields: Fields, seed: int) -> Answer:
    return multiple_response.read(_as_choice(body), fields, seed)


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    return multiple_response.grade(_as_choice(body), answer, seed)


def key(body: Body, seed: int) -> Answer:
    return multiple_response.key(_as_choice(body), seed)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    numbered = [
        {**row, "text": f"({number}) {row['text']}"}
        for number, row in enumerate(_in_reading_order(body), 1)
    ]
    inner = {**_as_choice(body), "options": numbered}
    return multiple_response.review(inner, answer, seed, show_key)


def summary(body: Body, answer: Answer, seed: int) -> str:
    return multiple_response.summary(_as_choice(body), answer, seed)


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    return multiple_response.responses(_as_choice(body), answer, seed)
