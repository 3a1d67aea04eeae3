"""People mark written answers: by a rubric, one or two of them independently, a third where two differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from accounts.models import User
from assessments import attempts, regrading
from assessments.agreement import Outcome, outcome
from assessments.models import AnswerMark, Attempt, WrittenAnswer
from assessments.questions import written


class AlreadyMarked(Exception):
    """As many people as needed have marked this answer, or this person has."""


class OffTheRubric(ValueError):
    """A criterion without a level, or a level that the rubric does not have."""


@dataclass(frozen=True)
class CriterionResult:
    """What the people whose marks count gave for one criterion: the level's words, and their points."""

    text: str
    points: str
    most: int
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """A marked written answer, as its author sees it: by which criteria, and what was said about it."""

    criteria: tuple[CriterionResult, ...]
    comments: tuple[str, ...]


def give(
    *,
    answer: WrittenAnswer,
    marker: User,
    levels: Mapping[str, int],
    comment: str,
    now: datetime,
) -> WrittenAnswer:
    """One person's mark. With the last one that was needed the attempt gets its result.

    The attempt is held meanwhile, so that two last marks do not miss each other.
    Raises AlreadyMarked or OffTheRubric; then nothing is written.
    """
    rubric = answer.version.body["rubric"]
    allowed = {row["id"]: {level["points"] for level in row["levels"]} for row in rubric}
    if set(levels) != set(allowed) or any(levels[one] not in allowed[one] for one in allowed):
        raise OffTheRubric
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=answer.attempt_id)
        answer = WrittenAnswer.objects.select_related("version").get(pk=answer.pk)
        before = list(answer.marks.all())
        if answer.done_at or marker.pk in {mark.marker_id for mark in before}:
            raise AlreadyMarked
        mark = AnswerMark.objects.create(
            answer=answer,
            place=len(before) + 1,
            marker=marker,
            levels=dict(levels),
            points=sum(levels.values()),
            comment=comment,
            at=now,
        )
        _conclude(answer, [*before, mark], now)
        if answer.done_at:
            _finish(attempt, now)
    return answer


def result_of(answer: WrittenAnswer, marks: Iterable[AnswerMark]) -> Outcome:
    body = answer.version.body
    points = [mark.points for mark in marks]
    return outcome(points, worth=written.worth(body), markers=body["markers"], bound=body["bound"])


def _conclude(answer: WrittenAnswer, marks: list[AnswerMark], now: datetime) -> None:
    found = result_of(answer, marks)
    if found.fraction is not None:
        answer.status, answer.fraction = WrittenAnswer.Status.DONE, str(found.fraction)
        answer.done_at = now
    elif found.disputed:
        answer.status = WrittenAnswer.Status.DISPUTED
    answer.save(update_fields=["status", "fraction", "done_at"])


def _finish(attempt: Attempt, now: datetime) -> None:
    """Once nothing waits any more: the result, and the regrades that were decided meanwhile."""
    answers = list(attempt.written.select_related("item"))
    if any(answer.done_at is None for answer in answers):
        return
    attempt = Attempt.objects.select_related("edition", "user").get(pk=attempt.pk)
    fractions = {answer.item.key: Fraction(answer.fraction) for answer in answers}
    if attempts.judge(attempt=attempt, fractions=fractions, now=now):
        regrading.catch_up(attempt=attempt, now=now)


def judgements(attempt: Attempt) -> dict[str, Judgement]:
    """By item, for the answers that are marked. Three queries."""
    answers = attempt.written.filter(done_at__isnull=False).select_related("item", "version")
    return {
        answer.item.key: judgement(answer, list(answer.marks.all()))
        for answer in answers.prefetch_related("marks")
    }


def judgement(answer: WrittenAnswer, marks: list[AnswerMark]) -> Judgement:
    """Only marks that count are told: the third alone where there is one."""
    counting = marks[2:] or marks
    given: dict[str, list[int]] = defaultdict(list)
    for mark in counting:
        for criterion, points in mark.levels.items():
            given[criterion].append(points)
    criteria = tuple(_criterion(row, given[row["id"]]) for row in answer.version.body["rubric"])
    return Judgement(criteria, tuple(mark.comment for mark in counting if mark.comment))


def _criterion(row: Mapping, points: list[int]) -> CriterionResult:
    words = {level["points"]: level["text"] for level in row["levels"]}
    mean = Fraction(sum(points), len(points))
    told = str(mean.numerator) if mean.denominator == 1 else f"{float(mean):.1f}"
    levels = tuple(words[one] for one in sorted(set(points)))
    return CriterionResult(row["text"], told, written.most(row), levels)
