"""A browser, and a database that is put back after tests with a live server."""

import os
import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.browser.eyes import ARGUMENTS, chromium


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def restored(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the migrations made, put back before each test here and for whoever comes after: tests with
    a live server end with empty tables."""
    if connection.vendor != "sqlite":
        pytest.skip("played on SQLite")
    copy = tmp_path_factory.mktemp("database") / "copy.sqlite3"
    name = connection.settings_dict["NAME"]

    def restore():
        _copy(copy, name)

    with django_db_blocker.unblock():
        connection.close()
        _copy(name, copy)
        yield restore
        connection.close()
        restore()


def _copy(source, target):
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
