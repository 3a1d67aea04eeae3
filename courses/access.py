"""Who may open which page of the tree: the rule and the rows side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import Page

from accounts.models import User
from courses.models import StepPage


def may_open(user: User | AnonymousUser, page: Page) -> bool:
    """Lessons are open to everybody; a step that is graded by the server needs to know who answers."""
    if isinstance(page, StepPage) and page.graded_by_server:
        return user.is_authenticated
    return True


def open_steps(user: User | AnonymousUser, steps: "QuerySet[StepPage]") -> "QuerySet[StepPage]":
    """Those of the steps that she may open."""
    if user.is_authenticated:
        return steps
    graded = [model for model in StepPage.__subclasses__() if model.graded_by_server]
    return steps.not_type(*graded) if graded else steps
