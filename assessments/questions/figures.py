"""What any kind of question may show above its answer: a pedigree in the notation."""

from functools import lru_cache
from typing import Any

from assessments.questions.contract import Body, Problem, gettext_noop
from assessments.questions.pedigree.drawing import described, svg
from assessments.questions.pedigree.notation import read


def figure_problems(body: Body) -> list[Problem]:
    if "pedigree" not in body:
        return []
    if not isinstance(body["pedigree"], str) or not body["pedigree"].strip():
        text = gettext_noop("The field “%(name)s” needs a text.")
        return [Problem(text, {"name": "pedigree"}, "pedigree")]
    return read(body["pedigree"])[1]


def figure(body: Body) -> dict[str, Any]:
    """{"pedigree": {"svg", "people"}} where the body has one."""
    return {"pedigree": _drawn(body["pedigree"])} if "pedigree" in body else {}


@lru_cache(maxsize=512)
def _drawn(text: str) -> dict[str, Any]:
    pedigree, _ = read(text)
    return {"svg": svg(pedigree), "people": described(pedigree)}
