"""Written answers: the queue, one and two markers, the third, and the door they share with the machine."""

from fractions import Fraction

import pytest
from django.test import Client

from accounts.models import Role
from assessments import access, attempts, counting, marking, regrading, tasks
from assessments.models import Attempt, Item, ItemStatistics, WrittenAnswer
from authoring import staff
from courses.models import StepCompletion
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import question
from tests.assessments.quizzes import GENOME

SINGLE = question("written", markers=1)
DOUBLE = question("written", markers=2, bound=1)
TEXT = "One in two, and she is tested once she is of age."
BEST, MIDDLING, WORST = {"a": 2, "b": 2}, {"a": 1, "b": 2}, {"a": 0, "b": 0}


@pytest.fixture
def uma(db):
    return factories.person("uma", "Uma Dahl", "SWE", "2212", (Role.TRAINER, "SWE"))


@pytest.fixture
def vic(db):
    return factories.person("vic", "Vic Holt", "SWE", "2212", (Role.TRAINER, "SWE"))


@pytest.fixture
def eve(db):
    return factories.person("eve", "Eve Moe", "NOR", "2212", (Role.EDITOR, ""))


def written_quiz(module, now, asked=SINGLE, **fields):
    return quizzes.quiz(module, now=now, questions=[GENOME, asked], **fields)


def waiting_attempt(user, module, now, asked=SINGLE, answer=TEXT, **fields) -> Attempt:
    page = written_quiz(module, now, asked, **fields)
    return quizzes.marked(user, page, {"genome-size": "a", asked["key"]: answer}, now)


def give(answer, marker, levels, now, comment=""):
    return marking.give(answer=answer, marker=marker, levels=levels, comment=comment, now=now)


def test_a_written_answer_waits_and_the_rest_is_marked(ann, module, now):
    attempt = waiting_attempt(ann, module, now)
    assert (attempt.status, attempt.percent, attempt.passed) == ("waiting", None, None)
    event = attempt.events.get(kind="marked")
    assert event.data["questions"] == {"genome-size": "1", "a-written": None}
    assert event.data["waiting"] == ["a-written"]
    assert not StepCompletion.objects.exists()
    assert attempts.mark(pk=attempt.pk, now=now) is None
    assert WrittenAnswer.objects.count() == 1


def test_an_empty_written_answer_waits_for_nobody(ann, module, now):
    attempt = waiting_attempt(ann, module, now, answer="")
    assert (attempt.status, attempt.passed) == ("marked", False)
    assert not WrittenAnswer.objects.exists()


def test_what_waits_does_not_hold_up_the_sweep_or_another_attempt(ann, module, now):
    attempt = waiting_attempt(ann, module, now)
    tasks.mark_waiting()
    attempt.refresh_from_db()
    assert attempt.status == "waiting"
    page = attempts.queries.quiz_page(attempt.quiz_key, "en")
    assert attempts.start(user=ann, page=page, now=now).number == 2


def test_practice_is_done_when_handed_in_even_if_somebody_still_reads(ann, module, now):
    waiting_attempt(ann, module, now, counts=False)
    assert StepCompletion.objects.get().graded is False


def test_one_mark_decides_and_completes_the_step(ann, tom, module, now):
    attempt = waiting_attempt(ann, module, now)
    done = give(attempt.written.get(), tom, MIDDLING, now, "Well explained.")
    assert (done.status, done.fraction) == ("done", "3/4")
    attempt.refresh_from_db()
    assert (attempt.status, float(attempt.percent), attempt.passed) == ("marked", 87.5, True)
    assert attempts.effective_marks(attempt).questions == {
        "genome-size": 1,
        "a-written": Fraction(3, 4),
    }
    assert StepCompletion.objects.get().graded is True
    assert marking.judgements(attempt)["a-written"].comments == ("Well explained.",)


def test_a_second_mark_where_one_is_enough_is_refused(ann, tom, uma, module, now):
    answer = waiting_attempt(ann, module, now).written.get()
    give(answer, tom, BEST, now)
    with pytest.raises(marking.AlreadyMarked):
        give(answer, uma, WORST, now)
    assert answer.marks.count() == 1


def test_two_agree_within_the_bound_and_their_mean_counts(ann, tom, uma, module, now):
    attempt = waiting_attempt(ann, module, now, DOUBLE)
    answer = give(attempt.written.get(), tom, BEST, now)
    assert answer.done_at is None
    with pytest.raises(marking.AlreadyMarked):
        give(answer, tom, BEST, now)
    assert give(answer, uma, MIDDLING, now).fraction == "7/8"
    attempt.refresh_from_db()
    assert attempt.passed is True


def test_two_differ_and_the_third_decides_alone(ann, tom, uma, vic, module, now):
    attempt = waiting_attempt(ann, module, now, DOUBLE)
    give(attempt.written.get(), tom, BEST, now, "Everything is there.")
    answer = give(attempt.written.get(), uma, WORST, now, "Nothing is there.")
    assert answer.status == "disputed"
    attempt.refresh_from_db()
    assert attempt.status == "waiting"
    assert list(access.answers_to_mark(tom)) == []
    assert list(access.answers_to_mark(vic)) == [answer]
    assert give(answer, vic, MIDDLING, now, "The reason is missing.").fraction == "3/4"
    attempt.refresh_from_db()
    assert (attempt.status, float(attempt.percent)) == ("marked", 87.5)
    told = marking.judgements(attempt)["a-written"]
    assert told.comments == ("The reason is missing.",)
    assert [one.points for one in told.criteria] == ["1", "2"]


@pytest.mark.parametrize("levels", [{}, {"a": 2}, {"a": 3, "b": 2}, {"a": 2, "b": 2, "c": 0}])
def test_marks_off_the_rubric_are_refused(ann, tom, module, now, levels):
    answer = waiting_attempt(ann, module, now).written.get()
    with pytest.raises(marking.OffTheRubric):
        give(answer, tom, levels, now)
    assert not answer.marks.exists()


def test_trainers_mark_for_their_country_editors_for_all_nobody_her_own(
    ann, cat, tom, fay, eve, module, now
):
    page = written_quiz(module, now)
    answers = {"genome-size": "a", "a-written": TEXT}
    for user in (ann, cat, tom):
        quizzes.marked(user, page, answers, now)

    def seen_by(user):
        return {answer.attempt.user for answer in access.answers_to_mark(user)}

    assert seen_by(tom) == {ann}
    assert seen_by(eve) == {ann, cat, tom}
    assert seen_by(fay) == set()
    assert seen_by(ann) == set()


def test_statistics_count_what_people_gave(ann, tom, module, now):
    attempt = waiting_attempt(ann, module, now)
    assert counting.count(limit=10) == 0
    give(attempt.written.get(), tom, MIDDLING, now)
    assert counting.count(limit=10) == 1
    sums = ItemStatistics.objects.get(item__key="a-written").sums
    assert (sums["n"], sums["x"]) == (1, 0.75)


def test_a_regrade_asks_no_machine_about_a_written_answer(ann, tom, module, now):
    attempt = waiting_attempt(ann, module, now)
    give(attempt.written.get(), tom, MIDDLING, now)
    item = Item.objects.get(key="a-written")
    seen = regrading.look(item=item, policy="current-key", by=None, now=now)
    while regrading.look_chunk(pk=seen.pk, now=now):
        pass
    seen.refresh_from_db()
    assert (seen.seen, seen.changed) == (1, 0)


def test_a_regrade_decided_while_a_person_reads_is_not_missed(ann, tom, module, now):
    attempt = waiting_attempt(ann, module, now, answer=TEXT)
    regrade = regrading.decide(
        item=Item.objects.get(key="genome-size"),
        policy="drop",
        keep_passed=True,
        reason="Wrong.",
        by=tom,
        now=now,
    )
    while regrading.run_chunk(pk=regrade.pk, now=now):
        pass
    give(attempt.written.get(), tom, MIDDLING, now)
    attempt.refresh_from_db()
    assert float(attempt.percent) == 75


def test_marks_go_with_the_account_of_the_learner_and_stay_without_the_markers(
    ann, bo, tom, module, now
):
    page = written_quiz(module, now, DOUBLE)
    for user in (ann, bo):
        attempt = quizzes.marked(user, page, {"a-written": TEXT}, now)
        give(attempt.written.get(), tom, BEST, now)
    ann.delete()
    assert WrittenAnswer.objects.count() == 1
    tom.delete()
    assert WrittenAnswer.objects.get().marks.get().marker is None


# In Wagtail and for the learner


@pytest.fixture(autouse=True)
def _desk(db):
    """The roles' groups may open Wagtail, as on a prepared installation."""
    staff.build()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_trainer_marks_from_the_queue_without_seeing_a_name(ann, tom, module, now):
    attempt = waiting_attempt(ann, module, now)
    answer = attempt.written.get()
    client = client_of(tom)
    listing = client.get("/cms/marking/").content.decode()
    assert f"Mark {answer.code}" in listing
    page = client.get(f"/cms/marking/{answer.code}/").content.decode()
    assert TEXT in page
    assert "She has a chance of one in two" in page
    for name in ("Ann", "ann@"):
        assert name not in listing + page
    incomplete = client.post(f"/cms/marking/{answer.code}/", {"criterion-a": "2", "comment": "Hm"})
    assert "Choose a level of this criterion." in incomplete.content.decode()
    assert not answer.marks.exists()
    fields = {"criterion-a": "2", "criterion-b": "2", "comment": "Good."}
    told = client.post(f"/cms/marking/{answer.code}/", fields, follow=True).content.decode()
    assert "Your mark is stored. The answer is marked." in told
    again = client.post(f"/cms/marking/{answer.code}/", fields, follow=True).content.decode()
    assert "it was marked meanwhile" in again
    assert answer.marks.count() == 1


def test_the_first_mark_is_hidden_from_the_second_and_shown_to_the_third(
    ann, tom, uma, vic, module, now
):
    answer = waiting_attempt(ann, module, now, DOUBLE).written.get()
    give(answer, tom, BEST, now, "A secret of the first.")
    url = f"/cms/marking/{answer.code}/"
    assert "A secret of the first." not in client_of(uma).get(url).content.decode()
    give(answer, uma, WORST, now)
    assert "A secret of the first." in client_of(vic).get(url).content.decode()


def test_others_have_no_queue(ann, fay, module, now):
    answer = waiting_attempt(ann, module, now).written.get()
    for user in (ann, fay):
        assert client_of(user).get("/cms/marking/").status_code in (302, 403)
        assert client_of(user).get(f"/cms/marking/{answer.code}/").status_code in (302, 403)


def test_the_learner_sees_who_is_waited_for_and_then_what_was_said(ann, tom, module, now):
    attempt = waiting_attempt(ann, module, now)
    client = client_of(ann)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    text = client.get(url).content.decode()
    assert "A person reads what you wrote" in text
    assert "1 written answer waits to be marked by a trainer." in text
    assert "The other question is marked already." in text
    assert client.get(url + "status/").json() == {"marked": True}
    page = attempts.queries.quiz_page(attempt.quiz_key, "en")
    assert "Waits for a person" in client.get(page.url).content.decode()
    give(attempt.written.get(), tom, MIDDLING, now, "Well explained.")
    text = client.get(url).content.decode()
    assert "87.5 %" in text
    assert "Well explained." in text
    assert "1 of 2 points" in text
    assert "Tom" not in text
