"""More time for one person: granted, ended, and frozen on each attempt when it starts."""

from datetime import datetime
from math import ceil

from django.db import transaction

from accounts.models import User
from assessments.models import Accommodation, AccommodationReason, ReasonLook


class NoMoreTime(ValueError):
    """Neither per cent nor minutes."""


def extra_minutes(user: User, limit: int | None) -> int:
    """What she gets on top of a time limit in minutes; whole minutes, rounded up. One query."""
    if limit is None:
        return 0
    found = Accommodation.objects.filter(user=user, ended_at__isnull=True).first()
    return ceil(limit * found.percent / 100) + found.minutes if found else 0


@transaction.atomic
def grant(
    *, user: User, percent: int, minutes: int, reason: str, by: User, now: datetime
) -> Accommodation:
    """In the place of what held before, which stays on record. Attempts under way keep their time.

    Raises NoMoreTime.
    """
    if percent <= 0 and minutes <= 0:
        raise NoMoreTime
    User.objects.select_for_update().get(pk=user.pk)
    end(user=user, now=now)
    found = Accommodation.objects.create(
        user=user, percent=percent, minutes=minutes, granted_by=by, granted_at=now
    )
    if reason:
        AccommodationReason.objects.create(accommodation=found, text=reason)
    return found


def end(*, user: User, now: datetime) -> bool:
    """Safe to repeat. Attempts under way keep their time."""
    running = Accommodation.objects.filter(user=user, ended_at__isnull=True)
    return bool(running.update(ended_at=now))


@transaction.atomic
def look(*, reason: AccommodationReason, need: str, by: User, now: datetime) -> str:
    """The reason, for somebody who said what she needs it for; on record."""
    ReasonLook.objects.create(reason=reason, need=need, by=by, at=now)
    return reason.text
