"""Pre-test and post-test: gain per person and aggregated, small numbers hidden."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from assessments import gain_views, gains
from assessments.gain import Gain, change, mean_gain
from assessments.gains import GainSums
from tests.assessments import quizzes
from tests.assessments.quizzes import FATHER, GENOME, INHERITED, RIGHT, WRONG

HALF = RIGHT | {"genome-size": "b"}  # 66.67 %


@pytest.fixture
def pretest(module, now):
    return quizzes.quiz(
        module, now=now, key="before", pretest_of="final-quiz", counts=False, pass_mark=0
    )


def both(user, pretest, posttest, now, before=WRONG, after=RIGHT):
    quizzes.marked(user, pretest, before, now)
    return quizzes.marked(user, posttest, after, now + timedelta(hours=1))


def test_hake_s_gain_of_a_group():
    """Mean 45 % before and 72.5 % after: half of what could be gained."""
    assert mean_gain(2, 90, 145) == Gain(2, 45, 72.5, 27.5, 0.5)
    assert mean_gain(0, 0, 0) is None
    assert mean_gain(1, 100, 100).normalised is None


def test_the_change_of_one_person_is_symmetric():
    assert [change(50, 75), change(50, 25), change(50, 50)] == [0.5, -0.5, 0]
    assert [change(0, 0), change(100, 100)] == [None, None]


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_change_lies_between_minus_one_and_one(pre, post):
    found = change(pre, post)
    assert found is None or -1 <= found <= 1


def test_first_attempts_make_a_pair_and_rows_add_up(ann, bo, cat, pretest, quiz, course, now):
    both(ann, pretest, quiz, now, before=WRONG, after=RIGHT)
    both(bo, pretest, quiz, now, before=HALF, after=HALF)
    quizzes.marked(ann, quiz, WRONG, now + timedelta(hours=2))
    quizzes.marked(cat, quiz, RIGHT, now)
    quizzes.marked(cat, pretest, WRONG, now + timedelta(hours=1))
    rows = gains.gain_sums()
    assert rows == [
        GainSums("SWE", "2211", course.course_key, 1, 66.67, 66.67),
        GainSums("SWE", "2221", course.course_key, 1, rows[1].pre, 100),
    ]
    assert rows[1].pre < 1


def test_a_period_is_about_the_post_test(ann, pretest, quiz, now):
    both(ann, pretest, quiz, now)
    at = now + timedelta(hours=1)
    assert len(gains.gain_sums(since=at, until=at + timedelta(seconds=1))) == 1
    assert gains.gain_sums(until=at) == []
    assert gains.gain_sums(since=at + timedelta(seconds=1)) == []


def test_a_regraded_post_test_counts_as_it_stands_now(ann, tom, pretest, quiz, now):
    from assessments import overriding

    attempt = both(ann, pretest, quiz, now, after=HALF)
    overriding.override(
        attempt=attempt,
        change=overriding.Override("genome-size", 100, "Right."),
        seen=overriding.last_marking(attempt).pk,
        by=tom,
        now=now,
    )
    assert gains.gain_sums()[0].post == 100


def test_gain_by_competency(ann, pretest, quiz, now):
    both(ann, pretest, quiz, now, before=HALF, after=RIGHT)
    [pair] = gains.pairs()
    found = gains.competency_gains(pair)
    assert {code: one.raw for code, one in found.items()} == {
        "GLF1.1": 100,
        "GLF1.3": 0,
        "GLF2.2": 0,
    }
    assert found["GLF1.1"].normalised == 1


def test_who_took_both_reads_her_own_gain(ann, pretest, quiz, now):
    attempt = both(ann, pretest, quiz, now, before=HALF)
    assert gains.own_gain(attempt) == Fraction(6667, 100)
    again = quizzes.marked(ann, quiz, RIGHT, now + timedelta(hours=2))
    assert gains.own_gain(again) is None
    client = Client()
    client.force_login(ann)
    text = client.get(f"/en/quiz/attempt/{attempt.pk}/").content.decode()
    assert "In the test before you had 66.7 %, now you have 100 %." in text


def test_a_pretest_that_cannot_be_compared_says_why(module, now):
    quizzes.quiz(module, now=now, questions=[GENOME], key="alone", pretest_of="nowhere")
    quizzes.quiz(module, now=now, questions=[INHERITED], key="other", pretest_of="last")
    quizzes.quiz(module, now=now, questions=[FATHER], key="last")
    problems = [gain_views._row(pair, "en").problem for pair in gains.pairs()]
    assert problems == [
        "No published quiz of this course has the key “nowhere”.",
        "The two quizzes share no competency: they cannot be compared.",
    ]


def test_small_numbers_are_hidden(
    admin_client, ann, bo, pretest, quiz, now, monkeypatch, django_assert_max_num_queries
):
    for user in (ann, bo):
        both(user, pretest, quiz, now)
    text = admin_client.get("/cms/gain/").content.decode()
    assert "Fewer than 10 people have taken both: nothing is shown." in text
    assert "100.0 %" not in text
    monkeypatch.setattr(gain_views, "LEAST_SHOWN", 2)
    text = admin_client.get("/cms/gain/").content.decode()
    assert "100.0 %" in text
    assert "GLF1.1" in text


def test_learners_do_not_see_the_report(ann, client, pretest):
    client.force_login(ann)
    assert client.get("/cms/gain/").status_code == 302
