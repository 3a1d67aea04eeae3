"""Counts who is covered by the facts people chose to give, for everybody at once and not at every change.

Facts stand on accounts only and can be withdrawn, so they are joined when counted and never copied to a person's spells.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from readiness.models import Composition, CountedProgramme
from readiness.rebuilding import alone

FACTS = ("sex", "birth_band", "residence", "facility_level", "language")
PAUSE = 100  # times as long as counting took: so it never takes more than a hundredth of the database's time
AT_LEAST = timedelta(hours=24)  # facts change without a certificate

_SQL = """
SELECT s.programme, s.country, s.cadre, {facts}, count(*)
FROM readiness_spell s
JOIN (SELECT DISTINCT holder, user_id FROM certificates_certificate WHERE user_id IS NOT NULL) c ON c.holder = s.holder
JOIN accounts_user u ON u.id = c.user_id
WHERE s.start <= %s AND s."end" > %s AND s.programme IN ({programmes})
GROUP BY s.programme, s.country, s.cadre, {facts}
"""


def compose(*, now: datetime) -> int:
    """Count the programmes that are due; returns how many. Safe to repeat."""
    due = [
        row.programme
        for row in CountedProgramme.objects.filter(_is_due(now))
        if _has_rested(row, now)
    ]
    if not due:
        return 0
    with alone() as first:
        if first:
            _compose(due, now=now)
    return len(due) if first else 0


def _is_due(now: datetime) -> Q:
    changed = Q(changed_at__gte=F("composed_at"))
    return Q(composed_at=None) | changed | Q(composed_at__lt=now - AT_LEAST)


def _has_rested(row: CountedProgramme, now: datetime) -> bool:
    if row.composed_at is None:
        return True
    return now - row.composed_at >= timedelta(seconds=PAUSE * row.composing_took)


@transaction.atomic
def _compose(programmes: Sequence[uuid.UUID], *, now: datetime) -> None:
    began = time.perf_counter()
    cells: dict[tuple[uuid.UUID, str, str, str, str], int] = {}
    for programme, country, cadre, *values, people in _covered(programmes, now):
        for fact, value in zip(FACTS, values, strict=True):
            place = (programme, country, cadre, fact, value)
            cells[place] = cells.get(place, 0) + people
    Composition.objects.filter(programme__in=programmes).delete()
    names = ("programme", "country", "cadre", "fact", "value")
    Composition.objects.bulk_create(
        (
            Composition(**dict(zip(names, place, strict=True)), people=people)
            for place, people in cells.items()
        ),
        batch_size=2000,
    )
    took = time.perf_counter() - began
    CountedProgramme.objects.filter(programme__in=programmes).update(
        composed_at=now, composing_took=took
    )


def _covered(programmes: Sequence[uuid.UUID], now: datetime) -> list[tuple[Any, ...]]:
    facts = ", ".join(f"u.{fact}" for fact in FACTS)
    sql = _SQL.format(facts=facts, programmes=", ".join(["%s"] * len(programmes)))
    keys = [key.hex if connection.vendor == "sqlite" else key for key in programmes]
    with connection.cursor() as cursor:
        cursor.execute(sql, [now.date(), now.date(), *keys])
        rows = cursor.fetchall()
    return [(_uuid(row[0]), *row[1:]) for row in rows]


def _uuid(value: object) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))
