"""Papers that a device kept: accepted once, judged by the time the server can believe, flagged, never lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments import arriving, attempts, marking, tasks
from assessments.arriving import Claim
from assessments.lateness import BELIEVED_FOR, Judged, judged
from assessments.models import Attempt
from assessments.rules import GRACE
from tests.assessments import quizzes
from tests.assessments.questions.samples import question
from tests.assessments.quizzes import GENOME, RIGHT, WRONG, form

MINUTES = timedelta(minutes=1)
TEN = 10 * MINUTES


@pytest.fixture
def page(module, now):
    return quizzes.quiz(module, now=now, time_limit_minutes=10)


@pytest.fixture
def attempt(ann, page, now):
    """Started at `now` with ten minutes; one answer was saved before the connection went."""
    attempt = attempts.start(user=ann, page=page, now=now)
    attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=now)
    return attempt


def claim(attempt, now, elapsed=5 * MINUTES, name="device-1", issued=None):
    return Claim(name, arriving.token(attempt, issued or now), elapsed)


def arrive(attempt, at, claimed, answers=RIGHT):
    return arriving.arrive(attempt=attempt, answers=answers, claim=claimed, now=at)


def close_by_the_clock(attempt, now):
    attempts.submit(attempt=attempt, answers={}, now=now + TEN + 2 * GRACE)
    attempts.mark(pk=attempt.pk, now=now + TEN + 2 * GRACE)
    attempt.refresh_from_db()


def refreshed(attempt):
    attempts.mark(pk=attempt.pk, now=attempt.started_at)
    attempt.refresh_from_db()
    return attempt


@pytest.mark.parametrize(
    ("issued", "elapsed", "arrived", "expected"),
    [
        (0, 5, 5, (5, True, True)),  # sent at once
        (0, 5, 9, (5, True, False)),  # within the time: whatever was said
        (0, None, 9, (None, True, False)),
        (0, 5, 60, (5, True, False)),  # late, and made in time
        (0, 11, 60, (11, False, False)),  # late, and made too late
        (0, None, 60, (None, False, False)),  # nothing said
        (None, 5, 60, (None, False, False)),  # not our paper
        (0, -1, 60, (None, False, False)),
        (0, 500, 60, (60, False, False)),  # a clock that runs fast: not after it arrived
        (70, 5, 60, (None, False, False)),  # issued in the future
        (0, 5, 24 * 60 + 9, (5, True, False)),
        (0, 5, 24 * 60 + 11, (5, False, False)),  # a day after the deadline nothing is believed
    ],
)
def test_what_is_believed(now, issued, elapsed, arrived, expected):
    minutes = lambda value: None if value is None else value * MINUTES  # noqa: E731
    made, in_time, prompt = expected
    found = judged(
        issued=None if issued is None else now + issued * MINUTES,
        elapsed=minutes(elapsed),
        arrived=now + arrived * MINUTES,
        deadline=now + TEN,
    )
    assert found == Judged(None if made is None else now + made * MINUTES, in_time, prompt)


@given(st.integers(-1000, 10_000), st.integers(-1000, 10_000), st.integers(0, 10_000))
def test_a_believed_time_never_lies_outside_what_the_server_knows(issued, elapsed, arrived):
    start = timezone.now()
    found = judged(
        issued=start + issued * MINUTES,
        elapsed=elapsed * MINUTES,
        arrived=start + arrived * MINUTES,
        deadline=start + TEN,
    )
    if found.made_at is not None:
        assert start + issued * MINUTES <= found.made_at <= start + arrived * MINUTES
    if found.in_time:
        assert start + arrived * MINUTES <= start + TEN + GRACE + BELIEVED_FOR


def test_sent_at_once_it_is_an_ordinary_hand_in(attempt, now):
    at = now + 5 * MINUTES
    assert arrive(attempt, at, claim(attempt, now)) == "handed-in"
    done = refreshed(attempt)
    assert (done.passed, done.flagged, done.submitted_at) == (True, False, at)
    assert done.events.get(kind="submitted").data == {"answers": RIGHT}


def test_a_paper_still_open_is_closed_at_the_time_it_was_made_and_flagged(attempt, now):
    assert arrive(attempt, now + 3 * TEN, claim(attempt, now)) == "handed-in"
    done = refreshed(attempt)
    assert (done.passed, done.flagged) == (True, True)
    assert done.submitted_at == now + 5 * MINUTES
    told = done.events.get(kind="submitted").data["offline"]
    assert told["in_time"] is True


def test_what_the_clock_had_closed_is_opened_once_more_for_what_was_made_in_time(attempt, now):
    close_by_the_clock(attempt, now)
    assert attempt.passed is False
    assert arrive(attempt, now + 3 * TEN, claim(attempt, now)) == "handed-in"
    done = refreshed(attempt)
    assert (float(done.percent), done.passed, done.flagged) == (100, True, True)
    assert done.events.filter(kind="submitted").count() == 2
    assert done.events.filter(kind="marked").count() == 2
    assert attempts.saved_answers(done) == RIGHT


def test_a_repetition_is_known_whatever_comes_with_it(attempt, now):
    claimed = claim(attempt, now)
    late = now + 3 * TEN
    assert arrive(attempt, late, claimed) == "handed-in"
    before = list(refreshed(attempt).events.values_list("pk", flat=True))
    assert arrive(attempt, late, claimed, WRONG) == "again"
    assert arrive(attempt, late + TEN, Claim("device-1", "", None), WRONG) == "again"
    assert list(attempt.events.values_list("pk", flat=True)) == before
    assert refreshed(attempt).passed is True


def test_what_is_too_late_is_kept_and_not_counted(attempt, now):
    late = now + 3 * TEN
    assert arrive(attempt, late, claim(attempt, now, elapsed=11 * MINUTES)) == "handed-in"
    done = refreshed(attempt)
    assert (done.passed, done.flagged) == (False, True)
    assert done.submitted_at == done.deadline
    assert attempts.saved_answers(done) == {"genome-size": "a"}
    assert done.events.get(kind="arrived").data["kept"] == RIGHT


def test_what_she_handed_in_herself_elsewhere_stands(ann, page, now):
    attempt = quizzes.marked(ann, page, WRONG, now)
    assert arrive(attempt, now + MINUTES, claim(attempt, now, elapsed=MINUTES)) == "kept"
    attempt.refresh_from_db()
    assert (attempt.passed, attempt.flagged) == (False, True)
    assert attempts.saved_answers(attempt) == WRONG


def test_a_pass_is_not_put_at_stake_by_what_arrives(ann, page, now):
    attempt = attempts.start(user=ann, page=page, now=now)
    attempts.save(attempt=attempt, answers=RIGHT, now=now)
    close_by_the_clock(attempt, now)
    assert attempt.passed is True
    assert arrive(attempt, now + 3 * TEN, claim(attempt, now), WRONG) == "kept"
    attempt.refresh_from_db()
    assert attempt.passed is True


def test_without_a_name_or_with_a_forged_paper_nothing_is_gained(attempt, bo, page, now):
    late = now + 3 * TEN
    for name in ("", "x" * 41):
        with pytest.raises(arriving.NoClientId):
            arrive(attempt, late, claim(attempt, now, name=name))
    other = attempts.start(user=bo, page=page, now=now)
    forged = Claim("device-1", arriving.token(other, now), 5 * MINUTES)
    assert arrive(attempt, late, forged) == "handed-in"
    assert attempts.saved_answers(attempt) == {"genome-size": "a"}


def test_a_quiz_without_a_limit_takes_a_paper_whenever_it_arrives(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    month = now + timedelta(days=30)
    assert arrive(attempt, month, claim(attempt, now)) == "handed-in"
    done = refreshed(attempt)
    assert (done.passed, done.flagged, done.submitted_at) == (True, True, now + 5 * MINUTES)


def test_a_worker_that_read_the_older_answers_does_not_mark_them(attempt, now, monkeypatch):
    attempts.submit(attempt=attempt, answers={}, now=now + TEN + 2 * GRACE)
    graded = attempts.grading.grade

    def meanwhile(*args):
        monkeypatch.setattr(attempts.grading, "grade", graded)
        arrive(attempt, now + 3 * TEN, claim(attempt, now))
        return graded(*args)

    monkeypatch.setattr(attempts.grading, "grade", meanwhile)
    assert attempts.mark(pk=attempt.pk, now=now + 3 * TEN) is None
    assert refreshed(attempt).passed is True


def test_a_written_answer_that_arrives_later_is_the_one_that_is_read(ann, tom, module, now):
    asked = question("written", markers=1)
    page = quizzes.quiz(module, now=now, questions=[GENOME, asked], time_limit_minutes=10)
    attempt = attempts.start(user=ann, page=page, now=now)
    attempts.save(attempt=attempt, answers={"a-written": "A start"}, now=now)
    close_by_the_clock(attempt, now)
    assert attempt.status == "waiting"
    late = {"genome-size": "a", "a-written": "A start and an end."}
    assert arrive(attempt, now + 3 * TEN, claim(attempt, now), late) == "handed-in"
    done = refreshed(attempt)
    assert (done.status, done.written.count()) == ("waiting", 1)
    marking.give(
        answer=done.written.get(), marker=tom, levels={"a": 2, "b": 2}, comment="", now=now
    )
    again = claim(attempt, now, name="device-2")
    assert arrive(attempt, now + 3 * TEN, again, late) == "kept"
    done.refresh_from_db()
    assert (done.status, done.passed) == ("marked", True)


# By address


@pytest.fixture
def as_ann(ann):
    client = Client()
    client.force_login(ann)
    return client


def posted(attempt, answers, **fields):
    issued = arriving.token(attempt, attempt.started_at)
    told = {"client_id": "device-1", "paper": issued, "elapsed": "300000"}
    return form(attempt, answers) | told | fields


@pytest.fixture
def started(ann, page):
    return attempts.start(user=ann, page=page, now=timezone.now() - timedelta(hours=1))


def test_a_device_hands_in_by_address_and_gets_the_same_answer_again(
    as_ann, started, django_capture_on_commit_callbacks
):
    url = f"/en/quiz/attempt/{started.pk}/arrive/"
    assert as_ann.get(url).json().keys() == {"csrf"}
    states = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            answer = as_ann.post(url, posted(started, RIGHT))
        states.append(answer.json()["state"])
    assert states == ["handed-in", "again"]
    text = as_ann.get(f"/en/quiz/attempt/{started.pk}/").content.decode()
    assert "You passed." in text
    assert "Your device handed this in later" in text


def test_an_attempt_of_somebody_else_does_not_exist(started, bo):
    client = Client()
    url = f"/en/quiz/attempt/{started.pk}/arrive/"
    assert client.post(url, posted(started, RIGHT)).status_code == 302
    client.force_login(bo)
    assert client.get(url).status_code == 404
    assert client.post(url, posted(started, RIGHT)).status_code == 404
    assert not started.events.exclude(kind="started").exists()


@pytest.mark.parametrize(
    "fields",
    [{"elapsed": "soon"}, {"elapsed": "-5"}, {"elapsed": "9" * 30}, {"paper": "forged"}],
)
def test_a_claim_that_makes_no_sense_is_kept_and_not_believed(as_ann, started, fields):
    url = f"/en/quiz/attempt/{started.pk}/arrive/"
    assert as_ann.post(url, posted(started, RIGHT, **fields)).json()["state"] == "handed-in"
    assert attempts.saved_answers(started) == {}
    assert started.events.get(kind="arrived").data["kept"] == RIGHT


def test_without_a_client_id_there_is_a_sentence(as_ann, started):
    url = f"/en/quiz/attempt/{started.pk}/arrive/"
    answer = as_ann.post(url, posted(started, RIGHT, client_id=""))
    assert answer.status_code == 400
    assert answer.json()["message"].endswith("nothing was changed.")


def test_a_trainer_sees_what_was_kept(as_ann, tom, started, django_capture_on_commit_callbacks):
    from authoring import staff

    staff.build()
    url = f"/en/quiz/attempt/{started.pk}/arrive/"
    with django_capture_on_commit_callbacks(execute=True):
        as_ann.post(url, posted(started, RIGHT, elapsed="900000"))
    client = Client()
    client.force_login(tom)
    assert "Answers arrived late from a device." in client.get("/cms/attempts/").content.decode()
    text = client.get(f"/cms/attempts/{started.pk}/").content.decode()
    assert "It does not count." in text
    assert "3.2 billion base pairs" in text
    result = as_ann.get(f"/en/quiz/attempt/{started.pk}/").content.decode()
    assert "too late to count" in result


# Saving from several devices


def test_a_page_left_open_elsewhere_brings_no_old_answer_back(as_ann, ann, quiz):
    attempt = attempts.start(user=ann, page=quiz, now=timezone.now())
    url = f"/en/quiz/attempt/{attempt.pk}/"
    places = {row["item"]: place for place, row in enumerate(attempt.paper["questions"], 1)}
    as_ann.post(url + "save/", form(attempt, RIGHT))
    stale = form(attempt, WRONG) | {"partial": "1", "changed": [str(places["inherited"])]}
    as_ann.post(url + "save/", stale)
    assert attempts.saved_answers(attempt) == RIGHT | {"inherited": WRONG["inherited"]}
    emptied = {"partial": "1", "changed": [str(places["genome-size"])]}
    as_ann.post(url + "save/", emptied)
    assert "genome-size" not in attempts.saved_answers(attempt)
    as_ann.post(url + "submit/", {"partial": "1"})
    assert len(attempts.saved_answers(attempt)) == 2


def test_the_sweep_does_not_undo_what_arrived(attempt, now, django_capture_on_commit_callbacks):
    assert arrive(attempt, now + 3 * TEN, claim(attempt, now)) == "handed-in"
    with django_capture_on_commit_callbacks(execute=True):
        tasks.close_overdue()
        tasks.mark_waiting()
    assert Attempt.objects.get(pk=attempt.pk).passed is True
