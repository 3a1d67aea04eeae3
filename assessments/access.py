"""Who may see whose attempt: the rule and the rows side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from assessments.models import Attempt


def may_take(user: User | AnonymousUser, attempt: Attempt) -> bool:
    """Only the person whose paper it is."""
    return user.is_authenticated and attempt.user_id == user.pk


def own_attempts(user: User | AnonymousUser) -> "QuerySet[Attempt]":
    if not user.is_authenticated:
        return Attempt.objects.none()
    return Attempt.objects.filter(user=user)


def may_see_statistics(user: User | AnonymousUser) -> bool:
    """Whoever writes questions sees how they do: counts and shares, no people."""
    return user.has_perm("assessments.change_item")
