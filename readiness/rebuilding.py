"""Counts everybody again, set by set inside the database; the result is what `spells.refresh` keeps person by person.

Most people hold one certificate per course: their spell is the common part of the validities, one GROUP BY. Whoever
holds several for one course (renewed, reissued) goes through the pure rule, in batches.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Count

from certificates.models import Certificate
from readiness import counting, coverage
from readiness.counting import BATCH, Courses
from readiness.models import CountedProgramme, DayCell, MonthCell, Spell

_WORDS = {
    "postgresql": {
        "after": "(c.valid_until + 1)",
        "end": "to_char(e, 'YYYY-MM-DD')",
        "rank": "to_char(c.valid_from, 'YYYY-MM-DD') || lpad(c.id::text, 20, '0')",
        "month": "date_trunc('month', day)::date",
        "list": "'[]'::jsonb",
        "uuid": "%s::uuid",
    },
    "sqlite": {
        "after": "date(c.valid_until, '+1 day')",
        "end": "e",
        "rank": "c.valid_from || printf('%%020d', c.id)",
        "month": "strftime('%%Y-%%m-01', day)",
        "list": "'[]'",
        "uuid": "%s",
    },
}

# `newest` is rank (30 characters), country (3, padded) and cadre of a certificate: its maximum is the place. `last` is
# the day (10 characters) on which a certificate ends and whether by revocation: its minimum is what ends the spell.
_SINGLE = """
INSERT INTO readiness_spell (holder, programme, country, cadre, start, "end", began, ended, renewals)
WITH evidence AS (
  SELECT c.holder, c.subject_key AS course, c.valid_from AS s,
    CASE WHEN c.ended_on <= c.valid_until THEN c.ended_on ELSE {after} END AS e,
    CASE WHEN c.ended_on <= c.valid_until AND c.revoked_at IS NOT NULL THEN 1 ELSE 0 END AS revoked,
    {rank} || substr(c.country || '   ', 1, 3) || c.cadre AS newest
  FROM certificates_certificate c
  WHERE c.kind = 'course' AND c.user_id IS NOT NULL AND c.subject_key IN ({courses})
), valid AS (
  SELECT * FROM evidence WHERE s < e
), whole AS (
  SELECT holder, max(s) AS start, min(e) AS finish, max(newest) AS newest,
    min({end} || CASE revoked WHEN 1 THEN '0' ELSE '1' END) AS last FROM valid
  GROUP BY holder HAVING count(*) = {needed} AND count(DISTINCT course) = {needed} AND max(s) < min(e)
)
SELECT w.holder, {programme}, trim(substr(w.newest, 31, 3)), substr(w.newest, 34), w.start, w.finish, 'entered',
  CASE WHEN substr(w.last, 11) = '0' THEN 'revoked' ELSE 'expired' END, {list}
FROM whole w
"""

_DAYS = """
INSERT INTO readiness_daycell (programme, country, cadre, day, {kinds})
SELECT programme, country, cadre, day, {sums} FROM (
  SELECT programme, country, cadre, start AS day, began AS kind FROM readiness_spell WHERE programme = {programme}
  UNION ALL
  SELECT programme, country, cadre, "end", ended FROM readiness_spell WHERE programme = {programme}
) moves GROUP BY programme, country, cadre, day
"""

_MONTHS = """
INSERT INTO readiness_monthcell (programme, country, cadre, day, {kinds})
SELECT programme, country, cadre, {month}, {sums} FROM readiness_daycell WHERE programme = {programme}
GROUP BY programme, country, cadre, {month}
"""

KINDS = tuple(coverage.SIGN)


@transaction.atomic
def rebuild(courses: Courses) -> int:
    """Count these programmes again from all certificates; returns how many certificates were read."""
    _clear(courses)
    for programme, needed in courses.items():
        _single(programme, needed)
    _several(courses)
    for programme, needed in courses.items():
        _cells(programme)
        CountedProgramme.objects.update_or_create(
            programme=programme, defaults={"courses": sorted(map(str, needed))}
        )
    asked = frozenset[uuid.UUID]().union(*courses.values())
    return counting.counted(Certificate.objects.filter(subject_key__in=asked)).count()


def _clear(courses: Courses) -> None:
    for model in (Spell, DayCell, MonthCell):
        model.objects.filter(programme__in=list(courses)).delete()


def _value(key: uuid.UUID) -> str:
    return key.hex if connection.vendor == "sqlite" else str(key)


def _execute(sql: str, values: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _single(programme: uuid.UUID, needed: frozenset[uuid.UUID]) -> None:
    words = _WORDS[connection.vendor]
    sql = _SINGLE.format(
        **{key: words[key] for key in ("after", "end", "rank", "list")},
        courses=", ".join([words["uuid"]] * len(needed)),
        needed=len(needed),
        programme=words["uuid"],
    )
    _execute(sql, [*map(_value, needed), _value(programme)])


def _several(courses: Courses) -> None:
    """People with more than one certificate for a course of the programme: the pure rule, in batches."""
    for programme, needed in courses.items():
        for batch in _batches(needed):
            rows = counting.counted(
                Certificate.objects.filter(holder__in=batch, subject_key__in=needed)
            )
            pairs = [
                counting.row(holder, *pair)
                for holder, mine in groupby(rows.order_by("holder", "pk"), key=lambda r: r.holder)
                for pair in counting.spells_of(list(mine), {programme: needed})
            ]
            Spell.objects.filter(programme=programme, holder__in=batch).delete()
            Spell.objects.bulk_create(pairs)


def _batches(needed: frozenset[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    asked = counting.counted(Certificate.objects.filter(subject_key__in=needed))
    twice = (
        asked.order_by("holder", "subject_key")
        .values("holder", "subject_key")
        .annotate(held=Count("pk"))
        .filter(held__gt=1)
        .values_list("holder", flat=True)
    )
    holders = list(dict.fromkeys(twice))
    for at in range(0, len(holders), BATCH):
        yield holders[at : at + BATCH]


def _cells(programme: uuid.UUID) -> None:
    words = _WORDS[connection.vendor]
    key = _value(programme)
    moved = [f"sum(CASE WHEN kind = '{kind}' THEN 1 ELSE 0 END)" for kind in KINDS]
    named = {"kinds": ", ".join(f'"{kind}"' for kind in KINDS), "programme": words["uuid"]}
    _execute(_DAYS.format(**named, sums=", ".join(moved)), [key, key])
    _renewals(programme)
    added = ", ".join(f'sum("{kind}")' for kind in KINDS)
    _execute(_MONTHS.format(**named, sums=added, month=words["month"]), [key])


def _renewals(programme: uuid.UUID) -> None:
    """Days on which a certificate began inside a spell; they stand in the spell's list."""
    renewed = Spell.objects.filter(programme=programme).exclude(renewals=[])
    moves: counting.Moves = Counter()
    for found in renewed.iterator(BATCH):
        for flow, count in coverage.flows([counting.plain(found)]).items():
            if flow.kind == "renewed":
                moves[programme, flow] += count
    counting.add_to_cells(DayCell, counting.cells(moves, monthly=False))
