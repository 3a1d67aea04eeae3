from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments import attempts, grading, paper, queries
from assessments.models import Attempt, AttemptEvent, Edition
from assessments.rules import GRACE
from courses.models import StepCompletion
from tests.assessments import quizzes
from tests.assessments.quizzes import RIGHT, WRONG


def kinds(attempt):
    return list(attempt.events.values_list("kind", flat=True))


def test_starting_twice_gives_the_same_paper(ann, quiz, now):
    first = attempts.start(user=ann, page=quiz, now=now)
    again = attempts.start(user=ann, page=quiz, now=now)
    assert (again.pk, again.paper) == (first.pk, first.paper)
    assert kinds(first) == ["started"]


def test_a_paper_is_rebuilt_from_its_seed(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    entries = attempts.drawn(attempt.edition, attempt.seed)
    assert paper.paper(entries, seed=attempt.seed, shuffle=True) == attempt.paper


def test_two_people_share_one_edition_and_a_changed_rule_makes_another(ann, bo, cat, quiz, now):
    one = attempts.start(user=ann, page=quiz, now=now)
    two = attempts.start(user=bo, page=quiz, now=now)
    assert one.edition_id == two.edition_id
    quiz.pass_mark = 50
    three = attempts.start(user=cat, page=quiz, now=now)
    assert three.edition.rules["pass_mark"] == 50
    assert Edition.objects.count() == 2


def test_a_quiz_without_questions_says_so(ann, module, now):
    empty = quizzes.quiz(module, now=now, questions=())
    with pytest.raises(attempts.NoQuestions):
        attempts.start(user=ann, page=empty, now=now)
    assert Attempt.objects.count() == 0


def test_saving_appends_only_what_changed_and_later_events_win(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    assert attempts.save(attempt=attempt, answers={"genome-size": "b"}, now=now)
    assert attempts.save(attempt=attempt, answers={"genome-size": "a", "inherited": ["a"]}, now=now)
    assert not attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=now)
    assert attempts.save(attempt=attempt, answers={"inherited": None}, now=now)
    assert attempts.saved_answers(attempt) == {"genome-size": "a"}
    assert kinds(attempt) == ["started", "saved", "saved", "saved"]


def test_handing_in_takes_what_was_saved_before_and_happens_once(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=now)
    assert attempts.submit(attempt=attempt, answers={"fathers-side": "false"}, now=now)
    assert not attempts.submit(attempt=attempt, answers={"fathers-side": "true"}, now=now)
    submitted = attempt.events.get(kind="submitted")
    assert submitted.data == {"answers": {"genome-size": "a", "fathers-side": "false"}}


def test_nothing_is_saved_after_handing_in(ann, quiz, now):
    attempt = quizzes.handed_in(ann, quiz, RIGHT, now)
    with pytest.raises(attempts.AttemptClosed):
        attempts.save(attempt=attempt, answers=WRONG, now=now)
    assert attempts.saved_answers(attempt) == RIGHT


def test_after_the_deadline_only_what_was_saved_in_time_counts(ann, module, now):
    page = quizzes.quiz(module, now=now, time_limit_minutes=10)
    attempt = attempts.start(user=ann, page=page, now=now)
    attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=now)
    late = now + timedelta(minutes=10) + GRACE + timedelta(seconds=1)
    with pytest.raises(attempts.AttemptClosed):
        attempts.save(attempt=attempt, answers=RIGHT, now=late)
    assert attempts.submit(attempt=attempt, answers=RIGHT, now=late)
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.deadline == now + timedelta(minutes=10)
    submitted = attempt.events.get(kind="submitted")
    assert submitted.data == {"answers": {"genome-size": "a"}, "late": True}


def test_a_passed_attempt_completes_the_step_once(ann, quiz, now):
    attempt = quizzes.handed_in(ann, quiz, RIGHT, now)
    assert attempts.mark(pk=attempt.pk, now=now)
    assert not attempts.mark(pk=attempt.pk, now=now)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.percent, attempt.passed) == ("marked", 100, True)
    assert kinds(attempt) == ["started", "submitted", "marked"]
    completion = StepCompletion.objects.get()
    assert (completion.step_key, completion.graded) == (quiz.translation_key, True)


def test_a_failed_attempt_completes_nothing(ann, quiz, now):
    attempt = quizzes.marked(ann, quiz, RIGHT | {"fathers-side": "true"}, now)
    assert (float(attempt.percent), attempt.passed) == (66.67, False)
    assert StepCompletion.objects.count() == 0


def test_the_mark_event_keeps_exact_fractions(ann, quiz, now):
    attempt = quizzes.marked(ann, quiz, RIGHT | {"inherited": ["a"]}, now)
    assert attempt.events.get(kind="marked").data == {
        "earned": "8/3",
        "possible": 3,
        "percent": 88.89,
        "questions": {"genome-size": "1", "inherited": "2/3", "fathers-side": "1"},
        "passed": True,
    }


def test_a_practice_quiz_is_done_when_handed_in_and_is_not_a_graded_step(ann, module, now):
    page = quizzes.quiz(module, now=now, counts=False)
    attempt = quizzes.marked(ann, page, WRONG, now)
    assert attempt.passed is False
    assert StepCompletion.objects.get().graded is False


def test_the_mark_is_made_under_the_rules_that_were_promised(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    quiz.pass_mark = 10
    quiz.save_revision().publish()
    attempts.submit(attempt=attempt, answers={"genome-size": "a"}, now=now)
    attempts.mark(pk=attempt.pk, now=now)
    attempt.refresh_from_db()
    assert attempt.passed is False


def test_after_the_last_attempt_one_waits_and_then_they_start_anew(ann, module, now):
    page = quizzes.quiz(module, now=now, attempts=2, wait_hours=24)
    for _ in range(2):
        quizzes.marked(ann, page, WRONG, now)
    with pytest.raises(attempts.MustWait) as wait:
        attempts.start(user=ann, page=page, now=now + timedelta(hours=23))
    assert wait.value.until == now + timedelta(hours=24)
    assert attempts.start(user=ann, page=page, now=now + timedelta(hours=24)).number == 3


def test_the_database_refuses_a_second_machine_mark_and_a_second_open_paper(ann, quiz, now):
    attempt = quizzes.marked(ann, quiz, RIGHT, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        attempts.record(attempt, AttemptEvent.Kind.MARKED, now)
    running = attempts.start(user=ann, page=quiz, now=now)
    running.pk, running.number = None, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        running.save()


def test_results_prefer_the_passed_attempt(ann, quiz, now):
    quizzes.marked(ann, quiz, RIGHT, now)
    quizzes.marked(ann, quiz, WRONG, now)
    attempts.start(user=ann, page=quiz, now=now)
    result = queries.latest_results(ann, [quiz.translation_key])[quiz.translation_key]
    assert (result.status, result.passed) == ("marked", True)


def test_answers_to_questions_that_were_not_asked_count_for_nothing(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    marks = grading.grade(queries.asked(attempt), RIGHT | {"another": "a"})
    assert (marks.earned, marks.possible) == (3, 3)
