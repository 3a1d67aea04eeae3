"""Which share of a group a country means to have covered, and by when."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from accounts.models import User
from readiness.models import Target


@dataclass(frozen=True, slots=True)
class Goal:
    percent: int
    due: date
    own: bool  # set by the country, not the platform's proposal


# A proposal of this platform, not of WHO: three in ten aware by the end of 2030.
DEFAULT = Goal(30, date(2030, 12, 31), own=False)


def valid_on(
    day: date, *, countries: Collection[str], programmes: Collection[uuid.UUID]
) -> dict[tuple[str, uuid.UUID, str], Goal]:
    """The newest target per (country, programme, group) that was set by that day. One query."""
    known_by = datetime.combine(day, time.max, tzinfo=timezone.get_current_timezone())
    found = Target.objects.filter(
        country__in=countries, programme__in=programmes, set_at__lte=known_by
    ).order_by("set_at", "pk")
    return {
        (row.country, row.programme, row.group): Goal(row.percent, row.due, own=True)
        for row in found
    }


def set_target(
    *,
    country: str,
    programme: uuid.UUID,
    group: str,
    percent: int,
    due: date,
    by: User,
    now: datetime,
) -> Target:
    """A new target; earlier ones stay. Raises ValidationError when it is no share from 1 to 100 per cent."""
    target = Target(
        country=country,
        programme=programme,
        group=group,
        percent=percent,
        due=due,
        set_by=by,
        set_at=now,
    )
    target.full_clean()
    target.save()
    return target
