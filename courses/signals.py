"""The project's only signal: the one arrow that would go up the house."""

from django.dispatch import Signal

# Sent after commit with `completion_pk`, the primary key of a new CourseCompletion.
course_completed = Signal()
