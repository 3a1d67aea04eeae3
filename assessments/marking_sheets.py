"""What the pages of those who mark show. Names of learners are on none of them. Read only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import arriving, attempts, marking, overriding, queries, sheets
from assessments.models import Attempt, AttemptEvent, QuizPage, WrittenAnswer
from assessments.policies import Marked
from assessments.questions import kind_for, written


@dataclass(frozen=True)
class QueueRow:
    answer: WrittenAnswer
    quiz: str
    markers: int
    given: int

    @property
    def disputed(self) -> bool:
        return self.answer.status == WrittenAnswer.Status.DISPUTED


def queue_rows(answers: Iterable[WrittenAnswer]) -> list[QueueRow]:
    """Two queries for any number of answers."""
    pks = [answer.pk for answer in answers]
    rows = WrittenAnswer.objects.filter(pk__in=pks).annotate(given=Count("marks"))
    rows = rows.select_related("version__item", "attempt").order_by("handed_in_at", "pk")
    found = list(rows)
    titles = _titles(row.attempt for row in found)
    return [
        QueueRow(row, titles[row.attempt.quiz_key], row.version.body["markers"], row.given)
        for row in found
    ]


def _titles(attempts: Iterable[Attempt]) -> dict[Any, str]:
    """The title of each quiz, in any language it exists in; its key where it is gone."""
    keys = {attempt.quiz_key for attempt in attempts}
    pages = QuizPage.objects.filter(translation_key__in=keys).order_by("-pk")
    return {key: str(key) for key in keys} | dict(pages.values_list("translation_key", "title"))


def marking_sheet(answer: WrittenAnswer) -> dict[str, Any]:
    """The question, the answer and, for the third person only, what the first two gave."""
    body = answer.version.body
    marks = list(answer.marks.all())
    disputed = answer.status == WrittenAnswer.Status.DISPUTED
    return {
        "answer": answer,
        "body": body,
        "language": answer.version.language,
        "worth": written.worth(body),
        "given": attempts.saved_answers(answer.attempt).get(answer.version.item.key, ""),
        "disputed": disputed,
        "earlier": [(mark, marking.judgement(answer, [mark])) for mark in marks]
        if disputed
        else [],
    }


@dataclass(frozen=True)
class AttemptRow:
    attempt: Attempt
    quiz: str
    overridden: bool


def attempt_rows(found: Iterable[Attempt]) -> list[AttemptRow]:
    rows = list(found)
    titles = _titles(rows)
    touched = AttemptEvent.objects.filter(
        attempt__in=[row.pk for row in rows], kind=AttemptEvent.Kind.OVERRIDDEN
    )
    overridden = set(touched.values_list("attempt", flat=True))
    return [AttemptRow(row, titles[row.quiz_key], row.pk in overridden) for row in rows]


@dataclass(frozen=True)
class Happening:
    """One event of an attempt in words. Markers and learners are not named."""

    at: datetime
    what: str
    percent: float | None
    item: str
    reason: str
    by: User | None


def judging_sheet(attempt: Attempt) -> dict[str, Any]:
    page = queries.quiz_page(attempt.quiz_key, attempt.edition.language)
    last = overriding.last_marking(attempt)
    return {
        "attempt": attempt,
        "quiz": page.title if page else str(attempt.quiz_key),
        "pass_mark": attempt.edition.rules["pass_mark"],
        "questions": sheets.reviewed(attempt, page, show_key=True),
        "seen": last.pk,
        "overridden": Marked.from_json(last.data).overridden,
        "offline": [(late, _kept(attempt, late.kept)) for late in arriving.told(attempt)],
        "history": [_happening(event) for event in _told(attempt)],
    }


def _kept(attempt: Attempt, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Answers that arrived too late, in words."""
    asked = [one for one in queries.asked(attempt) if one.item in answers] if answers else []
    return [
        (one.item, kind_for(one.kind, one.body).summary(one.body, answers[one.item], one.seed))
        for one in asked
    ]


def _told(attempt: Attempt) -> Iterable[AttemptEvent]:
    silent = [AttemptEvent.Kind.SAVED]
    return attempt.events.exclude(kind__in=silent).select_related("by", "regrade__item")


def _happening(event: AttemptEvent) -> Happening:
    item = event.regrade.item.key if event.regrade else event.data.get("item", "")
    reason = event.regrade.reason if event.regrade else event.data.get("reason", "")
    decided = event.kind in (AttemptEvent.Kind.OVERRIDDEN, AttemptEvent.Kind.REGRADED)
    if event.data.get("waiting"):
        reason = _("Written answers wait for a person.")
    return Happening(
        at=event.at,
        what=str(event.get_kind_display()),
        percent=event.data.get("percent"),
        item=item,
        reason=reason,
        by=event.by if decided else None,
    )
