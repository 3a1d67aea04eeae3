"""A quiz with every kind of question in Chromium: accessible, usable at 360 px, saved while one works."""

import os
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone

from assessments import attempts
from assessments.models import Attempt
from assessments.questions import KINDS
from courses import site
from courses.models import ModulePage
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import question
from tests.browser.eyes import chromium

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium"),
]


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
    page.get_by_role("heading", name="Your result").wait_for()
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


def test_no_keystroke_older_than_five_seconds_is_lost_when_the_browser_dies(
    browser, live_server, client, quiz
):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=quiz, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 1280)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    field = page.locator("textarea").first
    typed: list[tuple[float, str]] = []
    text = ""
    began = time.monotonic()
    while time.monotonic() - began < 9:  # without a rest, so that only the latest time saves
        text += "ab "[len(text) % 3]
        field.press_sequentially(text[-1])
        typed.append((time.monotonic(), text))
        if time.monotonic() - began > 6:
            due = [words for at, words in typed if at <= time.monotonic() - 5]
            saved = attempts.saved_answers(attempt).get("a-written", "")
            assert len(saved.strip()) >= len(due[-1].strip())
    page.context.close()
    assert attempts.saved_answers(attempt)["a-written"].startswith("ab ab")


def test_a_paper_handed_in_without_a_connection_arrives_once_from_another_page(
    browser, live_server, client, quiz
):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=quiz, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 360)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    page.context.set_offline(True)
    page.locator("textarea").first.fill("Written in a train.")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("Your answers are kept on this device").wait_for()
    assert Attempt.objects.get().status == "open"
    picture(page, "offline-360")
    page.close()

    context = browser.contexts[-1]
    context.set_offline(False)
    other = context.new_page()
    other.goto(f"{live_server.url}/en/learning/")
    other.get_by_text("What this device had kept of your quiz is handed in.").wait_for()
    assert findings(other) == []
    assert attempts.saved_answers(attempt)["a-written"] == "Written in a train."
    assert attempt.events.filter(kind="submitted").count() == 1
    assert other.evaluate("localStorage.getItem('handed-in')") == "[]"
    other.reload()
    assert attempt.events.filter(kind="submitted").count() == 1


def test_handing_in_with_a_connection_goes_to_the_result_by_itself(
    browser, live_server, client, quiz
):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=quiz, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 1280)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("heading", name="Your result").wait_for()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.flagged) == ("marked", False)
