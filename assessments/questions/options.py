"""Options with a text, a feedback and a mark whether they are right: what choice kinds share."""

from collections.abc import Container
from typing import Any

from assessments.questions.contract import FULL, NONE, Body, Line, Problem, gettext_noop
from assessments.questions.fields import row_problems, rows, shuffled, token, with_ids

OPTION_FIELDS = ("id", "text", "correct", "feedback")


def option_problems(body: Body) -> list[Problem]:
    found = row_problems(body, "options", 2, OPTION_FIELDS)
    for place, row in enumerate(rows(body, "options")):
        if not isinstance(row.get("correct", False), bool):
            found.append(
                Problem(
                    gettext_noop("“correct” of option %(place)d must be true or false."),
                    {"place": place + 1},
                    f"options.{place}.correct",
                )
            )
    return found


def normal_options(body: Body, previous: Body | None) -> list[dict[str, Any]]:
    old = rows(previous or {}, "options")
    return [
        {
            "id": row["id"],
            "text": str(row.get("text", "")).strip(),
            "correct": row.get("correct", False),
            "feedback": str(row.get("feedback", "")).strip(),
        }
        for row in with_ids([_stripped(row) for row in rows(body, "options")], old)
    ]


def _stripped(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "text": str(row.get("text", "")).strip()}


def ids(body: Body) -> list[str]:
    return [row["id"] for row in body["options"]]


def right_ids(body: Body) -> list[str]:
    return sorted(row["id"] for row in body["options"] if row["correct"])


def text_of(body: Body, option: Any) -> str:
    return next((row["text"] for row in body["options"] if row["id"] == option), "")


def option_views(
    body: Body, seed: int, shuffle: bool, chosen: Container[str]
) -> list[dict[str, Any]]:
    """Token and text only, in the order of the seed unless the author fixed the order."""
    shown = [
        {"id": token(row["id"], seed), "text": row["text"], "chosen": row["id"] in chosen}
        for row in body["options"]
    ]
    return mixed(shown, body, seed, shuffle)


def mixed(
    shown: list[dict[str, Any]], body: Body, seed: int, shuffle: bool
) -> list[dict[str, Any]]:
    if not shuffle or body.get("fixed_order"):
        return shown
    return shuffled(shown, seed, [row["id"] for row in shown])


def option_lines(body: Body, chosen: Container[str], show_key: bool) -> list[Line]:
    """Every option; the verdict on a chosen one is always told, on the others only with the key."""
    lines = []
    for row in body["options"]:
        picked = row["id"] in chosen
        told = picked or show_key
        lines.append(
            Line(
                text=row["text"],
                chosen=picked,
                verdict=(FULL if row["correct"] else NONE) if told else None,
                feedback=row["feedback"] if told else "",
            )
        )
    return lines
