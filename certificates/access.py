"""Who may see a certificate with the name on it: the rule and the rows side by side."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from certificates.models import Certificate


def may_see(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Her own only."""
    return user.is_authenticated and certificate.user_id == user.pk


def visible_to(user: User | AnonymousUser) -> QuerySet[Certificate]:
    if not user.is_authenticated:
        return Certificate.objects.none()
    return Certificate.objects.filter(user=user)
