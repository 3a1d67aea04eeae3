"""A quiz with every kind of question, at 360 px and with the keyboard alone; and what a screen reader is told."""

import os
import re

import pytest
from django.db import connection
from django.utils import timezone

from assessments import attempts, grading, queries
from assessments.models import Attempt
from assessments.questions import KINDS, kind_for, view
from courses import site
from courses.models import ModulePage
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import RECESSIVE, question
from tests.assessments.questions.test_every_kind import posted
from tests.browser.eyes import chromium
from tests.browser.test_quizzes import check_width, findings, picture, signed_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium"),
]
CASE = {
    "key": "the-case",
    "kind": "case",
    "text": "Mara asks about her father.",
    "pedigree": RECESSIVE,
}
BY_PERSON = {"written"}


@pytest.fixture
def every_kind(restored, transactional_db):
    connection.close()
    restored()
    module = ModulePage.objects.child_of(factories.course(site.build())).get()
    every = [question(kind) for kind in KINDS if kind not in BY_PERSON]
    of_case = {**question("single-choice"), "key": "of-the-case", "testlet": "the-case"}
    asked = [*every, CASE, of_case]
    return quizzes.quiz(
        module, now=timezone.now(), questions=asked, show_key="always", shuffle=False
    )


def wanted_fields(asked, place) -> dict[str, list[str]]:
    """By field of the page: the values that the key would have there."""
    kind = kind_for(asked.kind, asked.body)
    best = kind.key(asked.body, asked.seed)
    shown = posted(view(asked.kind, asked.body, asked.seed, False, best))
    return {f"{place}.{name}": values for name, values in shown.items()}


def answer_by_keyboard(page, wanted) -> set[str]:
    """Tab from control to control to the button that hands in, and answer what is reached on the way."""
    reached = set()
    page.locator("h1").evaluate("heading => { heading.tabIndex = -1; heading.focus(); }")
    for _ in range(600):
        page.keyboard.press("Tab")
        now = page.evaluate(
            "() => { const e = document.activeElement; return {tag: e.tagName, type: e.type || '', name: e.name || '',"
            " value: e.value || '', text: e.textContent || '', action: e.formAction || ''}; }"
        )
        if now["tag"] == "BUTTON" and "Hand in" in now["text"]:
            return reached
        if now["name"] not in wanted:
            continue
        reached.add(now["name"])
        press(page, now, wanted[now["name"]])
    raise AssertionError("The button that hands in was never reached.")


def press(page, now, values):
    """What a person presses on this control; each key is a key of the keyboard."""
    if now["type"] == "checkbox":
        if now["value"] in values:
            page.keyboard.press("Space")
    elif now["type"] == "radio":
        choose_radio(page, values[0])
    elif now["tag"] == "SELECT":
        choose_option(page, values[0])
    else:
        page.keyboard.type(values[0])


def choose_radio(page, value):
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrow keys never reach {value}.")


def choose_option(page, value):
    for _ in range(60):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"The arrow keys never reach {value}.")


def test_a_whole_quiz_by_keyboard_at_360_px(browser, live_server, client, every_kind):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=every_kind, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 360)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    assert findings(page) == []
    check_width(page, 360)
    picture(page, "every-kind-360")
    wanted = {}
    for place, asked in enumerate(queries.asked(attempt), 1):
        wanted |= wanted_fields(asked, place)
    there = {name for name in wanted if page.locator(f'[name="{name}"]').count()}
    assert answer_by_keyboard(page, wanted) == there
    with page.expect_navigation():
        page.keyboard.press("Enter")
    attempts.mark(pk=attempt.pk, now=timezone.now())
    marked = Attempt.objects.get(pk=attempt.pk)
    answers = attempts.saved_answers(marked)
    wrong = [
        asked.kind
        for asked in queries.asked(marked)
        if grading.grade_question(asked, answers.get(asked.item)).fraction != 1
    ]
    assert wrong == []
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    assert page.get_by_text("You passed.").count() == 1
    assert findings(page) == []
    check_width(page, 360)


def test_a_screen_reader_is_told_each_question_and_each_control(
    browser, live_server, client, every_kind
):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=every_kind, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 360)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    tree = page.locator("main").aria_snapshot()
    asked = queries.asked(attempt)
    for place in range(1, len(asked) + 1):
        assert re.search(rf'group "Question {place} of {len(asked)} \S', tree), place
    assert "Case for question" in tree
    nameless = re.findall(r"^\s*- (?:checkbox|radio|combobox|textbox)(?:\s*\[.*\])?:?$", tree, re.M)
    assert nameless == []
    assert 'img "A cell with a large round body, a small oval body and a line of membrane."' in tree


def test_a_family_is_drawn_while_it_is_entered(browser, live_server, client, every_kind):
    ann = factories.person("ann", "Ann Lind", "SWE", "2221")
    attempt = attempts.start(user=ann, page=every_kind, now=timezone.now())
    page = signed_in(browser, live_server, client, ann, 360)
    page.goto(f"{live_server.url}/en/quiz/attempt/{attempt.pk}/")
    anna = page.get_by_role("group", name="Anna", exact=True)
    anna.get_by_label("Gender").select_option(label="woman")
    anna.get_by_label("Mother").select_option(label="Berta")
    own = page.locator("[data-drawing]")
    own.locator("svg.pedigree").wait_for(timeout=8000)
    own.get_by_text("The pedigree in words").click()
    assert "Anna" in own.locator("li").first.text_content() + own.locator("li").last.text_content()
    assert findings(page) == []
    check_width(page, 360)
    own.screenshot(path=f"{folder}/own-tree.png") if (
        folder := os.environ.get("SCREENSHOTS")
    ) else None
