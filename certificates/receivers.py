from typing import Any

from django.dispatch import receiver

from certificates import tasks
from courses.signals import course_completed


@receiver(course_completed)
def issue_after_completion(completion_pk: int, **_: Any) -> None:
    tasks.issue_certificate.delay_on_commit(completion_pk)
