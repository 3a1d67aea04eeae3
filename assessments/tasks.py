import logging
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.schedules import crontab
from django.db import OperationalError
from django.utils import timezone

from assessments import attempts, counting, flagging, letters, regrading, retaining
from assessments.models import Attempt, Recall, Regrade, RegradeLook

log = logging.getLogger(__name__)

SCHEDULE: dict[str, dict[str, Any]] = {
    "assessments.mark_waiting": {"task": "assessments.tasks.mark_waiting", "schedule": 30},
    "assessments.count_marked": {"task": "assessments.tasks.count_marked", "schedule": 60},
    "assessments.resume_regrades": {"task": "assessments.tasks.resume_regrades", "schedule": 60},
    "assessments.ask_again": {"task": "assessments.tasks.ask_again", "schedule": 3600},
    "assessments.send_letters": {"task": "assessments.tasks.send_letters", "schedule": 600},
    "assessments.close_overdue": {"task": "assessments.tasks.close_overdue", "schedule": 60},
}
SCHEDULE["assessments.raise_flags"] = {
    "task": "assessments.tasks.raise_flags",
    "schedule": crontab(hour=2, minute=20),
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
    now = timezone.now()
    if attempt := attempts.mark(pk=pk, now=now):
        regrading.catch_up(attempt=attempt, now=now)


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


@shared_task(acks_late=True)
def run_regrade(pk: int) -> None:
    """Apply a decided regrade, chunk by chunk. Safe to repeat and to kill."""
    while regrading.run_chunk(pk=pk, now=timezone.now()):
        pass


@shared_task(acks_late=True)
def run_look(pk: int) -> None:
    """Foresee a regrade, chunk by chunk. Safe to repeat and to kill."""
    while regrading.look_chunk(pk=pk, now=timezone.now()):
        pass


@shared_task(acks_late=True)
def resume_regrades() -> None:
    """Go on with regrades and looks whose message or worker was lost."""
    for pk in Regrade.objects.filter(done_at__isnull=True).values_list("pk", flat=True):
        run_regrade.delay(pk)
    for pk in RegradeLook.objects.filter(done_at__isnull=True).values_list("pk", flat=True):
        run_look.delay(pk)


@shared_task(acks_late=True)
def ask_again() -> None:
    """Short questions some time after a course was passed. Safe to repeat: each interval is asked once."""
    now = timezone.now()
    for completion, days in retaining.due(now=now, limit=BATCH):
        recall = retaining.ask(completion=completion, days=days, now=now)
        if recall:
            send_letter.delay_on_commit(recall.pk)


@shared_task(acks_late=True)
def send_letter(pk: int) -> None:
    """Send one letter that asks. Safe to repeat."""
    recall = Recall.objects.filter(pk=pk).first()
    if recall is None:
        return
    try:
        letters.send(recall=recall)
    except letters.NotDelivered:
        log.exception("The letter of recall %s was not delivered.", pk)


@shared_task(acks_late=True)
def send_letters() -> None:
    """The sweep: letters whose message was lost or that the mail server refused."""
    for pk in letters.waiting().values_list("pk", flat=True)[:BATCH]:
        send_letter.delay_on_commit(pk)


@shared_task(acks_late=True)
def raise_flags() -> None:
    """Questions to look at. Safe to repeat: an open flag is raised once."""
    flagging.raise_all(now=timezone.now())
