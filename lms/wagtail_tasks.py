"""Hands Wagtail's background work (search index, reference index) to Celery instead of doing it inside the request."""

from typing import Any

from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json

from lms.tasks import run_wagtail_task


class CeleryBackend(BaseTaskBackend):
    """Fire and forget: results are not stored, because nothing in Wagtail reads them."""

    supports_async_task = False
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        result = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=normalize_json(args),
            kwargs=normalize_json(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        run_wagtail_task.delay_on_commit(task.module_path, result.args, result.kwargs)
        task_enqueued.send(type(self), task_result=result)
        return result
