"""Who sees exact numbers and who edits them: the rule and the countries side by side."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import Role, User
from accounts.roles import countries_for, has_role
from readiness import reference
from readiness.reference import Hub

Reader = User | AnonymousUser


def sees_exact(user: Reader, country: str) -> bool:
    """The country's own focal point, and WHO analysts."""
    return country in exact_countries(user)


def exact_countries(user: Reader) -> frozenset[str]:
    return countries_for(user, Role.FOCAL_POINT) | countries_for(user, Role.ANALYST)


def may_edit(user: Reader, country: str) -> bool:
    """Targets, workforce counts, self-assessment and plan belong to the country's focal point."""
    return has_role(user, Role.FOCAL_POINT, country)


def may_edit_model(user: Reader) -> bool:
    """The maturity model is one for all countries: editors change it in the CMS."""
    return has_role(user, Role.EDITOR)


def may_validate(user: Reader) -> bool:
    return has_role(user, Role.ANALYST)


def profiles_open_to(user: Reader, *, year: int) -> frozenset[str]:
    """Countries whose validated profile she may read: her own and those that share a hub with it; all for WHO."""
    own = exact_countries(user)
    peers = {
        c for country in own for hub in reference.hubs_of(country, year) for c in hub.countries
    }
    return own | peers


def hubs_open_to(user: Reader, *, year: int) -> list[Hub]:
    """Hubs whose comparison she may read: those her country belongs to; all for WHO."""
    mine = exact_countries(user)
    return [hub for hub in reference.hubs(year) if mine.intersection(hub.countries)]


def trains_in(user: Reader) -> frozenset[str]:
    """Countries for which she may record sessions she taught."""
    return countries_for(user, Role.TRAINER)
