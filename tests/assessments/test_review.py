"""What a result shows, and when."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments.rules import Rules
from tests.assessments import quizzes
from tests.assessments.quizzes import RIGHT, WRONG

RULES = Rules(80, None, True, 2, 24, None, True, "passed", shown_from="2026-12-01")
DAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("when", "passed", "ended", "today", "shown"),
    [
        ("always", False, 1, DAY, True),
        ("never", True, 2, DAY, False),
        ("passed", False, 2, DAY, False),
        ("passed", True, 1, DAY, True),
        ("last", False, 1, DAY, False),
        ("last", False, 2, DAY, True),
        ("last", False, 3, DAY, False),
        ("last", True, 1, DAY, True),
        ("date", True, 2, DAY, False),
        ("date", False, 1, DAY + timedelta(days=1), True),
    ],
)
def test_when_a_part_is_shown(when, passed, ended, today, shown):
    assert RULES.shown(when, passed=passed, ended=ended, today=today) is shown


def page_of(user, attempt) -> str:
    client = Client()
    client.force_login(user)
    return client.get(f"/en/quiz/attempt/{attempt.pk}/").content.decode()


def test_score_and_feedback_wait_for_the_last_attempt(ann, module):
    now = timezone.now()
    page = quizzes.quiz(
        module, now=now, attempts=2, show_score="last", show_feedback="last", show_key="last"
    )
    first = quizzes.marked(ann, page, WRONG, now)
    text = page_of(ann, first)
    assert "Not passed yet." in text
    assert "after your last attempt, or once you have passed" in text
    assert "Question by question" not in text
    assert "result__score" not in text
    second = quizzes.marked(ann, page, RIGHT, now)
    for attempt in (first, second):
        assert "Question by question" in page_of(ann, attempt)


def test_feedback_waits_for_a_day_and_the_list_of_attempts_hides_the_score(ann, module):
    now = timezone.now()
    day = now.date() + timedelta(days=3)
    dated = {"show_score": "date", "show_feedback": "date", "shown_from": day}
    page = quizzes.quiz(module, now=now, **dated)
    attempt = quizzes.marked(ann, page, RIGHT, now)
    text = page_of(ann, attempt)
    assert "You passed." in text
    assert "The rest of your result is shown from" in text
    client = Client()
    client.force_login(ann)
    assert "100 %" not in client.get(page.url).content.decode()
