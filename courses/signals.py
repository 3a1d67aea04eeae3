"""The project's only signal: the one arrow that would go up the house."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from courses.models import CourseCompletion

# Sent after commit with `completion_pk`, the primary key of a new CourseCompletion.
course_completed = Signal()


def announce(completion: CourseCompletion) -> None:
    transaction.on_commit(
        partial(course_completed.send_robust, sender=CourseCompletion, completion_pk=completion.pk)
    )
