"""What is read for quizzes, papers and results, in a constant number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from accounts.models import User
from assessments import bank, paper, texts
from assessments.accommodating import extra_minutes
from assessments.blueprint import Entry, wanted
from assessments.grading import Asked
from assessments.models import Attempt, AttemptEvent, Item, ItemVersion, QuizPage
from assessments.questions.case import NAME as CASE
from assessments.rules import Rules
from courses.models import CourseSource
from courses.progress import course_of


def quiz_page(quiz_key: UUID, language: str) -> QuizPage | None:
    """The live quiz in this language, else in any."""
    pages = QuizPage.objects.live().filter(translation_key=quiz_key).select_related("locale")
    return min(
        pages, key=lambda page: (page.locale.language_code != language, page.pk), default=None
    )


def pool(page: QuizPage) -> list[Entry]:
    """The live version, in the page's language, of each question that is not retired; in its order.

    A question whose case cannot be shown in this language is not asked.
    """
    items = [item for item in bank.listed_items(page) if item.retired_at is None]
    rows = ItemVersion.objects.filter(item__in=items, language=page.locale.language_code, live=True)
    return entries(items, dict(rows.values_list("item_id", "pk")))


def pool_to_be(items: Iterable[Item], language: str) -> list[Entry]:
    """What will be the pool of these questions once the quiz is published: drafts that wait for no reviewer
    go live with it."""
    kept = [item for item in items if item.retired_at is None]
    there = Q(live=True) | Q(published_at=None, review_asked_at=None)
    rows = ItemVersion.objects.filter(there, item__in=kept, language=language)
    return entries(kept, dict(rows.order_by("number").values_list("item_id", "pk")))


def entries(items: Iterable[Item], versions: Mapping[int, int]) -> list[Entry]:
    there = [item for item in items if item.pk in versions]
    cases = {item.key: versions[item.pk] for item in there if item.kind == CASE}
    return [
        Entry(
            item.key,
            versions[item.pk],
            item.competency,
            item.difficulty,
            item.testlet,
            cases.get(item.testlet),
        )
        for item in there
        if item.kind != CASE and (not item.testlet or item.testlet in cases)
    ]


def ended_at(user: User, quiz_key: UUID) -> list[datetime]:
    """When her earlier attempts were handed in, oldest first."""
    ended = Attempt.objects.filter(user=user, quiz_key=quiz_key, submitted_at__isnull=False)
    return sorted(filter(None, ended.values_list("submitted_at", flat=True)))


def handed_in(pk: int) -> AttemptEvent | None:
    """What was handed in last with an attempt that waits to be marked, with attempt and edition. One query."""
    waiting = AttemptEvent.objects.filter(
        attempt=pk, kind=AttemptEvent.Kind.SUBMITTED, attempt__status=Attempt.Status.SUBMITTED
    )
    return waiting.select_related("attempt__edition").defer("attempt__edition__pool").last()


def versions_on(attempt: Attempt) -> dict[int, ItemVersion]:
    """The question texts of a paper."""
    return texts.of(paper.versions(attempt.paper))


def asked(attempt: Attempt) -> list[Asked]:
    """The questions of a paper, in its order."""
    return asked_from(attempt, versions_on(attempt))


def asked_from(attempt: Attempt, versions: Mapping[int, ItemVersion]) -> list[Asked]:
    return [asked_as(row, versions[row["version"]]) for row in attempt.paper["questions"]]


def asked_as(row: dict[str, Any], version: ItemVersion) -> Asked:
    return Asked(row["item"], version.kind, version.body, row["seed"])


def sources(page: QuizPage, items: Iterable[int]) -> dict[int, CourseSource]:
    """The work of the course that each question cites, by question. Three queries."""
    works = {source.key: source for source in course_of(page).sources.all()}
    cited = Item.objects.filter(pk__in=list(items), source__in=list(works))
    return {pk: works[key] for pk, key in cited.values_list("pk", "source")}


@dataclass(frozen=True)
class AttemptResult:
    """The best marked attempt of one quiz, else the latest one."""

    status: str
    percent: Decimal | None
    passed: bool | None
    submitted_at: datetime | None


def latest_results(user: User, quiz_keys: Iterable[UUID]) -> dict[UUID, AttemptResult]:
    """By quiz; quizzes she never started are absent. One query."""
    rows = Attempt.objects.filter(user=user, quiz_key__in=list(quiz_keys))
    columns = ("quiz_key", "status", "percent", "passed", "submitted_at")
    ordered = rows.order_by(
        F("passed").asc(nulls_first=True), F("percent").asc(nulls_first=True), "number"
    ).values_list(*columns)
    return {key: AttemptResult(*rest) for key, *rest in ordered}


@dataclass(frozen=True)
class QuizState:
    """What the start page of a quiz says to one person."""

    rules: Rules
    questions: int
    running: Attempt | None
    history: list[Attempt]
    left: int | None
    until: datetime | None
    show_score: bool
    extra: int  # minutes more for her


def quiz_state(user: User, page: QuizPage, rules: Rules, now: datetime) -> QuizState:
    attempts = list(Attempt.objects.filter(user=user, quiz_key=page.translation_key))
    ended = sorted(one.submitted_at for one in attempts if one.submitted_at)
    until = rules.next_start(ended)
    there = pool(page)
    return QuizState(
        rules=rules,
        questions=sum(cell.count for cell in wanted(rules.blueprint, rules.draw, len(there)))
        if there
        else 0,
        running=next((one for one in attempts if one.status == Attempt.Status.OPEN), None),
        history=sorted((one for one in attempts if one.submitted_at), key=lambda one: one.number),
        left=rules.attempts_left(len(ended)),
        until=until if until and until > now else None,
        show_score=rules.shown(
            rules.show_score,
            passed=any(one.passed for one in attempts),
            ended=len(ended),
            today=now.date(),
        ),
        extra=extra_minutes(user, rules.time_limit_minutes),
    )
