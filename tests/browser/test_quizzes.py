"""A quiz with every kind of question in Chromium: accessible, usable at 360 px, saved while one works."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone
from playwright.sync_api import sync_playwright

from assessments import attempts
from assessments.models import Attempt
from assessments.questions import KINDS
from courses import site
from courses.models import ModulePage
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import question

CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
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


@pytest.fixture
def quiz(restored, transactional_db):
    connection.close()
    restored()
    module = ModulePage.objects.child_of(factories.course(site.build())).get()
    every = [question(kind) for kind in KINDS]
    sure = question("single-choice", confidence=True) | {"key": "how-sure"}
    return quizzes.quiz(module, now=timezone.now(), questions=[*every, sure], show_key="always")


def signed_in(browser, live_server, client, user, width):
    client.force_login(user)
    context = browser.new_context(viewport={"width": width, "height": 800})
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def findings(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("width", [360, 1280])
def test_start_paper_and_result_are_accessible_and_fit(
    browser, live_server, client, quiz, width, tmp_path
):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    page = signed_in(browser, live_server, client, ann, width)
    page.goto(live_server.url + quiz.url)
    assert findings(page) == []
    page.get_by_role("button", name="Start the quiz").click()
    assert findings(page) == []
    check_width(page, width)
    picture(page, f"paper-{width}")
    page.get_by_role("button", name="Hand in").click()
    page.wait_for_url("**/quiz/attempt/*/")
    attempt = Attempt.objects.get()
    attempts.mark(pk=attempt.pk, now=timezone.now())
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    assert findings(page) == []
    check_width(page, width)
    picture(page, f"result-{width}")


def check_width(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def picture(page, name):
    """For people: SCREENSHOTS=folder keeps what the page looked like."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_an_answer_is_saved_within_five_seconds_and_by_keyboard_alone(
    browser, live_server, client, quiz
):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=quiz, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 360)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    field = page.get_by_label("Your answer", exact=True).first
    field.focus()
    page.keyboard.type("CYP2C19")
    page.get_by_text("Saved at").wait_for(timeout=5000)
    assert "CYP2C19" in attempts.saved_answers(attempt).values()
    page.reload()
    assert field.input_value() == "CYP2C19"
