"""Pre-tests and their post-tests: who learnt how much, for one person, and as sums that others add up. Read only.

A pair is the first attempt at a quiz and the first attempt at its pre-test, both marked, the pre-test handed in
before the other was started. Later attempts know the feedback and do not enter.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, OuterRef, QuerySet, Subquery, Sum

from assessments import attempts
from assessments.gain import Gain, mean_gain
from assessments.models import Attempt, AttemptEvent, Item, QuizItem, QuizPage
from assessments.policies import Marked
from courses.models import CoursePage
from courses.queries import COURSE_PATH


@dataclass(frozen=True)
class Pair:
    """A pre-test and the quiz it belongs to; `shared` competencies are asked about in both."""

    course_key: uuid.UUID
    course: str
    pretest: uuid.UUID
    posttest: uuid.UUID | None  # None: no quiz of the course has that key
    wanted: str
    title: str
    shared: tuple[str, ...]


@dataclass(frozen=True)
class GainSums:
    """Over n pairs of one country, profession and course: sums of percentages. Rows add up."""

    country: str
    cadre: str
    course_key: uuid.UUID
    n: int
    pre: float
    post: float


def pairs() -> list[Pair]:
    """Every published pre-test, whatever its language, once. One query where there is none, else four."""
    pretests = list(QuizPage.objects.live().exclude(pretest_of="").order_by("pk"))
    if not pretests:
        return []
    named = QuizPage.objects.live().filter(key__in={page.pretest_of for page in pretests})
    posttests = {(page.path[:COURSE_PATH], page.key): page for page in named.order_by("pk")}
    paths = {page.path[:COURSE_PATH] for page in pretests}
    courses = {page.path: page for page in CoursePage.objects.filter(path__in=paths)}
    asked = _competencies([*pretests, *posttests.values()])
    found: dict[uuid.UUID, Pair] = {}
    for page in pretests:
        course = courses.get(page.path[:COURSE_PATH])
        if course and page.translation_key not in found:
            post = posttests.get((course.path, page.pretest_of))
            found[page.translation_key] = _pair(course, page, post, asked)
    return list(found.values())


def _pair(
    course: CoursePage, pre: QuizPage, post: QuizPage | None, asked: dict[int, set[str]]
) -> Pair:
    return Pair(
        course_key=course.course_key,
        course=course.title,
        pretest=pre.translation_key,
        posttest=post.translation_key if post else None,
        wanted=pre.pretest_of,
        title=pre.title,
        shared=tuple(sorted(asked[pre.pk] & asked[post.pk])) if post else (),
    )


def _competencies(pages: Iterable[QuizPage]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = QuizItem.objects.filter(page__in=[page.pk for page in pages])
    for page, competency in rows.values_list("page", "item__competency"):
        if competency:
            found[page].add(competency)
    return found


def _paired(pair: Pair) -> QuerySet[Any]:
    """The post-test attempts that make a pair, with `before`: the percentage of the pre-test."""
    if pair.posttest is None:
        return Attempt.objects.none()
    first = Attempt.objects.filter(number=1, status=Attempt.Status.MARKED)
    pre = first.filter(
        user=OuterRef("user"), quiz_key=pair.pretest, submitted_at__lte=OuterRef("started_at")
    )
    number = DecimalField(max_digits=5, decimal_places=2)
    return (
        first.filter(quiz_key=pair.posttest)
        .annotate(
            before=Subquery(pre.values("percent")[:1], output_field=number),
            before_pk=Subquery(pre.values("pk")[:1]),
        )
        .filter(before__isnull=False)
    )


def gain_sums(*, since: datetime | None = None, until: datetime | None = None) -> list[GainSums]:
    """By country and profession of the account today, and course. One query for each pair of quizzes.

    `since` and `until` (half open) are about when the post-test was handed in. Nothing is hidden here.
    """
    found: dict[tuple[str, str, uuid.UUID], list[float]] = {}
    for pair in pairs():
        rows = _paired(pair)
        rows = rows.filter(submitted_at__gte=since) if since else rows
        rows = rows.filter(submitted_at__lt=until) if until else rows
        grouped = rows.values_list("user__country", "user__cadre").annotate(
            Count("pk"), Sum("before"), Sum("percent")
        )
        for country, cadre, *sums in grouped.order_by():
            total = found.setdefault((country, cadre, pair.course_key), [0, 0, 0])
            total[:] = [one + float(more) for one, more in zip(total, sums, strict=True)]
    return [GainSums(*key, int(n), pre, post) for key, (n, pre, post) in sorted(found.items())]


def course_gain(pair: Pair) -> Gain | None:
    sums = _paired(pair).aggregate(n=Count("pk"), pre=Sum("before"), post=Sum("percent"))
    return mean_gain(sums["n"], float(sums["pre"] or 0), float(sums["post"] or 0))


def competency_gains(pair: Pair) -> dict[str, Gain]:
    """By competency, over the people whose two papers both asked about it."""
    found: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    both = list(_paired(pair).values_list("before_pk", "pk"))
    marks = dict(marks_of({pk for pks in both for pk in pks}))
    competency = dict(Item.objects.exclude(competency="").values_list("key", "competency"))
    for pre, post in both:
        before, after = (by_competency(marks[pk], competency) for pk in (pre, post))
        for code in before.keys() & after.keys():
            total = found[code]
            total[:] = [total[0] + 1, total[1] + before[code], total[2] + after[code]]
    gains = {code: mean_gain(int(n), pre, post) for code, (n, pre, post) in sorted(found.items())}
    return {code: gain for code, gain in gains.items() if gain}


def marks_of(pks: set[int]) -> Iterator[tuple[int, Marked]]:
    """The marks that count now: the last marking event of each attempt."""
    events = AttemptEvent.objects.filter(attempt__in=pks, kind__in=attempts.MARKING).order_by("pk")
    for attempt, data in events.values_list("attempt", "data").iterator():
        yield attempt, Marked.from_json(data)


def by_competency(marked: Marked, competency: dict[str, str]) -> dict[str, float]:
    """Mean mark in per cent by competency; questions that are not counted are left out."""
    found: dict[str, list[float]] = defaultdict(list)
    for item, fraction in marked.questions.items():
        if fraction is not None and item in competency:
            found[competency[item]].append(100 * float(fraction))
    return {code: sum(marks) / len(marks) for code, marks in found.items()}


def own_gain(attempt: Attempt) -> Decimal | None:
    """What she had in the pre-test, when this is her first attempt after it; else None."""
    for pair in pairs():
        if pair.posttest == attempt.quiz_key:
            found = _paired(pair).filter(pk=attempt.pk).values_list("before", flat=True).first()
            if found is not None:
                return found
    return None
