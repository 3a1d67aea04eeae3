from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from assessments import attempts, counting
from assessments.models import Attempt

SCHEDULE: dict[str, dict[str, Any]] = {
    "assessments.mark_waiting": {"task": "assessments.tasks.mark_waiting", "schedule": 30},
    "assessments.count_marked": {"task": "assessments.tasks.count_marked", "schedule": 60},
    "assessments.close_overdue": {"task": "assessments.tasks.close_overdue", "schedule": 60},
}
PATIENCE = timedelta(seconds=20)  # a message normally arrives within one
BATCH = 500


@shared_task(
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=2,
    max_retries=5,
)
def mark_attempt(pk: int) -> None:
    """Grade one handed-in attempt. Safe to repeat."""
    if Attempt.objects.filter(pk=pk).exists():  # the account may be gone meanwhile
        attempts.mark(pk=pk, now=timezone.now())


@shared_task(acks_late=True)
def mark_waiting() -> None:
    """Send again what was handed in but never marked: the broker or a worker was away."""
    waiting = Attempt.objects.filter(
        status=Attempt.Status.SUBMITTED, submitted_at__lt=timezone.now() - PATIENCE
    )
    for pk in waiting.order_by("submitted_at").values_list("pk", flat=True)[:BATCH]:
        mark_attempt.delay(pk)


@shared_task(acks_late=True)
def close_overdue() -> None:
    """Hand in what was saved when the time was over and nobody pressed the button."""
    now = timezone.now()
    running = Attempt.objects.filter(status=Attempt.Status.OPEN, deadline__lt=now)
    for attempt in running.order_by("deadline")[:BATCH]:
        if attempts.is_over(attempt, now) and attempts.submit(attempt=attempt, answers={}, now=now):
            mark_attempt.delay_on_commit(attempt.pk)


@shared_task(acks_late=True)
def count_marked() -> None:
    """Bring the statistics up to date. Safe to repeat: each attempt is counted in the transaction that says so."""
    while counting.count(limit=BATCH) == BATCH:
        pass
