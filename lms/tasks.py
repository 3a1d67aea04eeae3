from typing import Any

from celery import shared_task
from django.db import IntegrityError, OperationalError
from django.utils.module_loading import import_string


@shared_task(
    acks_late=True,
    # two workers may index the same new page at once; the second finds the row the next time
    autoretry_for=(IntegrityError, OperationalError),
    retry_backoff=True,
    max_retries=5,
)
def run_wagtail_task(module_path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run one of Wagtail's own tasks. Safe to repeat: they rebuild indexes from the database."""
    import_string(module_path).call(*args, **kwargs)
