"""How many stand covered on the programme's present day: kept beside the flows, so that today is read without summing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, Sum

from readiness.counting import Moves
from readiness.coverage import SIGN
from readiness.models import CountedProgramme, DayCell, Standing

Place = tuple[uuid.UUID, str, str]

NET = sum(
    (F(kind) if sign > 0 else -F(kind) for kind, sign in SIGN.items() if sign),
    start=F("entered") - F("entered"),
)


def add(moves: Moves, days: Mapping[uuid.UUID, date]) -> None:
    """What movements until the standing day change about it; later ones are met when the day comes."""
    changes: Counter[Place] = Counter()
    for (programme, flow), count in moves.items():
        if programme in days and flow.day <= days[programme]:
            changes[programme, flow.country, flow.cadre] += SIGN[flow.kind] * count
    _change(changes)


def roll(days: dict[uuid.UUID, date], *, today: date) -> None:
    """Bring locked programmes to today by the movements of the days between. `days` is brought along."""
    for programme, day in days.items():
        if day == today:
            continue
        _change(between(programme, day, today))
        CountedProgramme.objects.filter(programme=programme).update(standing_on=today)
        days[programme] = today


def between(programme: uuid.UUID, day: date, until: date) -> Counter[Place]:
    """Net movements after `day` up to `until`, negative when `until` is before."""
    first, last, sign = (day, until, 1) if day <= until else (until, day, -1)
    cells = (
        DayCell.objects.filter(programme=programme, day__gt=first, day__lte=last)
        .order_by()
        .values_list("country", "cadre")
        .annotate(net=Sum(NET))
    )
    return Counter({(programme, country, cadre): sign * net for country, cadre, net in cells})


def _change(changes: Mapping[Place, int]) -> None:
    """In a fixed order; places where nobody is left are dropped."""
    for place in sorted(place for place, count in changes.items() if count):
        where: dict[str, Any] = dict(zip(("programme", "country", "cadre"), place, strict=True))
        Standing.objects.get_or_create(**where)
        Standing.objects.filter(**where).update(people=F("people") + changes[place])
    Standing.objects.filter(people=0).delete()
