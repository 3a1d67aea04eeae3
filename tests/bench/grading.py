"""Questions graded per second and kind, a regrade against pure grading, and what showing statistics costs."""

import time

from tests.bench.report import Goal, Report, paired_cpu

ATTEMPTS = 5000


def run(report: Report) -> None:
    _kinds(report)
    _regrade(report)
    _statistics(report)


def _kinds(report: Report) -> None:
    from assessments.questions import KINDS, body_of, kind_for, normalise
    from tests.assessments.questions.samples import question

    report.section("Grading, questions per second on one core")
    for name in KINDS:
        body = body_of(normalise(question(name)))
        kind = kind_for(name, body)
        key = kind.key(body, 1)
        [seconds] = paired_cpu(lambda k=kind, b=body, a=key: k.grade(b, a, 1), calls=200, rounds=3)
        report.figure(name, 1 / seconds, "per s")


def _regrade(report: Report) -> None:
    from django.utils import timezone

    from accounts.models import User
    from assessments import attempts, grading, queries, regrading
    from assessments.models import Attempt, AttemptEvent, Item, QuizPage

    report.section(f"Regrading one question of {ATTEMPTS} attempts")
    quiz = QuizPage.objects.filter(counts=True).first()
    now = timezone.now()
    owner = User.objects.create(email="grading@example.org", certificate_name="Bench")
    first = attempts.start(user=owner, page=quiz, now=now)
    asked = queries.asked(first)
    answers = {one.item: "a" for one in asked}
    attempts.submit(attempt=first, answers=answers, now=now)
    attempts.mark(pk=first.pk, now=now)
    first.refresh_from_db()
    people = User.objects.bulk_create(
        User(email=f"grading{number}@example.org", certificate_name="Bench")
        for number in range(ATTEMPTS - 1)
    )
    facts = {
        field.attname: getattr(first, field.attname)
        for field in Attempt._meta.concrete_fields
        if field.attname not in ("id", "user_id")
    }
    copies = Attempt.objects.bulk_create(Attempt(user=user, **facts) for user in people)
    events = list(first.events.exclude(kind="started").values("kind", "at", "data"))
    AttemptEvent.objects.bulk_create(
        AttemptEvent(attempt=copy, **event) for copy in copies for event in events
    )
    regrade = regrading.decide(
        item=Item.objects.get(key=asked[0].item),
        policy="drop",
        keep_passed=True,
        reason="bench",
        by=None,
        now=now,
    )
    begin = time.process_time()
    for _ in range(ATTEMPTS):
        grading.grade(asked, answers)
    pure = ATTEMPTS / (time.process_time() - begin)
    begin = time.process_time()
    while regrading.run_chunk(pk=regrade.pk, now=now):
        pass
    done = ATTEMPTS / (time.process_time() - begin)
    report.figure("pure grading of the same papers", pure, "per s")
    report.figure("attempts regraded", done, "per s")
    report.ratio("regraded / pure grading", done, pure, Goal(0.25, at_most=False))


def _statistics(report: Report) -> None:
    from assessments.statistics import Tally, functioning

    report.section("Showing the statistics of one question (CPU ms)")
    costs = []
    for size in (10_000, 1_000_000):
        tally = Tally()
        for place in range(11):
            tally.add(1, place / 10, [("", "a")], {"language": "en"})
            tally.add(0, place / 10, [("", "b")], {"language": "fr"})
        _multiplied(tally, size // tally.n)
        show = lambda t=tally: (t.discrimination, t.index, t.distractors(""), functioning(t))  # noqa: E731
        [seconds] = paired_cpu(show, calls=50, rounds=3)
        costs.append(seconds)
        report.figure(f"{tally.n} responses", 1000 * seconds, "ms")
    report.ratio("a million / ten thousand", costs[1], costs[0], Goal(1.5, at_most=True))


def _multiplied(tally: object, times: int) -> None:
    """The same answers many times over: sums only get larger."""
    for name in ("n", "omitted", "x", "xx", "y", "yy", "xy"):
        setattr(tally, name, getattr(tally, name) * times)
    for cell in tally.bins.values():
        cell[:] = [value * times for value in cell]
    for part in tally.responses.values():
        for counts in part.values():
            counts |= {place: n * times for place, n in counts.items()}
    for tables in tally.groups.values():
        for table in tables.values():
            for cell in table.values():
                cell[:] = [value * times for value in cell]
