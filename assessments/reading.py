"""From a posted paper to answers. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.grading import Asked
from assessments.questions import kind_for
from assessments.questions.contract import Answer, Fields, UnreadableAnswer

Posted = Mapping[str, list[str]]


@dataclass(frozen=True)
class Reading:
    """`answers` by item, None where a question was left empty; `refused` by place on the paper."""

    answers: dict[str, Answer]
    refused: Mapping[int, UnreadableAnswer]


def read_paper(
    asked: Iterable[Asked], fields: Posted, *, only: Collection[str] | None = None
) -> Reading:
    """Fields are named `<place on the paper>.<field>`; what cannot be read holds up nothing else.

    `only` these places were touched on this device; the others are left as they are on the server.
    """
    by_place: dict[str, dict[str, Any]] = {}
    for name, values in fields.items():
        where, dot, field = name.partition(".")
        if dot:
            by_place.setdefault(where, {})[field] = values
    answers: dict[str, Answer] = {}
    refused: dict[int, UnreadableAnswer] = {}
    for place, one in enumerate(asked, 1):
        if only is not None and str(place) not in only:
            continue
        given: Fields = by_place.get(str(place), {})
        try:
            answers[one.item] = kind_for(one.kind, one.body).read(one.body, given, one.seed)
        except UnreadableAnswer as error:
            refused[place] = error
    return Reading(answers, refused)
