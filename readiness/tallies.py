"""Counts behind the indicators that the daily cells do not hold: people enrolled, ever covered, competent, learners by fact.

Counted for all countries at once in the background, so that a page costs the same for a thousand or ten million people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, When

from accounts.models import User
from certificates import status
from certificates.models import Certificate
from courses.models import CoursePage, Enrolment
from readiness import competence, learning, programmes
from readiness.groups import group_of
from readiness.models import Spell, Tally
from readiness.programmes import Programme

FACTS = ("sex", "birth_band", "residence", "facility_level", "language")
# The cohort of the completion rate: everybody in it has had at least half a year.
COHORT_FROM, COHORT_UNTIL = timedelta(days=548), timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    programme: UUID | None
    country: str
    group: str
    fact: str = ""
    value: str = ""


Counts = dict[Place, tuple[int, int]]


def compute(day: date) -> Counts:
    """(people, of) by place, as of the end of that day."""
    found: Counts = {}
    sources = learning.sources(day)
    for programme in programmes.published("en"):
        found.update({Place(*key): pair for key, pair in learning.sums(programme, sources).items()})
        for part in (_trained, _reached, _completed, _learners):
            found.update(part(programme, day))
    found.update(_competent(day))
    return found


@transaction.atomic
def refresh(*, now: datetime) -> int:
    """Replace what was counted before; returns how many counts are kept. Safe to repeat."""
    rows = [
        Tally(
            code=place.code,
            programme=place.programme,
            country=place.country,
            group=place.group,
            fact=place.fact,
            value=place.value,
            people=people,
            of=of,
            counted_at=now,
        )
        for place, (people, of) in compute(now.date()).items()
    ]
    Tally.objects.all().delete()
    Tally.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _trained(programme: Programme, day: date) -> Counts:
    """People ever covered by the programme, where they were covered last, without those who left since."""
    spells = Spell.objects.filter(programme=programme.uuid, start__lte=day)
    later = spells.filter(holder=OuterRef("holder"), start__gt=OuterRef("start"))
    last = spells.filter(~Exists(later)).exclude(ended="left", end__lte=day).order_by()
    return _summed(
        "trained", programme, last.values_list("country", "cadre").annotate(Count("holder"))
    )


def _enrolled(programme: Programme, day: date) -> QuerySet[User]:
    mine = Enrolment.objects.filter(
        user=OuterRef("pk"), course_key__in=programme.courses, enrolled_at__date__lte=day
    )
    return User.objects.filter(Exists(mine), is_active=True).order_by()


def _holders(programme: Programme, day: date, *, covered_now: bool) -> QuerySet[Certificate]:
    """Certificates of the account in question whose holder is, or ever was, covered."""
    spells = Spell.objects.filter(programme=programme.uuid, start__lte=day)
    if covered_now:
        spells = spells.filter(end__gt=day)
    return Certificate.objects.filter(user=OuterRef("pk"), holder__in=spells.values("holder"))


def _reached(programme: Programme, day: date) -> Counts:
    """People enrolled in one of the courses, and those covered without an enrolment that is still kept."""
    known = Exists(_holders(programme, day, covered_now=False))
    only_enrolled = _enrolled(programme, day).filter(~known)
    rows = only_enrolled.values_list("country", "cadre").annotate(Count("pk"))
    people: Counter[Place] = Counter()
    for source in (_summed("reach", programme, rows), _trained(programme, day)):
        for place, (count, _of) in source.items():
            people[Place("reach", place.programme, place.country, place.group)] += count
    return {place: (count, 0) for place, count in people.items()}


def _completed(programme: Programme, day: date) -> Counts:
    """Enrolments of the cohort and how many of them led to a completed course by that day."""
    cohort = Enrolment.objects.filter(
        course_key__in=programme.courses,
        enrolled_at__date__gt=day - COHORT_FROM,
        enrolled_at__date__lte=day - COHORT_UNTIL,
        user__is_active=True,
    )
    done = Count("pk", distinct=True, filter=Q(course_completions__completed_at__date__lte=day))
    rows = (
        cohort.order_by()
        .values_list("user__country", "user__cadre")
        .annotate(done=done, of=Count("pk", distinct=True))
    )
    return _paired("completion", programme, rows)


def _learners(programme: Programme, day: date) -> Counts:
    """People enrolled, by each fact they chose to give, and how many of them are covered today."""
    covered = Exists(_holders(programme, day, covered_now=True))
    people = _enrolled(programme, day).annotate(covered=covered)
    found: Counts = {}
    for fact in FACTS:
        rows = (
            people.values_list("country", "cadre", fact)
            .annotate(done=Count("pk", filter=Q(covered=True)), of=Count("pk"))
            .order_by()
        )
        totals: dict[Place, list[int]] = {}
        for country, cadre, value, done, of in rows:
            place = Place("learners", programme.uuid, country, group_of(cadre), fact, value)
            total = totals.setdefault(place, [0, 0])
            total[0] += done
            total[1] += of
        found.update({place: (done, of) for place, (done, of) in totals.items()})
    return found


def _competent(day: date) -> Counts:
    """People whose valid certificates reach the level proposed for their profession in every domain."""
    people: Counter[Place] = Counter()
    for cadre, wanted in competence.sufficient(offers()).items():
        for country in _holding(cadre, wanted, day):
            people[Place("level2", None, country, group_of(cadre))] += 1
    return {place: (count, 0) for place, count in people.items()}


def offers() -> list[competence.Offer]:
    """Every open course, once whatever its translations."""
    pages = CoursePage.objects.live().filter(locale__language_code="en")
    return [
        competence.Offer(str(key), level, tuple(codes))
        for key, level, codes in pages.values_list("translation_key", "level", "competencies")
    ]


def _holding(cadre: str, wanted: Mapping[str, frozenset[str]], day: date) -> Iterator[str]:
    """The country of everybody who holds one of the sufficient courses in each domain."""
    held = Certificate.objects.filter(cadre=cadre, kind=Certificate.Kind.COURSE, user__isnull=False)
    marks: dict[str, Any] = {
        f"has_{domain}": Max(
            Case(When(subject_key__in=keys, then=1), default=0, output_field=IntegerField())
        )
        for domain, keys in wanted.items()
    }
    rows = status.valid_on(day, among=held).order_by().values("holder").annotate(**marks)
    complete = rows.filter(**dict.fromkeys(marks, 1)).annotate(place=Max("country"))
    yield from complete.values_list("place", flat=True).iterator()


def _summed(code: str, programme: Programme, rows: Any) -> Counts:
    people: Counter[Place] = Counter()
    for country, cadre, count in rows:
        people[Place(code, programme.uuid, country, group_of(cadre))] += count
    return {place: (count, 0) for place, count in people.items()}


def _paired(code: str, programme: Programme, rows: Any) -> Counts:
    found: Counts = {}
    for country, cadre, done, of in rows:
        place = Place(code, programme.uuid, country, group_of(cadre))
        before = found.get(place, (0, 0))
        found[place] = before[0] + done, before[1] + of
    return found
