"""People covered on a day, read as a prefix sum of cells."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db.models import F, Q, Sum

from readiness.coverage import SIGN
from readiness.groups import group_of
from readiness.models import DayCell, MonthCell

Stock = Counter[tuple[uuid.UUID, str, str]]

NET = sum(
    (F(kind) if sign > 0 else -F(kind) for kind, sign in SIGN.items() if sign),
    start=F("entered") - F("entered"),
)


def stock(day: date, *, programmes: Collection[uuid.UUID], countries: Collection[str]) -> Stock:
    """People covered on `day` by (programme, country, group). Two queries, whatever the numbers."""
    people: Stock = Counter()
    month = day.replace(day=1)
    before = Q(day__lt=month)
    within = Q(day__gte=month, day__lte=day)
    for model, when in ((MonthCell, before), (DayCell, within)):
        cells = (
            model.objects.filter(when, programme__in=programmes, country__in=countries)
            .order_by()
            .values_list("programme", "country", "cadre")
            .annotate(net=Sum(NET))
        )
        for programme, country, cadre, net in cells:
            people[programme, country, group_of(cadre)] += net
    return people
