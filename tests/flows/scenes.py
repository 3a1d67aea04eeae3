"""What happens on the stage, each scene in a process of its own: `python -m tests.flows.scenes NAME ARGUMENT…`.

A scene prints what it returns as JSON.
"""

import json
import sys
import threading
from datetime import UTC, datetime

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the loaded applications
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from assessments import attempts, bank, changes, regrading  # noqa: E402
from assessments.models import Attempt, Item, QuizPage, Regrade  # noqa: E402
from courses import site  # noqa: E402
from courses.models import LessonPage, ModulePage  # noqa: E402
from courses.progress import complete_step, enrol  # noqa: E402
from courses.versions import current_version  # noqa: E402
from tests import factories  # noqa: E402
from tests.assessments import quizzes  # noqa: E402
from tests.certificates import renewing  # noqa: E402

SITE = {"SERVER_NAME": "localhost"}
settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # sixty people at once


def open_papers(number: str) -> list[int]:
    """A course of one lesson and one quiz; people who read the lesson and hold an open paper."""
    now = datetime.now(UTC)
    course = factories.course(site.build(), lessons=1)
    module = ModulePage.objects.child_of(course).get()
    page = quizzes.quiz(module, now=now, key="final-quiz")
    return [_open_paper(f"person-{row}", page) for row in range(int(number))]


def _open_paper(name: str, page: QuizPage) -> int:
    user = factories.person(name, name.title(), "SWE", "2221")
    complete_step(user=user, step=LessonPage.objects.get(), now=datetime.now(UTC))
    answer = _client(user).post(f"/en/quiz/{page.translation_key}/start/")
    return int(answer.url.rstrip("/").rpartition("/")[2])


def hand_in(*attempts: str) -> list[str]:
    """Post right answers as the browser does, follow to the page that answers; its headings."""
    return [_hand_in(Attempt.objects.get(pk=pk)) for pk in attempts]


def hand_in_without_file_broker(*attempts: str) -> list[str]:
    """The same while the folder of messages is away."""
    queue = settings.BROKER_DIR / "queue"
    away = queue.rename(queue.with_name("away"))
    answers = hand_in(*attempts)
    away.rename(queue)
    return answers


def _hand_in(attempt: Attempt) -> str:
    fields = quizzes.form(attempt, quizzes.RIGHT)
    client = _client(attempt.user)
    answer = client.post(f"/en/quiz/attempt/{attempt.pk}/submit/", fields, follow=True, **SITE)
    assert answer.status_code == 200
    return answer.content.decode().partition("<h1")[2].partition("</h1>")[0].partition(">")[2]


def _client(user: User) -> Client:
    client = Client(**SITE)
    client.force_login(user)
    return client


def last_steps_at_once(number: str) -> list[int]:
    """People with two steps to go finish both at the same instant, on two connections."""
    course = factories.course(site.build(), key="two-steps", lessons=2)
    steps = list(LessonPage.objects.descendant_of(course))
    people = [
        factories.person(f"racer-{row}", "Racer", "SWE", "2221") for row in range(int(number))
    ]
    for user in people:
        enrol(user=user, course=course, now=datetime.now(UTC))
        barrier = threading.Barrier(len(steps))
        threads = [threading.Thread(target=_finish, args=(user, step, barrier)) for step in steps]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return [user.pk for user in people]


def _finish(user: User, step: LessonPage, barrier: threading.Barrier) -> None:
    connection.ensure_connection()
    barrier.wait()
    complete_step(user=user, step=step, now=datetime.now(UTC))
    connection.close()


def marked_papers(number: str) -> int:
    """That many marked attempts, some wrong only where the key was; the key is corrected and a regrade decided."""
    now = datetime.now(UTC)
    course = factories.course(site.build(), lessons=1)
    page = quizzes.quiz(ModulePage.objects.child_of(course).get(), now=now, key="final-quiz")
    edition = attempts.edition_of(page, attempts.rules_of(page), now)
    people = User.objects.bulk_create(User(email=f"p{n}@example.org") for n in range(int(number)))
    answers = [quizzes.RIGHT | {"fathers-side": "true"}, quizzes.WRONG, quizzes.RIGHT, {}]
    quizzes.many_marked(people, edition, [answers[n * n % 21 % 4] for n in range(len(people))], now)
    changed = quizzes.FATHER | {"correct": True}
    bank.upsert_questions(questions=[changed], language="en", course_key="", by=None, now=now)
    page.save_revision().publish()
    facts = {"policy": "current-key", "keep_passed": True, "reason": "The key was wrong."}
    item = Item.objects.get(key="fathers-side")
    return regrading.decide(item=item, by=None, now=datetime.now(UTC), **facts).pk


def wanted_ledger() -> list[list]:
    """What the regrade should have written, by the pure functions alone: [attempt, percent, passed]."""
    regrade = Regrade.objects.get()
    rows = changes.chunk(
        Regrade(versions={}, editions=regrade.editions, decided_at=regrade.decided_at), 10**9
    )
    found = changes.found(regrade, rows, keep_passed=True)
    return [[one.attempt, one.after.percent, one.after.passed] for one in found]


def holders_and_a_material_change(number: str) -> int:
    """A course, people who hold its certificate (and some whom it does not concern), and a declared change."""
    now = datetime.now(UTC)
    course = renewing.course_with_refresher(site.build(), now)
    version = current_version(course=course, now=now)
    renewing.many_holders(course, version, int(number), now)
    renewing.many_holders(course, version, 50, now, ended_on=now.date())
    editor = User.objects.create_superuser("editor@example.org", "x")
    return renewing.change(course, editor, now).pk


def demo_people() -> list[str]:
    from accounts import demo

    return [address for address, _name in demo.create()]


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - that is its answer
