"""What the pages about one attempt show: the paper, the result. Read only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from assessments import arriving, attempts, gains, marking, queries
from assessments.models import Attempt, ItemVersion, QuizPage
from assessments.questions import case_view, kind_for, pedigree_build, view
from assessments.questions.contract import FULL, Line
from assessments.questions.fields import as_texts
from assessments.rules import Rules
from courses.models import CourseSource


@dataclass(frozen=True)
class Case:
    """What several questions share, shown once above the first of them."""

    view: dict[str, Any]
    feedback: str
    first: int
    last: int


@dataclass(frozen=True)
class Question:
    """One question of an open paper."""

    place: int
    template: str
    view: dict[str, Any]
    case: Case | None = None


@dataclass(frozen=True)
class Reviewed:
    """One question of a marked paper."""

    place: int
    item: str
    view: dict[str, Any]
    fraction: Fraction | None
    lines: list[Line]
    feedback: str
    source: CourseSource | None
    judgement: marking.Judgement | None
    override: str  # why a person changed the mark
    case: Case | None = None

    @property
    def right(self) -> bool:
        return self.fraction == FULL

    @property
    def percent(self) -> int:
        return int(100 * (self.fraction or 0))


def heading(attempt: Attempt) -> dict[str, Any]:
    page = queries.quiz_page(attempt.quiz_key, attempt.edition.language)
    return {"attempt": attempt, "page": page, "rules": Rules(**attempt.edition.rules)}


def _later(rules: Rules, everything: bool) -> str:
    """Until when something is held back: "date", "last" or nothing."""
    held = {rules.show_score, rules.show_feedback} - {"always"}
    return "" if everything else min(held, default="")


def paper_sheet(attempt: Attempt, now: datetime) -> dict[str, Any]:
    saved = attempts.saved_answers(attempt)
    versions = queries.versions_on(attempt)
    cases = cases_by_place(attempt, versions)
    shuffle = attempt.paper["shuffle"]
    questions = [
        Question(
            place,
            f"assessments/kinds/{one.kind}.html",
            view(one.kind, one.body, one.seed, shuffle, saved.get(one.item)),
            cases.get(place),
        )
        for place, one in enumerate(queries.asked_from(attempt, versions), 1)
    ]
    left = attempt.deadline and max(0, int((attempt.deadline - now).total_seconds()))
    return {
        **heading(attempt),
        "questions": questions,
        "seconds_left": left,
        "issued": arriving.token(attempt, now),
    }


def drawing(attempt: Attempt, place: int) -> dict[str, Any] | None:
    """What she has entered of a family, drawn; None where the paper asks for none."""
    asked = dict(enumerate(queries.asked(attempt), 1)).get(place)
    if asked is None or asked.kind != pedigree_build.NAME:
        return None
    given = attempts.saved_answers(attempt).get(asked.item)
    return pedigree_build.drawn(asked.body, as_texts(given))


def result_sheet(attempt: Attempt, now: datetime) -> dict[str, Any]:
    top = heading(attempt)
    rules: Rules = top["rules"]
    ended = queries.ended_at(attempt.user, attempt.quiz_key)
    passed, today = bool(attempt.passed), now.date()
    score, feedback, show_key = (
        rules.shown(when, passed=passed, ended=len(ended), today=today)
        for when in (rules.show_score, rules.show_feedback, rules.show_key)
    )
    until = rules.next_start(ended)
    return {
        **top,
        "questions": reviewed(attempt, top["page"], show_key=show_key) if feedback else [],
        "show_score": score,
        "show_feedback": feedback,
        "shown_from": date.fromisoformat(rules.shown_from) if rules.shown_from else None,
        "offline": arriving.told(attempt),
        "later": _later(rules, score and feedback),
        "gain": gains.own_gain(attempt) if score else None,
        "show_key": show_key,
        "left": rules.attempts_left(len(ended)),
        "until": until if until and until > now else None,
    }


def cases_by_place(attempt: Attempt, versions: Mapping[int, ItemVersion]) -> dict[int, Case]:
    """By the place of their first question; the questions of a case stand together."""
    places: dict[int, list[int]] = {}
    for place, row in enumerate(attempt.paper["questions"], 1):
        if "case" in row:
            places.setdefault(row["case"], []).append(place)
    return {
        found[0]: Case(
            case_view(versions[pk].body), versions[pk].body["feedback"], found[0], found[-1]
        )
        for pk, found in places.items()
    }


def reviewed(attempt: Attempt, page: QuizPage | None, *, show_key: bool) -> list[Reviewed]:
    versions = queries.versions_on(attempt)
    sources = queries.sources(page, [one.item_id for one in versions.values()]) if page else {}
    answers = attempts.saved_answers(attempt)
    fractions = attempts.effective_marks(attempt).questions
    judgements = marking.judgements(attempt)
    reasons = attempts.override_reasons(attempt)
    cases = cases_by_place(attempt, versions)
    found = []
    for place, row in enumerate(attempt.paper["questions"], 1):
        version = versions[row["version"]]
        one = queries.asked_as(row, version)
        kind = kind_for(one.kind, one.body)
        found.append(
            Reviewed(
                place=place,
                item=one.item,
                view=view(one.kind, one.body, one.seed, False, None),
                fraction=fractions[one.item],
                lines=kind.review(one.body, answers.get(one.item), one.seed, show_key),
                feedback=one.body.get("feedback", ""),
                source=sources.get(version.item_id),
                judgement=judgements.get(one.item),
                override=reasons.get(one.item, ""),
                case=cases.get(place),
            )
        )
    return found


def waiting_sheet(attempt: Attempt) -> dict[str, Any]:
    """What a person still has to mark, and what the machine has marked meanwhile."""
    marks = attempts.effective_marks(attempt)
    return {
        **heading(attempt),
        "waiting": attempt.written.filter(done_at__isnull=True).count(),
        "marked": marks.possible,
    }
