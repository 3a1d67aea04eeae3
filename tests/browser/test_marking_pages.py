"""The pages around marking, short questions and extra time, in Chromium: accessible, and fitting 360 px."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.utils import timezone, translation

from accounts.models import Role
from assessments import accommodating, letters, marking, recalling, retaining
from authoring import staff
from courses import site
from courses.models import CourseCompletion, ModulePage
from courses.progress import complete_step
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import question
from tests.browser.test_quizzes import (
    RULES,
    check_width,
    findings,
    picture,
    pytestmark,
    signed_in,
)

__all__ = ["pytestmark"]
TEXT = "One in two, and she is tested once she is of age.\n\nUntil then nothing changes for her."


@pytest.fixture
def quiz(restored, transactional_db):
    connection.close()
    restored()
    module = ModulePage.objects.child_of(factories.course(site.build(), lessons=0)).get()
    asked = [*quizzes.QUESTIONS, question("written")]
    return quizzes.quiz(module, now=timezone.now(), questions=asked, show_key="always")


@pytest.fixture
def ann(quiz):
    return factories.person("ann", "Ann Lind", "SWE", "2221")


def look(page, live_server, path, width, name):
    page.goto(live_server.url + path)
    found = findings(page)
    check_width(page, width)
    picture(page, f"{name}-{width}")
    return [f"{name}: {one}" for one in found]


def waiting(ann, quiz):
    return quizzes.marked(ann, quiz, {"a-written": TEXT}, timezone.now())


@pytest.mark.parametrize("width", [360, 1280])
def test_learners_pages(browser, live_server, client, ann, quiz, width):
    page = signed_in(browser, live_server, client, ann, width)
    attempt = waiting(ann, quiz)
    wrong = look(page, live_server, f"/en/quiz/attempt/{attempt.pk}/", width, "waiting")
    for name, levels in (("tom", {"a": 2, "b": 2}), ("uma", {"a": 1, "b": 2})):
        marking.give(
            answer=attempt.written.get(),
            marker=factories.person(name, name.title(), "SWE", "2212", (Role.TRAINER, "SWE")),
            levels=levels,
            comment="Well explained.",
            now=timezone.now(),
        )
    wrong += look(page, live_server, f"/en/quiz/attempt/{attempt.pk}/", width, "judged")
    wrong += look(page, live_server, "/en/quiz/practise/", width, "practise")
    recall = asked(ann, quiz)
    with translation.override("en"):
        link, stop = letters.address(recall), letters.stop_address(ann)
    wrong += look(page, live_server, link, width, "recall")
    recalling.answer(recall=recall, answers={}, now=timezone.now())
    wrong += look(page, live_server, link, width, "recalled")
    wrong += look(page, live_server, stop, width, "stop")
    assert wrong == []


def asked(ann, quiz):
    now = timezone.now()
    complete_step(user=ann, step=quiz, now=now, graded=True)
    return retaining.ask(completion=CourseCompletion.objects.get(), days=7, now=now)


@pytest.mark.parametrize("width", [360, 1280])
def test_trainers_pages(browser, live_server, client, ann, quiz, width):
    staff.build()
    tom = factories.person(
        "tom", "Tom Berg", "SWE", "2212", (Role.TRAINER, "SWE"), (Role.EDITOR, "")
    )
    answer = waiting(ann, quiz).written.get()
    bo = factories.person("bo", "Bo Ek", "SWE", "2211")
    marked = quizzes.marked(bo, quiz, {}, timezone.now())
    accommodating.grant(
        user=ann, percent=25, minutes=0, reason="Reads slowly.", by=tom, now=timezone.now()
    )
    page = signed_in(browser, live_server, client, tom, width)
    wrong = []
    for path, name in (
        ("/cms/marking/", "queue"),
        (f"/cms/marking/{answer.code}/", "mark"),
        ("/cms/attempts/", "attempts"),
        (f"/cms/attempts/{marked.pk}/", "judge"),
        ("/cms/extra-time/", "extra-time"),
        ("/cms/gain/", "gain"),
        ("/cms/retention/", "retention"),
    ):
        page.goto(live_server.url + path)
        picture(page, f"{name}-{width}")
        wrong += [f"{name}: {one}" for one in findings_within(page, "main")]
    assert wrong == []


def findings_within(page, selector) -> list[str]:
    """Wagtail's own frame is not ours to judge."""
    found = Axe().run(page, context=selector, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
