"""What the pages about one attempt show: the paper, the result. Read only."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from assessments import attempts, queries
from assessments.models import Attempt, QuizPage
from assessments.questions import kind_for, view
from assessments.questions.contract import FULL, Line
from assessments.rules import Rules
from courses.models import CourseSource


@dataclass(frozen=True)
class Question:
    """One question of an open paper."""

    place: int
    template: str
    view: dict[str, Any]


@dataclass(frozen=True)
class Reviewed:
    """One question of a marked paper."""

    place: int
    view: dict[str, Any]
    fraction: Fraction | None
    lines: list[Line]
    feedback: str
    source: CourseSource | None

    @property
    def right(self) -> bool:
        return self.fraction == FULL

    @property
    def percent(self) -> int:
        return int(100 * (self.fraction or 0))


def heading(attempt: Attempt) -> dict[str, Any]:
    page = queries.quiz_page(attempt.quiz_key, attempt.edition.language)
    return {"attempt": attempt, "page": page, "rules": Rules(**attempt.edition.rules)}


def paper_sheet(attempt: Attempt, now: datetime) -> dict[str, Any]:
    saved = attempts.saved_answers(attempt)
    shuffle = attempt.paper["shuffle"]
    questions = [
        Question(
            place,
            f"assessments/kinds/{one.kind}.html",
            view(one.kind, one.body, one.seed, shuffle, saved.get(one.item)),
        )
        for place, one in enumerate(queries.asked(attempt), 1)
    ]
    left = attempt.deadline and max(0, int((attempt.deadline - now).total_seconds()))
    return {**heading(attempt), "questions": questions, "seconds_left": left}


def result_sheet(attempt: Attempt, now: datetime) -> dict[str, Any]:
    top = heading(attempt)
    rules: Rules = top["rules"]
    show_key = rules.show_key == "always" or (rules.show_key == "passed" and bool(attempt.passed))
    ended = queries.ended_at(attempt.user, attempt.quiz_key)
    until = rules.next_start(ended)
    return {
        **top,
        "questions": _reviewed(attempt, top["page"], show_key),
        "show_key": show_key,
        "left": rules.attempts_left(len(ended)),
        "until": until if until and until > now else None,
    }


def _reviewed(attempt: Attempt, page: QuizPage | None, show_key: bool) -> list[Reviewed]:
    versions = queries.versions_on(attempt)
    sources = queries.sources(page) if page else {}
    answers = attempts.saved_answers(attempt)
    fractions = attempts.effective_marks(attempt).questions
    reviewed = []
    for place, row in enumerate(attempt.paper["questions"], 1):
        version = versions[row["version"]]
        one = queries.asked_as(row, version)
        kind = kind_for(one.kind, one.body)
        reviewed.append(
            Reviewed(
                place=place,
                view=view(one.kind, one.body, one.seed, False, None),
                fraction=fractions[one.item],
                lines=kind.review(one.body, answers.get(one.item), one.seed, show_key),
                feedback=one.body.get("feedback", ""),
                source=sources.get(version.item.source),
            )
        )
    return reviewed
