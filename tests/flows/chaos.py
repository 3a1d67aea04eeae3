"""Processes of the chaos test: `python -m tests.flows.chaos prepare NUMBER | hand_in | compare`."""

import json
import random
import sys
from datetime import UTC, datetime

import django

django.setup()

from django.conf import settings  # noqa: E402 - needs the loaded applications
from django.test import Client  # noqa: E402

from accounts.models import User  # noqa: E402
from assessments import attempts, grading, paper, queries  # noqa: E402
from assessments.models import Attempt  # noqa: E402
from assessments.policies import Marked  # noqa: E402
from assessments.rules import Rules  # noqa: E402
from courses import site  # noqa: E402
from courses.models import ModulePage  # noqa: E402
from tests import factories  # noqa: E402
from tests.assessments import quizzes  # noqa: E402

SITE = {"SERVER_NAME": "localhost"}
WAYS = [quizzes.RIGHT, quizzes.WRONG, {}, quizzes.RIGHT | {"genome-size": "b"}]


def prepare(number: str) -> int:
    """That many people with an open paper each."""
    now = datetime.now(UTC)
    course = factories.course(site.build(), lessons=1)
    page = quizzes.quiz(ModulePage.objects.child_of(course).get(), now=now, key="final-quiz")
    people = User.objects.bulk_create(
        User(email=f"person-{row}@example.org", certificate_name="P") for row in range(int(number))
    )
    return len([attempts.start(user=user, page=page, now=now) for user in people])


def hand_in() -> int:
    """Every open paper is posted as a browser does, some twice; each must be answered by a redirect."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    chance = random.Random(11)
    waiting = Attempt.objects.filter(status=Attempt.Status.OPEN).select_related("user")
    for attempt in waiting.order_by("pk"):
        client = Client(**SITE)
        client.force_login(attempt.user)
        fields = quizzes.form(attempt, _answers(attempt))
        for _ in range(chance.choice([1, 1, 1, 2])):
            answer = client.post(f"/en/quiz/attempt/{attempt.pk}/submit/", fields)
            assert answer.status_code == 302
    return len(waiting)


def _answers(attempt: Attempt) -> dict:
    return WAYS[attempt.pk % len(WAYS)]


def compare() -> dict[str, int]:
    """What is not as it should be, in numbers; all must be none."""
    wrong = {"paper": 0, "answers": 0, "marks": 0}
    for attempt in Attempt.objects.select_related("edition").iterator():
        rules = Rules(**attempt.edition.rules)
        drawn = attempts.drawn(attempt.edition, attempt.seed)
        again = paper.paper(drawn, seed=attempt.seed, shuffle=rules.shuffle)
        handed_in = attempt.events.get(kind="submitted").data["answers"]
        marks = grading.grade(queries.asked(attempt), _answers(attempt))
        fractions = {item: grade.fraction for item, grade in marks.grades.items()}
        wrong["paper"] += again != attempt.paper
        wrong["answers"] += handed_in != _answers(attempt)
        told = Marked(fractions, marks.passed(rules.pass_mark))
        wrong["marks"] += attempts.effective_marks(attempt) != told
    return wrong


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 - that is its answer
