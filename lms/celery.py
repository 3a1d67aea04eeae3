"""The Celery app. Each room's `tasks.SCHEDULE` says what beat sends for it."""

import gc
import importlib.util
import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.signals import task_prerun, worker_init, worker_process_init
from django.db import close_old_connections, connections, transaction
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

ROOMS = (
    "accounts",
    "courses",
    "assessments",
    "h5p",
    "certificates",
    "authoring",
    "readiness",
    "lms",
)


class OutboxTask(DjangoTask):
    """A task whose row is already stored: a broker that is away must not turn a stored answer into an error page."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        def send() -> None:
            self.delay(*args, **kwargs)

        transaction.on_commit(send, robust=True)


TRANSPORT_ALIASES["folder"] = "lms.broker:Transport"  # see settings.CELERY_BROKER_URL

app = Celery("lms", task_cls=OutboxTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def collect_schedules(sender: Celery, **_: Any) -> None:
    for room in ROOMS:
        if importlib.util.find_spec(f"{room}.tasks"):
            schedule = getattr(importlib.import_module(f"{room}.tasks"), "SCHEDULE", {})
            sender.conf.beat_schedule.update(schedule)


@worker_init.connect
def fork_without_connections(**_: Any) -> None:
    connections.close_all()


@worker_process_init.connect
def keep_what_stays_out_of_collections(**_: Any) -> None:
    """Half a million objects of the frameworks stay for good; looking through them again and again is a third of a
    regrade."""
    gc.freeze()


@task_prerun.connect
def keep_good_connections(task: OutboxTask, **_: Any) -> None:
    """Between tasks as between requests: CONN_MAX_AGE decides, and a connection that broke is replaced.

    Celery's own way, to open one for each task, costs more than marking an attempt (settings.CELERY_DB_REUSE_MAX).
    """
    if not task.request.is_eager:
        close_old_connections()
