from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import attempts, tasks
from assessments.models import Attempt
from tests.assessments import quizzes
from tests.assessments.questions.samples import question
from tests.assessments.quizzes import GENOME, RIGHT, WRONG, form


@pytest.fixture
def moment():
    return timezone.now()


@pytest.fixture
def page(module, moment):
    return quizzes.quiz(module, now=moment)


@pytest.fixture
def as_ann(ann):
    client = Client()
    client.force_login(ann)
    return client


def begin(client, page) -> Attempt:
    response = client.post(f"/en/quiz/{page.translation_key}/start/")
    attempt = Attempt.objects.latest("pk")
    assert response.url == f"/en/quiz/attempt/{attempt.pk}/"
    return attempt


def test_the_rules_are_announced_before_the_start(as_ann, module, moment):
    page = quizzes.quiz(module, now=moment, attempts=2, wait_hours=24, time_limit_minutes=30)
    text = as_ann.get(page.url).content.decode()
    for words in (
        "80 % of the marks",
        "2 attempts; after the last one you wait 24 hours, then they are counted anew",
        "30 minutes from the start",
        "This quiz counts towards it.",
    ):
        assert words in text
    assert "Start the quiz" in text


def test_a_stranger_is_asked_to_sign_in(client, page):
    assert client.get(page.url).url.startswith("/en/account/login/")
    response = client.post(f"/en/quiz/{page.translation_key}/start/")
    assert response.url.startswith("/en/account/login/")
    assert Attempt.objects.count() == 0


def test_the_whole_way_to_a_pass(as_ann, page, django_capture_on_commit_callbacks):
    attempt = begin(as_ann, page)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    assert "Question 1 of 3" in as_ann.get(url).content.decode()
    assert as_ann.post(url + "save/", form(attempt, {"genome-size": "a"})).url == url
    with django_capture_on_commit_callbacks(execute=True):
        assert as_ann.post(url + "submit/", form(attempt, RIGHT)).url == url
    text = as_ann.get(url).content.decode()
    assert "You passed." in text
    assert "100 %" in text
    assert "Nearer to a bacterium." in text


def test_the_key_is_never_in_the_paper(as_ann, page):
    attempt = begin(as_ann, page)
    text = as_ann.get(f"/en/quiz/attempt/{attempt.pk}/").content.decode()
    for secret in (
        "correct",
        "Right.",
        "Nearer to a bacterium",
        "Counted in base pairs",
        "feedback",
    ):
        assert secret not in text


def test_a_failed_result_tells_about_the_own_answers_only(
    as_ann, page, django_capture_on_commit_callbacks
):
    attempt = begin(as_ann, page)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        as_ann.post(url + "submit/", form(attempt, WRONG))
    text = as_ann.get(url).content.decode()
    assert "Not passed yet." in text
    assert GENOME["options"][1]["feedback"] in text
    assert GENOME["options"][2]["feedback"] not in text
    assert "Correct answer" not in text


def test_somebody_elses_attempt_does_not_exist(page, bo, ann, moment):
    attempt = attempts.start(user=ann, page=page, now=moment)
    attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=moment)
    client = Client()
    client.force_login(bo)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    assert client.get(url).status_code == 404
    assert client.get(url + "status/").status_code == 404
    assert client.post(url + "save/", form(attempt, WRONG)).status_code == 404
    assert client.post(url + "submit/", form(attempt, WRONG)).status_code == 404
    assert attempts.saved_answers(attempt) == {"genome-size": "a"}


@pytest.mark.parametrize("where", ["save/", "submit/"])
def test_a_forged_option_is_refused_and_what_was_saved_stays(as_ann, page, moment, where):
    attempt = begin(as_ann, page)
    attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=moment)
    fields = form(attempt, RIGHT | {"genome-size": "z"})
    response = as_ann.post(f"/en/quiz/attempt/{attempt.pk}/{where}", fields)
    assert response.status_code == 400
    assert "names an option that is not on your paper" in response.content.decode()
    attempt.refresh_from_db()
    assert attempt.status == "open"
    assert attempts.saved_answers(attempt) == RIGHT  # the other answers were fine


def test_a_forged_autosave_gets_its_sentence_as_json(as_ann, page):
    attempt = begin(as_ann, page)
    response = as_ann.post(
        f"/en/quiz/attempt/{attempt.pk}/save/",
        form(attempt, {"genome-size": "z"}),
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 400
    [place] = [
        place
        for place, row in enumerate(attempt.paper["questions"], 1)
        if row["item"] == "genome-size"
    ]
    assert response.json() == {
        "saved": False,
        "reason": f"Question {place}: The answer names an option that is not on your paper.",
    }


def test_handing_in_after_the_deadline_keeps_what_was_saved(as_ann, ann, module, moment):
    page = quizzes.quiz(module, now=moment, time_limit_minutes=10)
    before = moment - timedelta(minutes=11)
    attempt = attempts.start(user=ann, page=page, now=before)
    attempts.save(attempt=attempt, answers={"genome-size": "a"}, now=before)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    answer = as_ann.post(
        url + "save/", form(attempt, RIGHT), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    text = as_ann.post(url + "submit/", form(attempt, RIGHT), follow=True).content.decode()
    assert "Your answers are being marked" in text
    assert attempts.saved_answers(attempt) == {"genome-size": "a"}


def test_handing_in_twice_leads_to_the_same_page(as_ann, page):
    attempt = begin(as_ann, page)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    assert as_ann.post(url + "submit/", form(attempt, RIGHT)).url == url
    assert as_ann.post(url + "submit/", form(attempt, WRONG)).url == url
    assert attempts.saved_answers(attempt) == RIGHT


def test_the_waiting_page_works_with_and_without_javascript(as_ann, ann, page, moment):
    attempt = quizzes.handed_in(ann, page, RIGHT, moment)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    text = as_ann.get(url).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text
    assert as_ann.get(url + "status/").json() == {"marked": False}
    attempts.mark(pk=attempt.pk, now=moment)
    assert as_ann.get(url + "status/").json() == {"marked": True}


def test_a_lost_broker_costs_minutes_never_an_answer(
    as_ann, page, settings, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    def away(*args, **kwargs):
        raise OSError("no broker")

    attempt = begin(as_ann, page)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    with monkeypatch.context() as broken:
        broken.setattr(tasks.mark_attempt, "apply_async", away)
        with django_capture_on_commit_callbacks(execute=True):
            assert as_ann.post(url + "submit/", form(attempt, RIGHT)).url == url
    assert "Your answers are being marked" in as_ann.get(url).content.decode()
    Attempt.objects.update(submitted_at=timezone.now() - timedelta(minutes=1))
    tasks.mark_waiting()
    assert "You passed." in as_ann.get(url).content.decode()


def test_a_forgotten_paper_is_handed_in_by_the_sweep(
    ann, module, moment, django_capture_on_commit_callbacks
):
    page = quizzes.quiz(module, now=moment, time_limit_minutes=10)
    before = moment - timedelta(minutes=11)
    attempt = attempts.start(user=ann, page=page, now=before)
    attempts.save(attempt=attempt, answers=RIGHT, now=before)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.close_overdue()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.passed) == ("marked", True)


def test_paper_and_result_take_the_same_number_of_queries_for_1_and_3_questions(
    as_ann, ann, module, moment
):
    counts = []
    for count in (1, 3):
        page = quizzes.quiz(module, now=moment, key=f"quiz-{count}", draw=count)
        attempt = attempts.start(user=ann, page=page, now=moment)
        url = f"/en/quiz/attempt/{attempt.pk}/"
        paper = queries_of(as_ann, url)
        attempts.submit(attempt=attempt, answers=RIGHT, now=moment)
        attempts.mark(pk=attempt.pk, now=moment)
        counts.append((paper, queries_of(as_ann, url)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 22


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_megabyte_in_one_answer_is_refused_and_the_others_are_saved(as_ann, ann, module, moment):
    asked = [GENOME, question("cloze"), question("written")]
    page = quizzes.quiz(module, now=moment, questions=asked)
    attempt = attempts.start(user=ann, page=page, now=moment)
    places = {row["item"]: place for place, row in enumerate(attempt.paper["questions"], 1)}
    fields = form(attempt, {"genome-size": "a"}) | {
        f"{places['a-written']}.text": "x" * 1_000_000,
    }
    for where in ("save/", "submit/"):
        answer = as_ann.post(f"/en/quiz/attempt/{attempt.pk}/{where}", fields)
        assert answer.status_code == 400
        text = answer.content.decode()
        assert f"Question {places['a-written']}: An answer is longer than the 8000" in text
        assert "Your other answers are saved" in text
        assert len(text) < 100_000
    assert attempts.saved_answers(attempt) == {"genome-size": "a"}
    assert Attempt.objects.get().status == "open"
