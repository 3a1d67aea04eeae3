"""What stays: three short questions 7, 30, 90 and 180 days after a course was passed, and what they add up to."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import User
from assessments import recalling
from assessments.models import QuizPage, Recall, RecallAnswer
from courses.models import CourseCompletion, CoursePage

DAYS = (7, 30, 90, 180)
LAST = 240  # days after passing until which the last questions are still asked
ANSWERABLE = timedelta(days=60)


@dataclass(frozen=True)
class RetentionSums:
    """Of one country, profession, course and interval. Rows add up."""

    country: str
    cadre: str
    course_key: uuid.UUID
    days: int
    asked: int  # people who were asked
    people: int  # of them, who answered
    answers: int  # questions answered
    right: int  # of them, fully right


@dataclass(frozen=True)
class CompetencySums:
    competency: str
    days: int
    people: int
    answers: int
    right: int


def due(*, now: datetime, limit: int) -> list[tuple[CourseCompletion, int]]:
    """Whom to ask now. Each interval has a window until the next one begins: what a long stop of the
    platform has missed is left out, nobody gets four letters at once."""
    found: list[tuple[CourseCompletion, int]] = []
    for days, end in pairwise((*DAYS, LAST)):
        asked = Recall.objects.filter(completion=OuterRef("pk"), days=days)
        newer = CourseCompletion.objects.filter(
            enrolment=OuterRef("enrolment"), completed_at__gt=OuterRef("completed_at")
        )
        rows = CourseCompletion.objects.filter(
            ~Exists(asked),
            ~Exists(newer),
            graded=True,
            completed_at__lte=now - timedelta(days=days),
            completed_at__gt=now - timedelta(days=end),
            enrolment__user__is_active=True,
            enrolment__user__recall_questions=True,
        ).select_related("enrolment__user")
        found += [(row, days) for row in rows.order_by("completed_at")[: limit - len(found)]]
    return found


def ask(*, completion: CourseCompletion, days: int, now: datetime) -> Recall | None:
    """The questions of one interval, with a letter that waits to be sent. Safe to repeat.

    None when they were asked before, or the course has no short questions.
    """
    user, course_key = completion.enrolment.user, completion.enrolment.course_key
    versions = recalling.pool(course_quizzes(course_key), user.language)
    if not versions:
        return None
    seed = recalling.new_seed()
    try:
        with transaction.atomic():
            return Recall.objects.create(
                user=user,
                occasion=Recall.Occasion.RETENTION,
                completion=completion,
                course_key=course_key,
                days=days,
                country=user.country,
                cadre=user.cadre,
                language=user.language,
                seed=seed,
                paper=recalling.drawn(versions, seed=seed, seen=recalling.seen_by(user)),
                asked_at=now,
                letter=Recall.Letter.WAITING,
            )
    except IntegrityError:
        return None


def course_quizzes(course_key: uuid.UUID) -> list[QuizPage]:
    """The live quizzes of a course, in all its languages."""
    paths = CoursePage.objects.filter(translation_key=course_key).values_list("path", flat=True)
    wanted = Q()
    for path in paths:
        wanted |= Q(path__startswith=path)
    return list(QuizPage.objects.live().filter(wanted)) if wanted else []


def stop(*, user: User) -> None:
    """No more questions after a course; letters that were not sent yet stay unsent. Safe to repeat."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(recall_questions=False)
        Recall.objects.filter(user=user, letter=Recall.Letter.WAITING).update(
            letter=Recall.Letter.NONE
        )


def retention_sums(
    *, since: datetime | None = None, until: datetime | None = None
) -> list[RetentionSums]:
    """By country and profession when asked, course and interval. Two queries; nothing is hidden here.

    `since` and `until` (half open) are about when people were asked.
    """
    groups = ("country", "cadre", "course_key", "days")
    asked = Recall.objects.filter(_asked(since, until))
    people = asked.values_list(*groups).annotate(Count("pk"), Count("answered_at")).order_by()
    answers = RecallAnswer.objects.filter(_asked(since, until, "recall__"))
    named = answers.values_list(*(f"recall__{name}" for name in groups)).order_by()
    marks: dict[tuple, tuple[int, int]] = {
        tuple(key): (count, right)
        for *key, count, right in named.annotate(n=Count("pk"), m=Count("pk", filter=Q(right=True)))
    }
    found = []
    for country, cadre, course_key, days, count, answered in people:
        answers_given, right = marks.get((country, cadre, course_key, days), (0, 0))
        key = (country, cadre, course_key, days)
        found.append(RetentionSums(*key, count, answered, answers_given, right))
    return sorted(found, key=lambda row: (row.country, row.cadre, str(row.course_key), row.days))


def _asked(since: datetime | None, until: datetime | None, prefix: str = "") -> Q:
    wanted = Q(**{f"{prefix}occasion": Recall.Occasion.RETENTION})
    if since:
        wanted &= Q(**{f"{prefix}asked_at__gte": since})
    if until:
        wanted &= Q(**{f"{prefix}asked_at__lt": until})
    return wanted


def competency_sums() -> Iterator[CompetencySums]:
    """What stays of each competency after each interval, all courses together. One query."""
    rows = RecallAnswer.objects.filter(_asked(None, None, "recall__")).exclude(competency="")
    grouped = rows.values_list("competency", "recall__days").annotate(
        people=Count("recall__user", distinct=True),
        given=Count("pk"),
        good=Count("pk", filter=Q(right=True)),
    )
    return (CompetencySums(*row) for row in grouped.order_by("competency", "recall__days"))
