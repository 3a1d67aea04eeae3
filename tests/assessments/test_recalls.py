"""Short questions after a course and for practice: asked once, answered by link, never changing a result."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from assessments import gain_views, letters, practising, recalling, retaining, tasks
from assessments.intervals import wilson
from assessments.models import Recall, RecallAnswer
from assessments.retaining import DAYS, CompetencySums, RetentionSums
from assessments.spacing import STEPS, Sitting, plan
from courses.models import CourseCompletion, StepPage
from courses.progress import complete_step
from tests.assessments import quizzes
from tests.assessments.questions.samples import question
from tests.assessments.quizzes import RIGHT, WRONG

MORE = [
    question("single-choice") | {"key": f"more-{number}", "competency": f"GLF3.{number}"}
    for number in range(1, 10)
]


@pytest.fixture
def passed(ann, course, quiz, now) -> CourseCompletion:
    """Ann has completed the course today, by passing its quiz."""
    return completed(ann, course, quiz, now)


def completed(user, course, quiz, now):
    for step in StepPage.objects.descendant_of(course):
        graded = step.translation_key == quiz.translation_key
        complete_step(user=user, step=step.specific, now=now, graded=graded)
    return CourseCompletion.objects.get(enrolment__user=user)


def asked(passed, now, days=7) -> Recall:
    return retaining.ask(completion=passed, days=days, now=now + timedelta(days=days))


def test_wilson_s_interval_as_published():
    """Newcombe (1998, Statistics in Medicine 17, 857), table I, method 3: 81 of 263 and 15 of 148."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=1e-4)
    assert wilson(0, 0) == (0, 1)
    low, high = wilson(20, 20)
    assert (round(low, 4), high) == (0.8389, 1)


def test_each_interval_is_asked_once_in_its_window(passed, now):
    def due(days):
        return [day for _row, day in retaining.due(now=now + timedelta(days=days), limit=100)]

    assert [due(day) for day in (6, 7, 29, 30, 90, 180, 239, 240)] == [
        [], [7], [7], [30], [90], [180], [180], [],
    ]  # fmt: skip
    assert asked(passed, now) is not None
    assert asked(passed, now) is None
    assert due(8) == []


def test_who_opted_out_or_was_never_graded_is_not_asked(ann, passed, now):
    later = now + timedelta(days=7)
    ann.recall_questions = False
    ann.save()
    assert retaining.due(now=later, limit=10) == []
    ann.recall_questions = True
    ann.save()
    CourseCompletion.objects.update(graded=False)
    assert retaining.due(now=later, limit=10) == []


def test_questions_differ_from_time_to_time_as_long_as_there_are_others(ann, course, module, now):
    quiz = quizzes.quiz(module, now=now, questions=[*quizzes.QUESTIONS, *MORE])
    done = completed(ann, course, quiz, now)
    seen = [row["item"] for days in DAYS for row in asked(done, now, days).paper["questions"]]
    assert len(seen) == len(set(seen)) == 12


def test_a_paper_is_rebuilt_from_its_seed_and_asks_about_different_things(passed, now):
    recall = asked(passed, now)
    versions = recalling.pool(retaining.course_quizzes(recall.course_key), "en")
    assert recalling.drawn(versions, seed=recall.seed, seen=set()) == recall.paper
    codes = {version.item.competency for _asked, version in recalling.questions(recall)}
    assert len(codes) == 3


def test_long_questions_and_written_ones_are_not_asked(module, now):
    long = [question("written"), question("pedigree-build"), question("variant-classification")]
    page = quizzes.quiz(module, now=now, questions=long)
    assert recalling.pool([page], "en") == []


def test_answers_are_kept_once_and_change_nothing(ann, passed, now):
    recall = asked(passed, now)
    later = now + timedelta(days=8)
    assert recalling.answer(recall=recall, answers=RIGHT | {"genome-size": "b"}, now=later)
    assert not recalling.answer(recall=recall, answers=WRONG, now=later)
    assert sum(row.right for row in recall.answers.all()) == 2
    assert CourseCompletion.objects.get() == passed


def test_sums_for_other_rooms(ann, bo, course, quiz, passed, now):
    recall = asked(passed, now)
    recalling.answer(recall=recall, answers=RIGHT | {"genome-size": "b"}, now=now)
    asked(completed(bo, course, quiz, now), now)
    key = course.course_key
    assert retaining.retention_sums() == [
        RetentionSums("SWE", "2211", key, 7, 1, 0, 0, 0),
        RetentionSums("SWE", "2221", key, 7, 1, 1, 3, 2),
    ]
    assert retaining.retention_sums(until=now) == []
    assert retaining.retention_sums(since=now + timedelta(days=8)) == []
    assert list(retaining.competency_sums()) == [
        CompetencySums("GLF1.1", 7, 1, 1, 0),
        CompetencySums("GLF1.3", 7, 1, 1, 1),
        CompetencySums("GLF2.2", 7, 1, 1, 1),
    ]


def test_the_account_takes_everything_with_it(ann, passed, now):
    recalling.answer(recall=asked(passed, now), answers=RIGHT, now=now)
    ann.delete()
    assert (Recall.objects.count(), RecallAnswer.objects.count()) == (0, 0)


# Letters


def test_a_letter_is_sent_once_in_the_language_of_the_person(ann, passed, now, mailoutbox):
    ann.language = "fr"
    ann.save()
    recall = asked(passed, now)
    assert [letters.send(recall=recall) for _ in range(3)] == [True, False, False]
    [mail] = mailoutbox
    assert "/fr/quiz/again/" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/fr/quiz/again/stop/" in mail.extra_headers["List-Unsubscribe"]
    assert mail.to == ["ann@example.org"]


def test_a_refused_letter_is_tried_again_and_given_up_in_the_end(passed, now, monkeypatch):
    def refuse(_self):
        raise smtplib.SMTPServerDisconnected("away")

    recall = asked(passed, now)
    monkeypatch.setattr("assessments.letters.EmailMessage.send", refuse)
    for _ in range(letters.TRIES):
        assert list(letters.waiting()) == [recall]
        with pytest.raises(letters.NotDelivered):
            letters.send(recall=recall)
    recall.refresh_from_db()
    assert (recall.letter, recall.problem) == ("failed", "away")


def test_the_hourly_task_asks_and_sends(
    passed, monkeypatch, now, mailoutbox, django_capture_on_commit_callbacks
):
    CourseCompletion.objects.update(completed_at=now - timedelta(days=8))
    monkeypatch.setattr("assessments.tasks.timezone.now", lambda: now)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.ask_again()
        with django_capture_on_commit_callbacks(execute=True):
            tasks.send_letters()
    assert len(mailoutbox) == 1
    assert mailoutbox[0].subject == 'Three short questions about "DNA basics"'


# Pages


def link(recall):
    with translation.override("en"):
        return letters.address(recall)


@pytest.fixture
def recall(passed, now):
    from django.utils import timezone

    found = asked(passed, now)
    Recall.objects.update(asked_at=timezone.now())
    return found


def test_the_link_works_without_signing_in_and_once(client, recall):
    url = link(recall)
    text = client.get(url).content.decode()
    assert "You passed this course 7 days ago." in text
    assert "Ann" not in text
    answer = client.post(url, quizzes.form(recall, RIGHT), follow=True)
    assert "3 of 3 right." in answer.content.decode()
    client.post(url, quizzes.form(recall, WRONG))
    assert "3 of 3 right." in client.get(url).content.decode()


def test_a_spoilt_link_and_one_of_another_purpose_lead_nowhere(client, ann, recall):
    with translation.override("en"):
        other = letters.stop_address(ann)
    token = other.rstrip("/").rpartition("/")[2]
    assert client.get(f"/en/quiz/again/{token}/").status_code == 404
    assert client.get(link(recall)[:-3] + "x/").status_code == 404


def test_a_forged_answer_is_refused_in_a_sentence(client, recall):
    fields = quizzes.form(recall, RIGHT | {"genome-size": "z"})
    answer = client.post(link(recall), fields)
    assert answer.status_code == 400
    assert "names an option that is not on your paper" in answer.content.decode()
    assert not recall.answers.exists()


def test_questions_can_be_answered_for_sixty_days(client, recall, now):
    Recall.objects.update(asked_at=now - timedelta(days=400))
    answer = client.get(link(recall))
    assert answer.status_code == 410
    assert "These questions are over" in answer.content.decode()


def test_one_click_stops_and_a_scanner_that_follows_the_link_does_not(client, ann, recall):
    with translation.override("en"):
        url = letters.stop_address(ann)
    assert "Stop these questions" in client.get(url).content.decode()
    ann.refresh_from_db()
    assert ann.recall_questions is True
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 302
    ann.refresh_from_db()
    assert ann.recall_questions is False
    assert list(letters.waiting()) == []
    assert "You get no short questions after a course." in client.get(url).content.decode()


def test_my_learning_offers_what_waits(client, ann, recall):
    client.force_login(ann)
    text = client.get("/en/learning/").content.decode()
    assert "Three short questions" in text
    assert link(recall).rpartition(":")[0] in text
    recalling.answer(recall=recall, answers=RIGHT, now=recall.asked_at)
    assert "Three short questions" not in client.get("/en/learning/").content.decode()


def test_retention_by_competency_hides_small_numbers(admin_client, passed, now, monkeypatch):
    recalling.answer(recall=asked(passed, now), answers=RIGHT, now=now)
    url = "/cms/retention/"
    assert "GLF1.1" not in admin_client.get(url).content.decode()
    monkeypatch.setattr(gain_views, "LEAST_SHOWN", 1)
    text = admin_client.get(url).content.decode()
    assert "GLF1.1" in text
    assert "21–100 %" in text


# Practice


def day(number) -> datetime:
    return datetime(2026, 11, number, 9, 0, tzinfo=UTC)


def test_boxes_move_up_when_right_and_start_again_when_not():
    [good] = plan([Sitting(day(1), "A", 1), Sitting(day(4), "A", 0.8)])
    assert (good.box, good.due) == (2, date(2026, 11, 4) + timedelta(days=STEPS[2]))
    [bad] = plan([Sitting(day(4), "A", 0.5), Sitting(day(1), "A", 1)])
    assert (bad.box, bad.due, bad.weak, bad.sittings) == (0, date(2026, 11, 5), True, 2)
    [long] = plan([Sitting(day(1 + number), "A", 1) for number in range(9)])
    assert long.box == len(STEPS) - 1


def test_the_weakest_of_what_is_due_comes_first():
    rows = plan([Sitting(day(1), "A", 0.7), Sitting(day(1), "B", 0.2), Sitting(day(1), "C", 1)])
    assert [row.competency for row in rows] == ["B", "A", "C"]


def test_practice_asks_about_what_was_weak(ann, module, now):
    page = quizzes.quiz(module, now=now, questions=[*quizzes.QUESTIONS, *MORE], counts=False)
    answers = RIGHT | {one["key"]: "a" for one in MORE} | {"genome-size": "b", "inherited": ["b"]}
    quizzes.marked(ann, page, answers, now)
    order = practising.overview(ann)
    assert [one.competency for one in order[:2]] == ["GLF1.1", "GLF1.3"]
    recall = practising.begin(user=ann, language="en", now=now)
    codes = {version.item.competency for _asked, version in recalling.questions(recall)}
    assert {"GLF1.1", "GLF1.3"} < codes
    assert practising.begin(user=ann, language="en", now=now) == recall
    recalling.answer(recall=recall, answers=RIGHT, now=now + timedelta(days=1))
    assert practising.overview(ann)[0].competency not in {"GLF1.1", "GLF1.3"}


def test_practice_does_not_give_away_a_quiz_that_is_not_passed(ann, quiz, now):
    quizzes.marked(ann, quiz, WRONG, now)
    with pytest.raises(practising.NothingToPractise):
        practising.begin(user=ann, language="en", now=now)
    quizzes.marked(ann, quiz, RIGHT, now)
    assert practising.begin(user=ann, language="en", now=now)


def test_the_page_says_what_is_due_and_why(client, ann, quiz, now):
    assert client.get("/en/quiz/practise/").url.startswith("/en/account/login/")
    client.force_login(ann)
    assert "Nothing to practise yet" in client.get("/en/quiz/practise/").content.decode()
    quizzes.marked(ann, quiz, WRONG, now - timedelta(days=3))
    text = client.get("/en/quiz/practise/").content.decode()
    assert "You had 0 % last time; below 80 % it comes back after a day." in text
    refused = client.post("/en/quiz/practise/", follow=True).content.decode()
    assert "There is nothing to practise yet: take a practice quiz first." in refused
    quizzes.marked(ann, quiz, RIGHT, now)
    page = client.post("/en/quiz/practise/", follow=True)
    assert "nothing here changes a result or a certificate" in page.content.decode()
