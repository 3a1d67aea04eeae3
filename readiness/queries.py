"""People covered on a day: what stands on a day near it plus the movements between, or the sum of all movements."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q, Sum

from readiness.groups import group_of
from readiness.models import CountedProgramme, DayCell, MonthCell, Standing
from readiness.standing import NET

Stock = Counter[tuple[uuid.UUID, str, str]]
NEAR = 40  # days


def stock(day: date, *, programmes: Collection[uuid.UUID], countries: Collection[str]) -> Stock:
    """People covered on `day` by (programme, country, group). At most five queries, whatever the numbers."""
    people: Stock = Counter()
    for (programme, country, cadre), count in by_cadre(
        day, programmes=programmes, countries=countries
    ).items():
        people[programme, country, group_of(cadre)] += count
    return people


def by_cadre(day: date, *, programmes: Collection[uuid.UUID], countries: Collection[str]) -> Stock:
    """The same by (programme, country, cadre)."""
    known = CountedProgramme.objects.filter(programme__in=programmes)
    days = {
        programme: standing
        for programme, standing in known.values_list("programme", "standing_on")
        if standing and abs((standing - day).days) <= NEAR
    }
    people: Stock = Counter()
    for standing in set(days.values()):
        near = [programme for programme in days if days[programme] == standing]
        people.update(_near(day, standing, near, countries))
    far = [programme for programme in programmes if programme not in days]
    if far:
        people.update(_summed(day, far, countries))
    return people


def _near(
    day: date, standing: date, programmes: Collection[uuid.UUID], countries: Collection[str]
) -> Stock:
    here = {"programme__in": programmes, "country__in": countries}
    rows = Standing.objects.filter(**here).values_list("programme", "country", "cadre", "people")
    people: Stock = Counter({row[:3]: row[3] for row in rows})
    if day != standing:
        sign = 1 if day > standing else -1
        span = Q(day__gt=min(day, standing), day__lte=max(day, standing))
        for place, net in _net(DayCell, Q(span, **here)):
            people[place] += sign * net
    return people


def _summed(day: date, programmes: Collection[uuid.UUID], countries: Collection[str]) -> Stock:
    """Months before, then days of the month."""
    people: Stock = Counter()
    here = Q(programme__in=programmes, country__in=countries)
    month = day.replace(day=1)
    for model, when in (
        (MonthCell, Q(day__lt=month)),
        (DayCell, Q(day__gte=month, day__lte=day)),
    ):
        for place, net in _net(model, here & when):
            people[place] += net
    return people


def _net(
    model: type[MonthCell] | type[DayCell], where: Q
) -> Iterator[tuple[tuple[uuid.UUID, str, str], int]]:
    cells = model.objects.filter(where).order_by().values_list("programme", "country", "cadre")
    for programme, country, cadre, net in cells.annotate(net=Sum(NET)):
        yield (programme, country, cadre), net
