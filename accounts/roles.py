"""Who may act for which country: the rule ("may she?") and the rows ("which countries?") side by side."""

from django.contrib.auth.models import AnonymousUser

from accounts.countries import COUNTRIES
from accounts.models import CountryRole, Role, User

NATIONAL = frozenset({Role.TRAINER, Role.FOCAL_POINT})


def has_role(user: User | AnonymousUser, role: Role, country: str = "") -> bool:
    """May she act in this role, for this country if the role is a national one? Superusers may."""
    if role in NATIONAL:
        return country in countries_for(user, role)
    return bool(countries_for(user, role))


def countries_for(user: User | AnonymousUser, role: Role) -> frozenset[str]:
    """The countries for which she holds the role; all of them for editors, analysts and superusers."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(COUNTRIES)
    held = {country for held_role, country in _roles(user) if held_role == role}
    return frozenset(COUNTRIES) if "" in held else frozenset(held)


def _roles(user: User) -> list[tuple[str, str]]:
    """Read once per request: the user object lives as long as the request."""
    if not hasattr(user, "_country_roles"):
        rows = CountryRole.objects.filter(user=user).values_list("role", "country")
        user._country_roles = list(rows)
    return user._country_roles
