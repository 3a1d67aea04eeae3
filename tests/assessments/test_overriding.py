"""A person changes a mark: the reason stays, the order with regrades is defined, a pass is never lost in silence."""

from fractions import Fraction

import pytest
from django.test import Client

from assessments import attempts, overriding, regrading
from assessments.models import Item
from assessments.overriding import Override
from assessments.policies import Marked, overridden, regraded
from authoring import staff
from courses.models import StepCompletion
from tests.assessments import quizzes
from tests.assessments.quizzes import RIGHT, WRONG

NEARLY = RIGHT | {"genome-size": "b"}


def change(attempt, by, now, percent=100, keep_passed=None, seen=None, item="genome-size"):
    return overriding.override(
        attempt=attempt,
        change=Override(item, percent, "The wording allowed it.", keep_passed),
        seen=seen or overriding.last_marking(attempt).pk,
        by=by,
        now=now,
    )


def regrade(policy, now, keep_passed=True, key="genome-size"):
    row = regrading.decide(
        item=Item.objects.get(key=key),
        policy=policy,
        keep_passed=keep_passed,
        reason="Looked at again.",
        by=None,
        now=now,
    )
    while regrading.run_chunk(pk=row.pk, now=now):
        pass


def test_a_fail_becomes_a_pass_and_completes_the_step(ann, tom, quiz, now):
    attempt = quizzes.marked(ann, quiz, NEARLY, now)
    assert attempt.passed is False
    event = change(attempt, tom, now)
    attempt.refresh_from_db()
    assert (float(attempt.percent), attempt.passed) == (100, True)
    assert StepCompletion.objects.get().graded is True
    assert (event.by, event.data["reason"], event.data["before"]) == (
        tom,
        "The wording allowed it.",
        "0",
    )
    assert attempt.events.get(kind="marked").data["passed"] is False


def test_a_pass_at_stake_needs_a_choice_and_takes_no_step_back(ann, tom, quiz, now):
    attempt = quizzes.marked(ann, quiz, RIGHT, now)
    with pytest.raises(overriding.PassAtStake):
        change(attempt, tom, now, percent=0)
    assert not attempt.events.filter(kind="overridden").exists()
    event = change(attempt, tom, now, percent=0, keep_passed=False)
    attempt.refresh_from_db()
    assert (float(attempt.percent), attempt.passed) == (66.67, False)
    assert event.data["keep_passed"] is False
    assert StepCompletion.objects.count() == 1


def test_a_pass_may_stand_by_choice(ann, tom, quiz, now):
    attempt = quizzes.marked(ann, quiz, RIGHT, now)
    change(attempt, tom, now, percent=0, keep_passed=True)
    attempt.refresh_from_db()
    assert (float(attempt.percent), attempt.passed) == (66.67, True)


def test_the_same_form_twice_changes_once(ann, tom, quiz, now):
    attempt = quizzes.marked(ann, quiz, NEARLY, now)
    seen = overriding.last_marking(attempt).pk
    change(attempt, tom, now, seen=seen)
    with pytest.raises(overriding.ChangedMeanwhile):
        change(attempt, tom, now, percent=0, seen=seen, keep_passed=False)
    assert attempt.events.filter(kind="overridden").count() == 1


def test_only_what_is_marked_and_counted_can_be_changed(ann, tom, quiz, now):
    waiting = quizzes.handed_in(ann, quiz, RIGHT, now)
    with pytest.raises(overriding.NotMarkedYet):
        change(waiting, tom, now, seen=1)
    attempts.mark(pk=waiting.pk, now=now)
    with pytest.raises(overriding.NotCounted):
        change(waiting, tom, now, item="another")
    regrade("drop", now)
    with pytest.raises(overriding.NotCounted):
        change(waiting, tom, now)


def test_a_new_key_does_not_undo_what_a_person_has_judged(ann, bo, tom, quiz, now):
    judged, other = (quizzes.marked(user, quiz, NEARLY, now) for user in (ann, bo))
    change(judged, tom, now, percent=60)
    regrade("current-key", now)
    assert attempts.effective_marks(judged).questions["genome-size"] == Fraction(3, 5)
    assert attempts.effective_marks(other).questions["genome-size"] == 0


@pytest.mark.parametrize(
    ("policy", "after"),
    [("current-key", "3/5"), ("nobody-loses", "3/5"), ("full-credit", "1"), ("drop", None)],
)
def test_override_then_policy(policy, after):
    machine = Marked({"one": Fraction(0), "two": Fraction(1)}, False)
    judged = overridden(machine, "one", Fraction(3, 5), 80, keep_passed=False)
    assert judged.passed is True
    last = regraded(judged, "one", policy, Fraction(0), 80, keep_passed=False)
    assert last.questions["one"] == (None if after is None else Fraction(after))
    assert Marked.from_json(last.to_json()) == last


def test_policy_then_override():
    marked = Marked({"one": Fraction(0), "two": Fraction(1)}, False)
    full = regraded(marked, "one", "full-credit", Fraction(0), 80, keep_passed=True)
    judged = overridden(full, "one", Fraction(1, 2), 80, keep_passed=False)
    assert (judged.questions["one"], judged.passed) == (Fraction(1, 2), False)
    again = regraded(judged, "one", "nobody-loses", Fraction(0), 80, keep_passed=True)
    assert again.questions["one"] == Fraction(1, 2)


# In Wagtail


@pytest.fixture(autouse=True)
def _desk(db):
    """The roles' groups may open Wagtail, as on a prepared installation."""
    staff.build()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fields(attempt, **changes):
    seen = overriding.last_marking(attempt).pk
    return {"item": "genome-size", "seen": seen, "percent": 100, "reason": "Right.", **changes}


def test_a_trainer_changes_a_mark_and_the_learner_reads_why(ann, tom, quiz, now):
    attempt = quizzes.marked(ann, quiz, NEARLY, now)
    client = client_of(tom)
    url = f"/cms/attempts/{attempt.pk}/"
    assert f">{attempt.pk}</a>" in client.get("/cms/attempts/").content.decode()
    before = client.get(url).content.decode()
    assert "Ann" not in before
    told = client.post(url, fields(attempt, reason="Both are right."), follow=True)
    text = told.content.decode()
    assert "The mark is changed, with your reason beside it." in text
    assert "Both are right." in text
    result = client_of(ann).get(f"/en/quiz/attempt/{attempt.pk}/").content.decode()
    assert "This mark was changed by a person" in result
    assert "Both are right." in result
    assert "Tom" not in result


def test_problems_are_told_on_the_page(ann, tom, quiz, now):
    attempt = quizzes.marked(ann, quiz, RIGHT, now)
    client, url = client_of(tom), f"/cms/attempts/{attempt.pk}/"
    for posted, sentence in (
        (fields(attempt, percent=0), "This takes the pass away."),
        (fields(attempt, percent=101), "less than or equal to 100"),
        (fields(attempt, reason=""), "This field is required."),
        (fields(attempt, item="nothing"), "This question is not counted any more"),
        (fields(attempt, seen=1), "were changed meanwhile"),
    ):
        assert sentence in client.post(url, posted).content.decode()
    assert not attempt.events.filter(kind="overridden").exists()


def test_who_must_not_look_finds_nothing(ann, cat, tom, fay, quiz, now):
    hers = quizzes.marked(ann, quiz, WRONG, now)
    abroad = quizzes.marked(cat, quiz, WRONG, now)
    own = quizzes.marked(tom, quiz, WRONG, now)
    client = client_of(tom)
    codes = [
        client.get(f"/cms/attempts/{one.pk}/", follow=True).status_code
        for one in (hers, abroad, own)
    ]
    assert codes == [200, 404, 404]
    assert client_of(fay).get(f"/cms/attempts/{hers.pk}/").status_code in (302, 403)
    assert client.get("/cms/attempts/?number=x1").status_code == 200
