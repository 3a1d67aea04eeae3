import time

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from readiness import composing, snapshots, spells, tallies

SCHEDULE = {
    "readiness-catch-up": {"task": "readiness.tasks.catch_up", "schedule": 5.0},
    "readiness-recount": {"task": "readiness.tasks.recount", "schedule": 30.0},
    "readiness-tallies": {"task": "readiness.tasks.count_indicators", "schedule": 300.0},
    "readiness-freeze": {"task": "readiness.tasks.freeze_due_round", "schedule": 6 * 3600.0},
}
RESTING = "readiness.tallies.resting"


@shared_task(acks_late=True, expires=60)
def catch_up() -> None:
    """Count certificates that are new or revoked, and people who moved or left. Safe to repeat."""
    spells.catch_up(now=timezone.now())
    composing.compose(now=timezone.now())


@shared_task(acks_late=True, expires=30)
def recount() -> None:
    """Count large programmes anew whose courses changed. Safe to repeat; the look above does not wait for it."""
    spells.recount(now=timezone.now())


@shared_task(acks_late=True)
def freeze_due_round() -> None:
    """Freeze the round of the last 31 December, once. Safe to repeat."""
    now = timezone.now()
    day = snapshots.due(now.date())
    if day:
        snapshots.freeze(day, now=now)


@shared_task(acks_late=True, expires=300)
def count_indicators() -> None:
    """Count what stands behind the indicators. Safe to repeat; a count that took long rests twenty times as long."""
    if cache.get(RESTING):
        return
    began = time.monotonic()
    tallies.refresh(now=timezone.now())
    cache.set(RESTING, True, timeout=int(20 * (time.monotonic() - began)))
