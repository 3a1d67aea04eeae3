"""A case: the story that several questions share (a testlet). Nothing is answered here.

Body: `text`, `pedigree`, `feedback` (shown with the result). The questions name it in their label `testlet`. They
are drawn together, and the case is shown once above them.
"""

from typing import Any

from assessments.questions.contract import Body, Problem, gettext_noop
from assessments.questions.fields import text_problems, unknown_problems
from assessments.questions.schema import FEEDBACK, PEDIGREE, Field

NAME = "case"
KNOWN = ("text", "feedback")
FORM = (
    Field(
        "text",
        gettext_noop("Story"),
        "long",
        gettext_noop("Markdown; shown once above its questions."),
    ),
    PEDIGREE,
    FEEDBACK,
)


def problems(body: Body) -> list[Problem]:
    return unknown_problems(body, KNOWN) + text_problems(body, "text")


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return dict(body)
