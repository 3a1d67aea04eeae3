import pytest

from certificates import issuing
from courses.models import CourseCompletion, CoursePage
from courses.progress import enrol
from courses.versions import current_version


def completed(user, course: CoursePage, now, graded: bool = True) -> CourseCompletion:
    """As if the last required step, a quiz, had just been passed."""
    return CourseCompletion.objects.create(
        enrolment=enrol(user=user, course=course, now=now),
        version=current_version(course=course, now=now),
        language="en",
        completed_at=now,
        graded=graded,
    )


@pytest.fixture
def completion(ann, course, now) -> CourseCompletion:
    return completed(ann, course, now)


@pytest.fixture(autouse=True)
def _empty_cache():
    """Counts of requests do not leak from one test into the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def certificate(completion, now):
    return issuing.issue(completion=completion, now=now)
