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


def may_look_up(user: User | AnonymousUser) -> bool:
    """Staff who may see everybody's certificates in the CMS."""
    return user.is_active and user.has_perm("certificates.view_certificate")


def may_manage(user: User | AnonymousUser) -> bool:
    """Staff who may issue again, renew and revoke."""
    return may_look_up(user) and user.has_perm("certificates.change_certificate")
