from celery import shared_task
from django.core.management import call_command

MINUTE = 60


@shared_task(acks_late=True)
def publish_scheduled() -> None:
    """Pages whose hour has come go live, and those whose hour has passed go. Safe to repeat."""
    call_command("publish_scheduled")


SCHEDULE = {
    "publish-scheduled-pages": {"task": "authoring.tasks.publish_scheduled", "schedule": MINUTE}
}
