import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.flows.stage import Stage
from tests.services import Redis

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
PLAYED_ON_SQLITE = "played on SQLite and the file broker"
NEEDS_POSTGRESQL = "needs a PostgreSQL server: .ci/run starts one"


@pytest.fixture
def nothing(tmp_path) -> Iterator[Stage]:
    """An empty folder, as after a fresh clone."""
    if ON_POSTGRESQL:
        pytest.skip(PLAYED_ON_SQLITE)
    stage = Stage(tmp_path)
    yield stage
    stage.end()


@pytest.fixture
def embedded(db, tmp_path) -> Iterator[Stage]:
    """SQLite and the file broker, as `make start` has them; the database is a migrated copy."""
    if ON_POSTGRESQL:
        pytest.skip(PLAYED_ON_SQLITE)
    _copy_sqlite(tmp_path / "db.sqlite3")
    stage = Stage(tmp_path)
    yield stage
    stage.end()


@pytest.fixture
def real(db, tmp_path) -> Iterator[Stage]:
    """PostgreSQL and a Redis of its own, which a test may kill."""
    if not ON_POSTGRESQL:
        pytest.skip(NEEDS_POSTGRESQL)
    redis = Redis(tmp_path)
    stage = Stage(tmp_path, database_url=_copy_postgresql(), redis=redis)
    yield stage
    stage.end()
    redis.kill()


@pytest.fixture(params=["embedded", "real"])
def stage(request, db) -> Stage:
    return request.getfixturevalue(request.param)


def _copy_sqlite(path: Path) -> None:
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)


def _copy_postgresql() -> str:
    """A new database from the migrated one of the tests, to which nobody may be connected meanwhile."""
    facts = connection.settings_dict
    connection.close()
    server = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}"
    name = f"{facts['NAME']}_flows"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{facts["NAME"]}"')
    return f"{server}/{name}"
