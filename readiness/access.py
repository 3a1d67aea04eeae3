"""Who sees exact numbers and who edits them: the rule and the countries side by side."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from accounts.roles import countries_for, has_role

Reader = User | AnonymousUser


def sees_exact(user: Reader, country: str) -> bool:
    """The country's own focal point, and WHO analysts."""
    return country in exact_countries(user)


def exact_countries(user: Reader) -> frozenset[str]:
    return countries_for(user, Role.FOCAL_POINT) | countries_for(user, Role.ANALYST)


def may_edit(user: Reader, country: str) -> bool:
    """Targets, workforce counts, self-assessment and plan belong to the country's focal point."""
    return has_role(user, Role.FOCAL_POINT, country)
