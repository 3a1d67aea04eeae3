"""One person's whole way through the site as `make start` runs it, looked at by axe at 360 and 1280 px."""

import re
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import story
from tests.browser import eyes
from tests.flows.stage import Stage
from tests.services import free_port, listens, wait_until

CHROMIUM = eyes.chromium()
ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
PASSWORD = "correct horse battery"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="Chromium is not installed: run `.venv/bin/playwright install chromium`",
    ),
    pytest.mark.skipif(ON_POSTGRESQL, reason="pages look the same on any database: run on SQLite"),
]


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path)
    yield stage
    stage.end()


@pytest.fixture
def site(stage):
    port = free_port()
    running = stage.start([sys.executable, "manage.py", "start", "--port", str(port)])
    wait_until(
        lambda: listens(port) or running.process.poll() is not None,
        seconds=300,
        what="The site answers or has ended",
    )
    assert running.process.poll() is None, stage.logs()
    yield f"http://127.0.0.1:{port}"
    running.stop(seconds=30)


def test_the_pages_of_a_whole_story_are_accessible_narrow_enough_light_and_at_home(stage, site):
    with eyes.opened(CHROMIUM) as browser:
        her = eyes.Eyes(browser, site)
        plain = eyes.Eyes(browser, site, javascript=False)
        as_a_visitor(her)
        sign_up(her, stage)
        lessons, quiz = take_the_course(her)
        sign_in(plain)
        sit(plain, quiz, right=False)  # the first attempt without JavaScript
        sit(her, quiz, right=True)
        as_a_learner(her)
        account(her)
        weight, requests = eyes.Eyes(browser, site).weight(lessons[0])
    assert her.findings + plain.findings == []
    assert weight <= 100_000
    assert requests <= 10


def as_a_visitor(her):
    for path, name in {
        "/": "landing",
        "/en/courses/": "catalogue",
        "/en/courses/?q=nothing-has-this-word": "catalogue, nothing found",
        "/en/courses/gen-101/": "course, visitor",
        "/en/courses/genomics-aware-nurse/": "programme",
        "/en/readiness/": "region",
        "/en/readiness/SWE/": "country",
        "/en/certificates/check/": "certificate check, form",
        "/en/account/login/": "sign in",
        "/en/account/password/reset/": "password reset",
        "/en/account/privacy/": "privacy",
        "/en/no-such-page/": "not found",
    }.items():
        her.visit(path, name)
    her.go("/en/courses/")
    her.page.keyboard.press("Tab")
    assert her.page.evaluate("document.activeElement.className") == "skip"


def sign_up(her, stage):
    her.visit("/en/account/signup/", "sign up")
    her.press("Create the account")
    her.look("sign up, refused")
    page = her.page
    page.fill("#id_certificate_name", "Ann Lind")
    page.select_option("#id_country", "SWE")
    page.select_option("#id_cadre", "2221")
    page.fill("#id_email", "ann@example.org")
    page.fill("#id_password1", PASSWORD)
    page.check("#id_consent")
    her.press("Create the account")
    her.look("confirmation sent")
    her.go(link_in_last_mail(stage))
    her.look("confirm the address")
    her.press("Yes, it is mine")
    her.look("my learning, nothing begun")


def link_in_last_mail(stage) -> str:
    newest = max((stage.folder / "mail").iterdir(), key=lambda path: path.stat().st_mtime)
    return re.search(r"https?://[^/]+(/\S+confirm-email/\S+)", Path(newest).read_text()).group(1)


def take_the_course(her):
    """Every lesson is read and done; returns the addresses of the lessons and of the quiz that counts."""
    her.go("/en/courses/gen-101/")
    her.press("Start the course")
    her.visit("/en/courses/gen-101/", "course, begun")
    steps = [link.get_attribute("href") for link in her.page.locator(".outline a").all()]
    lessons = []
    for step in steps:
        her.go(step)
        her.look(f"step {step}")
        done = her.page.get_by_role("button", name="Mark as done")
        if done.count():
            lessons.append(step)
            done.click()
    her.visit("/en/learning/", "my learning, under way")
    return lessons, steps[-1]


def sit(eyes_, quiz, *, right):
    """Sit the quiz, answering everything rightly or wrongly."""
    eyes_.visit(quiz, "quiz, before")
    with eyes_.page.expect_navigation():
        eyes_.page.locator("main form button").first.click()
    eyes_.look("quiz")
    for question in eyes_.page.locator("fieldset.question").all():
        story.answer_question(question, right=right)
    eyes_.press("Hand in")
    outcome = "You passed." if right else "Not passed yet."
    eyes_.page.get_by_text(outcome).wait_for(timeout=90_000)  # the page updates itself
    eyes_.page.wait_for_load_state()
    eyes_.look(f"result: {outcome}")


def sign_in(eyes_):
    eyes_.go("/en/account/login/")
    eyes_.page.fill("#id_login", "ann@example.org")
    eyes_.page.fill("#id_password", PASSWORD)
    eyes_.press("Sign in")


def as_a_learner(her):
    her.go("/en/certificates/")
    certificate = her.page.get_by_role("link", name="What others see")
    for _try in range(30):  # the worker issues it
        if certificate.count():
            break
        her.page.wait_for_timeout(1000)
        her.page.reload()
    her.look("my certificates")
    with her.page.expect_navigation():
        certificate.first.click()  # the course's, or a programme's
    her.look("certificate check")
    her.visit("/en/learning/", "my learning, finished")
    her.visit("/en/readiness/SWE/", "country, counted")


def account(her):
    her.visit("/en/account/profile/", "profile")
    her.page.get_by_label("Female").check()
    her.press("Save")
    her.look("profile, saved")
    for name in ("email", "password/change", "data", "delete", "consent", "logout"):
        her.visit(f"/en/account/{name}/", name)
