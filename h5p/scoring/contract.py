"""What a scorer is. One file per content type, no knowledge of requests, storage or people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from h5p.xapi import Answer

Params = dict[str, Any]
SEPARATOR = "[,]"


class BadResponse(ValueError):
    """The response cannot have come from this task: unknown index, wrong number of fields …"""


class NotScorable(Exception):
    """Some part gives points by a rule that is not known here, or not in reasonable time: it is practice."""


@dataclass(frozen=True)
class Score:
    """Whole numbers, except where an author asked for a share of a point."""

    raw: int | float
    maximum: int | float


@dataclass(frozen=True)
class Scorer:
    """`versions`: the first and last major.minor whose scoring rule is known to be this one.

    `grade` takes the answer to one task; raises BadResponse. `seal` takes the answers out of the
    parameters and leaves the task playable; None where the type gives feedback while it is played.
    """

    name: str
    versions: tuple[tuple[int, int], tuple[int, int]]
    maximum: Callable[[Params], int | float]
    grade: Callable[[Params, Answer], Score]
    seal: Callable[[Params], Params] | None = None


def behaviour(params: Params) -> Params:
    value = params.get("behaviour")
    return value if isinstance(value, dict) else {}


def rows(params: Params, key: str) -> list[Params]:
    value = params.get(key)
    return (
        [row if isinstance(row, dict) else {} for row in value] if isinstance(value, list) else []
    )


def split(response: str | None) -> list[str]:
    return response.split(SEPARATOR) if response else []


def indexes(response: str | None, count: int) -> frozenset[int]:
    """A set of positions below `count`. Raises BadResponse."""
    found = set()
    for part in split(response):
        if not (part.isascii() and part.isdigit() and len(part) <= 6) or int(part) >= count:
            raise BadResponse("index")
        found.add(int(part))
    return frozenset(found)


def percentage(value: Any, default: float = 100) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def number(value: Any) -> int | float:
    """0 for what is no number."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def whole(value: int | float) -> int | float:
    """As a whole number where it is one."""
    return int(value) if value == int(value) else round(value, 4)


def quiet(params: Params, *names: str) -> Params:
    """Parameters whose task neither checks, nor solves, nor comments: for sealed play."""
    still = {
        "enableCheckButton": False, "enableSolutionsButton": False, "enableRetry": False,
        "autoCheck": False, "instantFeedback": False, "showScorePoints": False,
        "confirmCheckDialog": False, "confirmRetryDialog": False, "enableSolutionOnCheck": False,
    }  # fmt: skip
    own = behaviour(params)
    merged = own | {
        k: v for k, v in still.items() if k in own or k in ("enableCheckButton", "autoCheck")
    }
    cleared = {name: [] for name in ("overallFeedback", *names) if name in params}
    return params | {"behaviour": merged} | cleared


def chosen(right: frozenset[int], picked: frozenset[int], options: Sequence[Any]) -> int:
    """One point for each right choice, one less for each wrong one, never below zero."""
    return max(0, len(picked & right) - len(picked - right))
