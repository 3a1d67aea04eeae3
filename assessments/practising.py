"""Spaced practice: which competencies are due for a learner, and three questions about them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Q

from accounts.models import User
from assessments import gains, recalling
from assessments.models import Attempt, Item, ItemVersion, QuizPage, Recall, RecallAnswer
from assessments.spacing import Due, Sitting, plan

LATEST = 100  # attempts that are looked at
AT_ONCE = 3  # competencies of one practice


class NothingToPractise(Exception):
    """No quiz was taken yet from which questions may be shown with their answers."""


def overview(user: User) -> list[Due]:
    """Her competencies in the order in which they are due."""
    return plan([*_from_quizzes(user), *_from_recalls(user)])


def begin(*, user: User, language: str, now: datetime) -> Recall:
    """Three questions about what is due, else about what is due next. The unanswered ones of today again.

    Raises NothingToPractise.
    """
    running = Recall.objects.filter(
        user=user,
        occasion=Recall.Occasion.PRACTICE,
        answered_at__isnull=True,
        asked_at__gte=now - timedelta(days=1),
    ).last()
    if running:
        return running
    chosen = _about(recalling.pool(_open_quizzes(user), language), overview(user))
    if not chosen:
        raise NothingToPractise
    seed = recalling.new_seed()
    return Recall.objects.create(
        user=user,
        occasion=Recall.Occasion.PRACTICE,
        country=user.country,
        cadre=user.cadre,
        language=language,
        seed=seed,
        paper=recalling.drawn(chosen, seed=seed, seen=recalling.seen_by(user)),
        asked_at=now,
    )


def _about(versions: list[ItemVersion], order: list[Due]) -> list[ItemVersion]:
    """The questions of the first competencies that have any; all where none has a competency."""
    by_code: dict[str, list[ItemVersion]] = defaultdict(list)
    for version in versions:
        by_code[version.item.competency].append(version)
    codes = [one.competency for one in order if one.competency in by_code][:AT_ONCE]
    return [version for code in codes for version in by_code[code]] or versions


def _open_quizzes(user: User) -> list[QuizPage]:
    """Quizzes she took whose answers she may know: practice, passed, or shown with every result."""
    rows = Attempt.objects.filter(user=user, status=Attempt.Status.MARKED)
    passed = dict(rows.order_by("passed").values_list("quiz_key", "passed"))
    won = [key for key, done in passed.items() if done]
    pages = QuizPage.objects.live().filter(translation_key__in=passed)
    return list(pages.filter(Q(counts=False) | Q(show_key="always") | Q(translation_key__in=won)))


def _from_quizzes(user: User) -> Iterator[Sitting]:
    rows = Attempt.objects.filter(user=user, status=Attempt.Status.MARKED).order_by("-pk")
    latest = rows.values_list("pk", "submitted_at")[:LATEST]
    times = {pk: at for pk, at in latest if at is not None}
    marks = dict(gains.marks_of(set(times)))
    keys = {item for one in marks.values() for item in one.questions}
    named = Item.objects.filter(key__in=keys).exclude(competency="")
    competency = dict(named.values_list("key", "competency"))
    for pk, one in marks.items():
        for code, percent in gains.by_competency(one, competency).items():
            yield Sitting(times[pk], code, max(0.0, percent / 100))


def _from_recalls(user: User) -> Iterator[Sitting]:
    rows = RecallAnswer.objects.filter(recall__user=user).exclude(competency="")
    found: dict[tuple[datetime, str], list[float]] = defaultdict(list)
    for at, code, fraction in rows.values_list("at", "competency", "fraction"):
        found[at, code].append(max(0.0, float(Fraction(fraction))))
    for (at, code), shares in found.items():
        yield Sitting(at, code, sum(shares) / len(shares))
