"""What must hold before a process serves anybody."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from accounts import demo
from accounts.models import User


def refuse_demo_people() -> None:
    """A public installation must not run with accounts whose password is printed in the documentation."""
    if settings.DEVELOPMENT or User._meta.db_table not in connection.introspection.table_names():
        return
    if demo.present():
        raise ImproperlyConfigured(
            f"This database holds demo people (@{demo.DOMAIN}). Delete them, or start from a fresh database."
        )
