"""One question of many papers graded anew, against the pure grading function on the same papers and answers.

REGRADED_ATTEMPTS sets how many (100000 takes some minutes to prepare).
"""

import gc
import os
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tests.bench.report import Goal, Report

ATTEMPTS = int(os.environ.get("REGRADED_ATTEMPTS", "10000"))
AT_ONCE = 5000


def run(report: Report) -> None:
    from django.utils import timezone

    from assessments import grading, queries, regrading
    from assessments.models import Attempt, Item

    report.section(f"Regrading one question of {ATTEMPTS} attempts of ten questions (CPU)")
    now = timezone.now()
    key = _prepare(now)
    sample = Attempt.objects.order_by("-pk")[:2000]
    papers = [(queries.asked(one), _answers_of(one)) for one in sample]
    begin = time.process_time()
    for asked, answers in papers:
        grading.grade(asked, answers)
    pure = len(papers) / (time.process_time() - begin)
    item = Item.objects.get(key=key)
    gc.freeze()  # as in a worker
    begin = time.process_time()
    seen = regrading.look(item=item, policy="current-key", by=None, now=now)
    while regrading.look_chunk(pk=seen.pk, now=now):
        pass
    looked = ATTEMPTS / (time.process_time() - begin)
    regrade = regrading.decide(
        item=item, policy="drop", keep_passed=True, reason="bench", by=None, now=now
    )
    begin = time.process_time()
    while regrading.run_chunk(pk=regrade.pk, now=now):
        pass
    done = ATTEMPTS / (time.process_time() - begin)
    regrade.refresh_from_db()
    report.figure("pure grading of the same papers", pure, "per s")
    report.figure("attempts looked at in a dry run", looked, "per s")
    report.figure("attempts regraded", done, "per s", f"{regrade.changed} changed")
    report.ratio("regraded / pure grading", done, pure, Goal(0.25, at_most=False))


def _answers_of(attempt: Any) -> dict[str, Any]:
    return attempt.events.get(kind="submitted").data["answers"]


def _prepare(now: Any) -> str:
    """Papers drawn from ten questions of the bundled quiz, each with random answers of its own.

    Returns the key of a question that is on all of them.
    """
    from accounts.models import User
    from assessments import attempts, bank, queries, texts
    from assessments.models import QuizPage
    from tests.assessments import quizzes

    quiz = QuizPage.objects.filter(counts=True).first()
    kept = [entry.item for entry in queries.pool(quiz)][:10]
    bank.set_questions(quiz, kept)
    quiz.save()
    rules = replace(attempts.rules_of(quiz), draw=None, blueprint=())
    edition = attempts.edition_of(quiz, rules, now)
    rows = [{"item": row[0], "version": row[1], "seed": 1} for row in edition.pool]
    versions = texts.of(row["version"] for row in rows)
    asked = [queries.asked_as(row, versions[row["version"]]) for row in rows]
    chance = random.Random(5)
    for begin in range(0, ATTEMPTS, AT_ONCE):
        people = User.objects.bulk_create(
            User(email=f"regraded{number}@example.org", certificate_name="Bench")
            for number in range(begin, min(begin + AT_ONCE, ATTEMPTS))
        )
        given = [dict(_answered(asked, chance)) for _ in people]
        quizzes.many_marked(people, edition, given, now)
    return kept[0]


def _answered(asked: Iterable[Any], chance: random.Random) -> Iterator[tuple[str, Any]]:
    """The right answer to about two questions of three, something else to the others."""
    from assessments.questions import kind_for

    for one in asked:
        kind = kind_for(one.kind, one.body)
        right = kind.key(one.body, one.seed)
        yield one.item, right if chance.random() < 0.67 else "b"
