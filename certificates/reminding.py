"""Reminds holders that a certificate ends soon: once for each of the announced distances."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from certificates.models import Certificate, Notice
from certificates.status import valid_on

SETTLED_AFTER = timedelta(days=7)  # nobody is reminded in the week after the course


def remind(*, now: datetime, most: int = 500) -> list[int]:
    """Stores the next reminders; the notices to send. Safe to repeat, also by two at the same time."""
    distances = sorted(settings.RENEWAL_REMINDER_DAYS)
    stored: list[int] = []
    for nearer, days in pairwise([-1, *distances]):
        rows = list(_unreminded(now, nearer, days)[: most - len(stored)])
        facts = {"kind": Notice.Kind.EXPIRING, "about": str(days)}
        with transaction.atomic():
            Notice.objects.bulk_create(
                [Notice(certificate=row, created_at=now, changed_at=now, **facts) for row in rows],
                ignore_conflicts=True,
            )
            waiting = Notice.objects.filter(
                certificate__in=rows, status=Notice.Status.WAITING, **facts
            )
            stored += waiting.values_list("pk", flat=True)
    return stored


def _unreminded(now: datetime, nearer: int, days: int) -> QuerySet[Certificate]:
    """Valid, with more than `nearer` and at most `days` days left; a certificate issued again is not told again."""
    today = now.date()
    told = Notice.objects.filter(
        kind=Notice.Kind.EXPIRING,
        about=str(days),
        certificate__chain=OuterRef("chain"),
        certificate__valid_until=OuterRef("valid_until"),
    )
    rows = valid_on(today).filter(
        kind=Certificate.Kind.COURSE,
        user__isnull=False,
        ended_on=None,
        valid_until__gt=today + timedelta(days=nearer),
        valid_until__lte=today + timedelta(days=days),
        completed_at__lt=now - SETTLED_AFTER,
    )
    return rows.exclude(Exists(told)).order_by("pk")
