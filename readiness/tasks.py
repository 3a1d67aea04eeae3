from celery import shared_task
from django.utils import timezone

from readiness import spells

SCHEDULE = {
    "readiness-catch-up": {"task": "readiness.tasks.catch_up", "schedule": 5.0},
}


@shared_task(acks_late=True, expires=60)
def catch_up() -> None:
    """Count certificates that are new, revoked or without an account. Safe to repeat."""
    spells.catch_up(now=timezone.now())
