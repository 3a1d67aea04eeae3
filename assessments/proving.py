"""Can papers be drawn from a quiz as somebody is about to publish it?"""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments import bank, blueprint, queries
from assessments.models import Item
from assessments.questions.contract import Problem


def draw_problems(
    listed: Sequence[Item], rows: Sequence[Mapping[str, Any]], draw: int | None, language: str
) -> list[Problem]:
    """Why not; empty when they can. A quiz without questions yet is nobody's problem."""
    if wrong := blueprint.problems(list(rows)):
        return wrong
    if not rows and draw is None:
        return []
    pool = queries.pool_to_be(bank.with_cases(list(listed)), language)
    if not pool and not rows:
        return []
    wrong_draw = blueprint.check(pool, blueprint.wanted(rows, draw, len(pool)))
    return [wrong_draw] if wrong_draw else []
