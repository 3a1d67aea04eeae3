"""Handed-in attempts marked per second, against tasks that do nothing, by the same worker over the same broker."""

import time

from tests.bench import stage
from tests.bench.report import Goal, Report

MANY = 400


def run(report: Report) -> None:
    from django.utils import timezone

    from accounts.models import User
    from assessments import attempts
    from assessments.models import Attempt, QuizPage
    from assessments.tasks import mark_attempt
    from tests.bench.noop import nothing

    report.section(f"Marking ({MANY} tasks, two worker processes, embedded broker)")
    quiz = QuizPage.objects.filter(counts=True).first()
    people = User.objects.bulk_create(
        User(email=f"bench{number}@example.org", certificate_name="Bench") for number in range(MANY)
    )
    now = timezone.now()
    waiting = [attempts.start(user=user, page=quiz, now=now).pk for user in people]
    handed_in = Attempt.objects.filter(pk__in=waiting)
    for attempt in handed_in:
        attempts.submit(attempt=attempt, answers={}, now=now)

    def all_marked() -> bool:
        return not Attempt.objects.filter(status=Attempt.Status.SUBMITTED).exists()

    worker = ("celery", "-A", "lms", "worker", "-c", "2", "-l", "ERROR", "-I", "tests.bench.noop")
    with stage.process(*worker):
        nothing.delay(0)  # behind what loading the courses left to index
        stage.wait_until(_queue_is_empty, seconds=300)
        time.sleep(1)
        idle = _seconds(lambda number: nothing.delay(number), range(MANY), _queue_is_empty)
        marking = _seconds(lambda pk: mark_attempt.delay(pk), waiting, all_marked)
    report.figure("tasks that do nothing", MANY / idle, "per s")
    report.figure("attempts marked", MANY / marking, "per s")
    report.ratio("marked / nothing", MANY / marking, MANY / idle, Goal(0.5, at_most=False))


def _seconds(send: object, subjects: object, finished: object) -> float:
    begin = time.monotonic()
    for subject in subjects:
        send(subject)
    stage.wait_until(finished, seconds=300, pause=0.02)
    return time.monotonic() - begin


def _queue_is_empty() -> bool:
    from django.conf import settings

    return not any((settings.VAR_DIR / "broker" / "queue").iterdir())
