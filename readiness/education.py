"""What the platform knows about continuing education in a country: the input of the computed maturity level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from courses.models import CoursePage
from readiness.assessing import newest
from readiness.figures import Row
from readiness.maturity import Education, Reach

PRIORITY_GROUPS = ("physicians", "nursing_midwifery", "pharmacists")
REVIEWED_WITHIN_YEARS = 2
_YEAR = re.compile(r"\b(20\d\d)\b")


def known(country: str, rows: Sequence[Row], *, day: date) -> Education:
    """From the figures as this reader sees them, so the level tells nothing that they do not. Two queries."""
    courses = _reviews()
    assessed = newest([country]).get((country, "V.6"))
    return Education(
        courses=len(courses),
        needs_assessed=bool(assessed and assessed.level >= 2),
        anybody_covered=any(row.people.low > 0 for row in rows),
        reach=tuple(_reach(group, rows) for group in PRIORITY_GROUPS),
        unreviewed=sum(not _recent(review, day) for review in courses),
    )


def _reviews() -> list[str]:
    """The review note of every live course, once per course whatever its translations."""
    pages = CoursePage.objects.live().order_by("path").values_list("translation_key", "reviewed")
    notes: dict[object, str] = {}
    for key, note in pages:
        notes[key] = notes.get(key) or note
    return list(notes.values())


def _recent(note: str, day: date) -> bool:
    years = [int(year) for year in _YEAR.findall(note)]
    return bool(years) and day.year - max(years) <= REVIEWED_WITHIN_YEARS


def _reach(group: str, rows: Sequence[Row]) -> Reach:
    """The programme in which the group stands best against its target."""
    mine = [row for row in rows if row.group == group and row.workforce]
    if not mine:
        return Reach(group, None, 0)
    best = max(mine, key=lambda row: (row.percent or 0) / row.goal.percent)
    return Reach(group, best.percent, best.goal.percent)
