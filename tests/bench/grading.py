"""Questions graded per second and kind, and what showing statistics costs."""

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
