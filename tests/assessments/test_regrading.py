from datetime import timedelta
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from assessments import attempts, bank, regrading, tasks
from assessments.models import Attempt, AttemptEvent, Item, Regrade
from assessments.policies import POLICIES, Marked, regraded
from courses.models import StepCompletion
from tests.assessments import quizzes
from tests.assessments.quizzes import FATHER, RIGHT, WRONG

REASON = "The key was wrong."


def correct_the_key(quiz, now):
    """It turns out that "true" was right."""
    bank.upsert_questions(
        questions=[FATHER | {"correct": True}], language="en", course_key="", by=None, now=now
    )
    quiz.save_revision().publish()
    return Item.objects.get(key="fathers-side")


def run(item, now, policy="current-key", *, keep_passed=True):
    regrade = regrading.decide(
        item=item, policy=policy, keep_passed=keep_passed, reason=REASON, by=None, now=now
    )
    while regrading.run_chunk(pk=regrade.pk, now=now):
        pass
    regrade.refresh_from_db()
    return regrade


@pytest.fixture
def failed(bo, quiz, now):
    """Two of three right; wrong only where the key was."""
    return quizzes.marked(bo, quiz, RIGHT | {"fathers-side": "true"}, now)


@pytest.fixture
def passed(ann, quiz, now):
    """All right by the wrong key."""
    return quizzes.marked(ann, quiz, RIGHT, now)


def test_a_look_tells_who_crosses_the_pass_mark_and_writes_nothing(quiz, failed, passed, now):
    item = correct_the_key(quiz, now)
    before = list(AttemptEvent.objects.values_list("pk", flat=True))
    seen = regrading.look(item=item, policy="current-key", by=None, now=now)
    while regrading.look_chunk(pk=seen.pk, now=now):
        pass
    seen.refresh_from_db()
    assert (seen.total, seen.seen, seen.changed, seen.up, seen.down) == (2, 2, 2, 1, 1)
    assert seen.examples == {"up": [failed.pk], "down": [passed.pk]}
    assert seen.share_done == 100
    assert list(AttemptEvent.objects.values_list("pk", flat=True)) == before


def test_a_regrade_passes_whom_the_key_had_failed_and_takes_no_pass(quiz, failed, passed, now):
    item = correct_the_key(quiz, now)
    assert run(item, now).changed == 2
    failed.refresh_from_db()
    passed.refresh_from_db()
    assert (failed.percent, failed.passed) == (100, True)
    assert (float(passed.percent), passed.passed) == (66.67, True)
    assert StepCompletion.objects.filter(enrolment__user=failed.user).count() == 1
    assert failed.events.get(kind="marked").data["questions"]["fathers-side"] == "0"
    assert failed.events.get(kind="regraded").data["questions"]["fathers-side"] == "1"


def test_taking_back_a_pass_is_a_choice_and_leaves_the_completed_step(quiz, passed, now):
    run(correct_the_key(quiz, now), now, keep_passed=False)
    passed.refresh_from_db()
    assert passed.passed is False
    assert StepCompletion.objects.filter(enrolment__user=passed.user).count() == 1


@pytest.mark.parametrize(
    ("policy", "percents"),
    [("nobody-loses", (100, 100)), ("full-credit", (100, 100)), ("drop", (100, 100))],
)
def test_the_other_policies(quiz, failed, passed, now, policy, percents):
    run(correct_the_key(quiz, now), now, policy)
    failed.refresh_from_db()
    passed.refresh_from_db()
    assert (failed.percent, passed.percent) == percents
    if policy == "drop":
        assert attempts.effective_marks(failed).possible == 2


def test_a_regrade_that_was_interrupted_goes_on_and_ends_with_the_same_ledger(
    ann, quiz, now, monkeypatch
):
    monkeypatch.setattr(regrading, "CHUNK", 2)
    for number in range(5):
        quizzes.marked(ann, quiz, RIGHT if number % 2 else WRONG, now)
    item = correct_the_key(quiz, now)
    regrade = regrading.decide(
        item=item, policy="current-key", keep_passed=True, reason=REASON, by=None, now=now
    )
    assert regrading.run_chunk(pk=regrade.pk, now=now)
    tasks.resume_regrades()
    tasks.resume_regrades()
    regrade.refresh_from_db()
    assert (regrade.changed, regrade.done_at is not None) == (5, True)
    assert AttemptEvent.objects.filter(regrade=regrade).count() == 5


def test_a_regrade_cannot_be_started_twice(quiz, failed, now):
    item = correct_the_key(quiz, now)
    facts = {"item": item, "policy": "drop", "keep_passed": True, "reason": REASON}
    regrading.decide(**facts, by=None, now=now)
    with pytest.raises(regrading.RegradeRunning):
        regrading.decide(**facts, by=None, now=now)


def test_a_paper_marked_after_the_regrade_gets_it_too(ann, quiz, now):
    attempt = quizzes.handed_in(ann, quiz, RIGHT | {"fathers-side": "true"}, now)
    run(correct_the_key(quiz, now), now + timedelta(hours=1))
    for _ in range(2):
        tasks.mark_attempt(attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.passed) == (100, True)
    assert list(attempt.events.values_list("kind", flat=True)) == [
        "started",
        "submitted",
        "marked",
        "regraded",
    ]


def test_the_command_looks_first_and_applies_only_with_a_reason(
    quiz, failed, now, django_capture_on_commit_callbacks
):
    correct_the_key(quiz, now)
    out = StringIO()
    call_command("regrade", "fathers-side", stdout=out)
    assert "1 attempts looked at, 1 change:" in out.getvalue()
    assert Regrade.objects.count() == 0
    with pytest.raises(CommandError, match="--reason"):
        call_command("regrade", "fathers-side", "--apply", stdout=out)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("regrade", "fathers-side", "--apply", "--reason", REASON, stdout=out)
    assert Attempt.objects.get().passed is True
    with pytest.raises(CommandError, match="There is no question"):
        call_command("regrade", "no-such", stdout=out)


fractions = st.fractions(0, 1, max_denominator=6)


@given(
    old=st.dictionaries(st.sampled_from("abcd"), fractions, min_size=1),
    policy=st.sampled_from(POLICIES),
    anew=fractions,
    keep=st.booleans(),
)
def test_policies_promise_what_their_names_say(old, policy, anew, keep):
    item = min(old)
    before = Marked(old, passed=Marked(old, passed=False).reaches(80))
    after = regraded(before, item, policy, anew, 80, keep_passed=keep)
    assert {k: v for k, v in after.questions.items() if k != item} == {
        k: v for k, v in old.items() if k != item
    }
    if policy in ("nobody-loses", "full-credit"):
        assert after.earned >= before.earned
    if policy == "drop":
        assert after.possible == before.possible - 1
    if keep and before.passed:
        assert after.passed
    assert regraded(after, item, policy, anew, 80, keep_passed=keep) == after
    assert Marked.from_json(after.to_json()) == after
    assert after.earned == sum((f for f in after.questions.values() if f is not None), Fraction(0))
