"""Questions graded per second and kind, and what showing statistics costs."""

import statistics
import time

from tests.bench.report import Goal, Report, paired_cpu


def run(report: Report) -> None:
    _kinds(report)
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


def _statistics(report: Report) -> None:
    from dataclasses import asdict

    from django.test import Client

    from accounts.models import User
    from assessments.models import Item, ItemStatistics
    from assessments.statistics import Tally

    report.section("The statistics page of one question (median, answered by the whole stack)")
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("statistics@example.org", "x"))
    item = Item.objects.first()
    walls = []
    for size in (10_000, 1_000_000):
        tally = Tally()
        for place in range(11):
            for country in ("SWE", "GEO", "KAZ", "DEU"):
                groups = {"country": country, "cadre": "2221" if place % 2 else "2211"}
                tally.add(1, place / 10, [("", "a")], groups | {"language": "en"})
                tally.add(0, place / 10, [("", "bcd"[place % 3])], groups | {"language": "fr"})
        _multiplied(tally, round(size / tally.n))
        ItemStatistics.objects.update_or_create(
            item=item, epoch=item.epoch, defaults={"sums": asdict(tally)}
        )
        walls.append(_median_wall(client, f"/cms/questions/health/{item.pk}/"))
        report.figure(f"{tally.n} responses", 1000 * walls[-1], "ms")
    report.ratio("a million responses / 300 ms", walls[1], 0.3, Goal(1, at_most=True))
    report.ratio("a million / ten thousand", walls[1], walls[0], Goal(1.5, at_most=True))


def _median_wall(client: object, address: str) -> float:
    seconds = []
    for _ in range(12):
        begin = time.monotonic()
        answer = client.get(address)
        seconds.append(time.monotonic() - begin)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    return statistics.median(seconds[1:])


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
