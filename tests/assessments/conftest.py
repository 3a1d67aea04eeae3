import pytest

from courses.models import ModulePage
from tests.assessments import quizzes


@pytest.fixture
def module(course) -> ModulePage:
    return ModulePage.objects.child_of(course).get()


@pytest.fixture
def quiz(module, now):
    """A published quiz of three questions, one of each first kind; pass mark 80."""
    return quizzes.quiz(module, now=now)
