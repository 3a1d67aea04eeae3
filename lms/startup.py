"""What must hold before a process serves anybody."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import demo
from accounts.models import User

PREPARING = (
    7_206_511  # the number of our PostgreSQL advisory lock; any number that nobody else takes
)
PAUSE = 1.0


class DatabaseAway(Exception):
    """The database did not answer, or was not migrated, in the time given."""


def refuse_demo_people() -> None:
    """A public installation must not run with accounts whose password is printed in the documentation."""
    if settings.DEVELOPMENT or User._meta.db_table not in connection.introspection.table_names():
        return
    if demo.present():
        raise ImproperlyConfigured(
            f"This database holds demo people (@{demo.DOMAIN}). Delete them, or start from a fresh database."
        )


def wait_for_database(*, seconds: float) -> None:
    """Return when the database answers. Raises DatabaseAway."""
    _wait(answers, seconds, "The database does not answer.")


def wait_for_migrations(*, seconds: float) -> None:
    """Return when the database answers and holds every table this code needs. Raises DatabaseAway."""
    _wait(is_migrated, seconds, "The database is not migrated: `manage.py prepare` does that.")


def answers() -> bool:
    try:
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


def is_migrated() -> bool:
    if not answers():
        return False
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Only one process at a time goes on; the others wait. On SQLite there is only one machine and one start."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING])


def _wait(holds: Callable[[], bool], seconds: float, otherwise: str) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise DatabaseAway(otherwise)
        time.sleep(PAUSE)
