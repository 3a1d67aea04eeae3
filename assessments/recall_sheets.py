"""What the pages of short questions show. Read only."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from assessments import practising, recalling
from assessments.models import Recall
from assessments.questions import kind_for, view
from assessments.questions.contract import Line
from assessments.sheets import Question
from assessments.spacing import Due
from courses.competencies import COMPETENCIES
from courses.models import CoursePage


@dataclass(frozen=True)
class Answered:
    place: int
    view: dict[str, Any]
    right: bool
    lines: list[Line]
    feedback: str


def sheet(recall: Recall) -> dict[str, Any]:
    """The questions; with what was answered, right and meant once they are answered."""
    asked = recalling.questions(recall)
    top = {"recall": recall, "course": _course(recall), "language": recall.language}
    if recall.answered_at is None:
        questions = [
            Question(
                place,
                f"assessments/kinds/{one.kind}.html",
                view(one.kind, one.body, one.seed, True, None),
            )
            for place, (one, _version) in enumerate(asked, 1)
        ]
        return {**top, "questions": questions}
    given = {row.item_id: row for row in recall.answers.all()}
    answered = []
    for place, (one, version) in enumerate(asked, 1):
        row = given[version.item_id]
        kind = kind_for(one.kind, one.body)
        answered.append(
            Answered(
                place,
                view(one.kind, one.body, one.seed, True, None),
                row.right,
                kind.review(one.body, row.answer, one.seed, True),
                one.body.get("feedback", ""),
            )
        )
    return {**top, "questions": answered, "right": sum(one.right for one in answered)}


def _course(recall: Recall) -> CoursePage | None:
    pages = CoursePage.objects.live().filter(translation_key=recall.course_key)
    found = pages.select_related("locale")
    return min(
        found,
        key=lambda page: (page.locale.language_code != recall.language, page.pk),
        default=None,
    )


@dataclass(frozen=True)
class Practice:
    title: str
    due: Due
    today: bool

    @property
    def percent(self) -> int:
        return round(100 * self.due.last)


def practice(user: User, language: str, today: date) -> dict[str, Any]:
    rows = [
        Practice(
            COMPETENCIES[one.competency].title(language)
            if one.competency in COMPETENCIES
            else one.competency,
            one,
            one.due <= today,
        )
        for one in practising.overview(user)
    ]
    return {
        "now": [row for row in rows if row.today],
        "later": [row for row in rows if not row.today],
    }
