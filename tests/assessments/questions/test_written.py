"""The written answer: its rubric, and what several markers amount to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import questions
from assessments.agreement import Outcome, outcome
from assessments.questions import written
from assessments.questions.contract import UNANSWERED, UnreadableAnswer
from tests.assessments.questions.samples import question

BODY = questions.body_of(questions.normalise(question("written")))


def told(**changes) -> list[str]:
    return [str(problem) for problem in questions.problems(question("written", **changes))]


def test_a_person_is_needed_for_words_and_nobody_for_an_empty_answer():
    assert written.grade(BODY, "One in two.", 1).needs_person
    for nothing in (None, "", "  \n", [], {"text": "x"}, 3):
        assert written.grade(BODY, nothing, 1) == UNANSWERED


def test_levels_are_sorted_and_the_worth_is_the_sum_of_the_highest():
    assert [level["points"] for level in BODY["rubric"][1]["levels"]] == [0, 2]
    assert written.worth(BODY) == 4


def test_the_rubric_is_on_the_page_only_when_the_author_wants_it():
    assert written.view(BODY, 1, True, None)["criteria"] == []
    shown = written.view({**BODY, "show_rubric": True}, 1, True, None)["criteria"]
    assert shown == [{"text": "The chance", "points": 2}, {"text": "When to test", "points": 2}]


def test_line_ends_of_browsers_do_not_count_twice():
    full = "a\n" * (written.LIMIT // 2)
    assert written.read(BODY, {"text": [full.replace("\n", "\r\n")]}, 1) == full.strip()
    with pytest.raises(UnreadableAnswer):
        written.read(BODY, {"text": ["x" * (written.LIMIT + 1)]}, 1)


ZERO, ONE = {"points": 0, "text": "no"}, {"points": 1, "text": "yes"}


@pytest.mark.parametrize(
    ("rubric", "sentence"),
    [
        ([], "“rubric” must be a list of at least 1 entries."),
        ([{"text": "A"}], "Criterion 1 needs “levels”, a list of {points, text}."),
        (
            [{"text": "A", "levels": [ONE]}],
            "The levels of criterion 1 need different points, one of them 0.",
        ),
        (
            [{"text": "A", "levels": [ZERO, ONE, ONE]}],
            "The levels of criterion 1 need different points, one of them 0.",
        ),
        (
            [{"text": "A", "levels": [ZERO, {"points": "2", "text": "x"}]}],
            "The points of a level are a whole number from 0 to 20.",
        ),
        (
            [{"text": "A", "levels": [ZERO, {"points": 1}]}],
            "Every level of criterion 1 needs a text.",
        ),
    ],
)
def test_what_is_wrong_with_a_rubric_is_told(rubric, sentence):
    assert told(rubric=rubric) == [sentence]


def test_what_is_wrong_with_the_markers_is_told():
    assert told(markers=3) == ["“markers” is 1, or 2 for two people who mark independently."]
    assert told(bound=-1) == ["“bound” is a whole number of points, 0 or more."]
    assert told(markers=True, bound="2") == [
        "“markers” is 1, or 2 for two people who mark independently.",
        "“bound” is a whole number of points, 0 or more.",
    ]


def test_one_marker_is_enough_where_one_is_asked_for():
    assert outcome([], worth=4, markers=1, bound=1) == Outcome(None)
    assert outcome([3], worth=4, markers=1, bound=1) == Outcome(Fraction(3, 4))


def test_two_who_agree_within_the_bound_give_their_mean():
    assert outcome([3], worth=4, markers=2, bound=1) == Outcome(None)
    assert outcome([3, 4], worth=4, markers=2, bound=1) == Outcome(Fraction(7, 8))
    assert outcome([2, 2], worth=4, markers=2, bound=0) == Outcome(Fraction(1, 2))


def test_two_who_differ_leave_it_to_a_third():
    assert outcome([1, 4], worth=4, markers=2, bound=1) == Outcome(None, disputed=True)
    assert outcome([1, 4, 3], worth=4, markers=2, bound=1) == Outcome(Fraction(3, 4), disputed=True)


@given(st.lists(st.integers(0, 10), max_size=3), st.integers(1, 2), st.integers(0, 10))
def test_an_outcome_is_always_a_share_of_the_worth(points, markers, bound):
    found = outcome(points, worth=10, markers=markers, bound=bound)
    assert found.fraction is None or 0 <= found.fraction <= 1
