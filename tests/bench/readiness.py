"""What reading and counting coverage costs as the register grows.

On the database of DATABASE_URL. Sizes come from READINESS_SIZES (certificates, comma separated); by default small
ones, because the point is the ratio between them. The register is simulated and taken away again.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from tests.bench.report import Goal, Report

SIZES = "20000,200000"
PAGES = {
    "region page": "/en/readiness/",
    "country page": "/en/readiness/SWE/",
    "profession page": "/en/readiness/SWE/trend/genomics-aware-nurse/nursing_midwifery/",
    "region API": "/api/v1/readiness/figures?programme=genomics-aware-nurse&group=nursing_midwifery",
    "country API": "/api/v1/readiness/countries/SWE",
    "region API, everything": "/api/v1/readiness/figures",
}
# The same heads without renewals, moves, reasons or anything kept: one GROUP BY per person, one per place and day.
PLAIN = """
SELECT count(*) FROM (
  SELECT country, cadre, day, count(*) FROM (
    SELECT holder, min(country) AS country, min(cadre) AS cadre, max(valid_from) AS day
    FROM certificates_certificate WHERE kind = 'course' AND subject_key IN ({courses})
    GROUP BY holder HAVING count(DISTINCT subject_key) = {needed}
  ) began GROUP BY country, cadre, day
  UNION ALL
  SELECT country, cadre, day, count(*) FROM (
    SELECT holder, min(country) AS country, min(cadre) AS cadre, max(COALESCE(ended_on, valid_until)) AS day
    FROM certificates_certificate WHERE kind = 'course' AND subject_key IN ({courses})
    GROUP BY holder HAVING count(DISTINCT subject_key) = {needed}
  ) ended GROUP BY country, cadre, day
) cells
"""


def run(report: Report) -> None:
    from readiness import simulation

    sizes = [int(size) for size in os.environ.get("READINESS_SIZES", SIZES).split(",")]
    spent: dict[str, list[float]] = {}
    for size in sizes:
        _measure(report, size, spent)
    report.section(f"Readiness: {sizes[-1]:,} certificates against {sizes[0]:,}")
    for name, medians in spent.items():
        report.ratio(
            f"{name}, largest / smallest register", medians[-1], medians[0], Goal(1.5, at_most=True)
        )
    simulation.clear()


def _measure(report: Report, size: int, spent: dict[str, list[float]]) -> None:
    from django.utils import timezone

    from readiness import composing, simulation, spells

    report.section(f"Readiness: a register of {size:,} simulated certificates, 8 programmes")
    now = timezone.now()
    took = _seconds(
        lambda: simulation.seed(certificates=size, today=now.date(), now=now, at_least=8)
    )
    report.figure("seeded", took, "s")
    spells.count_all(now=timezone.now())
    plain = _seconds(_plain)
    rebuilt = _seconds(lambda: spells.count_all(now=timezone.now()))
    report.figure("counted again from all certificates", size / rebuilt, "per s")
    report.figure("plain SQL over the same rows", size / plain, "per s")
    report.ratio("counted again / plain SQL (time)", rebuilt, plain, Goal(2, at_most=True))
    took = _seconds(lambda: composing.compose(now=timezone.now() + timedelta(days=1)))
    report.figure("voluntary facts counted, in the background", took, "s")
    _pages(report, spent)
    _one_more(report)


def _pages(report: Report, spent: dict[str, list[float]]) -> None:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    for name, address in PAGES.items():
        client.get(address)
        times = sorted(_seconds(lambda a=address: _ok(client.get(a))) for _ in range(40))
        median, late = statistics.median(times), times[int(len(times) * 0.95)]
        spent.setdefault(name, []).append(median)
        report.figure(name, median * 1000, "ms", f"p95 {late * 1000:.0f} ms")
        report.ratio(f"{name}, median / 100 ms", median, 0.1, Goal(1, at_most=True))
        report.ratio(f"{name}, p95 / 250 ms", late, 0.25, Goal(1, at_most=True))


def _one_more(report: Report) -> None:
    """One certificate more: how long the worker's look takes until she counts."""
    from django.utils import timezone

    from certificates.models import Certificate
    from readiness import spells

    spells.catch_up(now=timezone.now() + timedelta(minutes=2))
    one = Certificate.objects.filter(issuer="Simulated", revoked_at=None).first()
    one.revoked_at, one.ended_on = timezone.now(), timezone.now().date()
    one.revocation_reason = Certificate.Reason.NOT_OWN_WORK
    one.save()
    took = _seconds(lambda: spells.catch_up(now=timezone.now() + timedelta(minutes=2)))
    report.figure("the worker's look that counts one change", took * 1000, "ms", "every 5 s")
    report.ratio("the look / 1 s", took, 1, Goal(1, at_most=True))


def _plain() -> None:
    from django.db import connection

    from readiness import spells
    from readiness.rebuilding import _key

    for needed in spells.programme_courses().values():
        courses = ", ".join(_key(course) for course in sorted(needed))
        with connection.cursor() as cursor:
            cursor.execute(PLAIN.format(courses=courses, needed=len(needed)))
            cursor.fetchall()


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def _ok(answer) -> None:
    if answer.status_code != 200:
        raise RuntimeError(f"answered {answer.status_code}")
