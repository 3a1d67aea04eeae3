"""Who may play, and who may look after packages, libraries and results."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from courses import access
from h5p.models import ActivityPage


def may_play(user: User | AnonymousUser, page: ActivityPage) -> bool:
    return page.live and access.may_open(user, page)


def may_author(user: User | AnonymousUser) -> bool:
    """Upload packages, write activities: whoever may use the editor at all."""
    return user.is_active and user.has_perm("wagtailadmin.access_admin")


def may_approve_code(user: User | AnonymousUser) -> bool:
    """Library code runs in learners' browsers: only administrators let unknown code in."""
    return user.is_active and user.is_superuser
