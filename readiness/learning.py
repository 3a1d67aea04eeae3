"""Knowledge gained and kept, by profession: sums that the assessments room makes, and means that may be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from assessments.gain import Gain, mean_gain
from assessments.gains import GainSums, gain_sums
from assessments.retaining import RetentionSums, retention_sums
from readiness import suppression
from readiness.figures import POLICY, Row
from readiness.groups import group_of
from readiness.programmes import Programme
from readiness.suppression import Figure

KEPT_AFTER = 90  # days: the interval of the short questions that stands for retention
HUNDREDTHS = 100  # sums of percentages are kept as whole hundredths

Sums = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sources:
    """Sums by country, profession and course up to the end of a day."""

    gains: list[GainSums]
    retentions: list[RetentionSums]


def sources(day: date) -> Sources:
    until = datetime.combine(
        day + timedelta(days=1), time.min, tzinfo=timezone.get_current_timezone()
    )
    return Sources(gain_sums(until=until), retention_sums(until=until))


def sums(programme: Programme, found: Sources) -> dict[tuple[str, UUID, str, str], tuple[int, int]]:
    """(people, sum) by (code, programme, country, group)."""
    people: Counter[tuple[str, UUID, str, str]] = Counter()
    totals: Counter[tuple[str, UUID, str, str]] = Counter()

    def add(code: str, country: str, cadre: str, n: int, total: float) -> None:
        key = code, programme.uuid, country, group_of(cadre)
        people[key] += n
        totals[key] += round(total)

    for gain in found.gains:
        if gain.course_key in programme.courses:
            add("gain_pre", gain.country, gain.cadre, gain.n, gain.pre * HUNDREDTHS)
            add("gain_post", gain.country, gain.cadre, gain.n, gain.post * HUNDREDTHS)
    for kept in found.retentions:
        if kept.course_key in programme.courses and kept.days == KEPT_AFTER and kept.people:
            add("kept_given", kept.country, kept.cadre, kept.people, kept.answers)
            add("kept_right", kept.country, kept.cadre, kept.people, kept.right)
    return {key: (n, totals[key]) for key, n in people.items()}


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean as it may be shown: over how many people, and in per cent or points."""

    people: Figure
    value: float
    gain: Gain | None = None


def gained(row: Row, found: Sums, *, exact: bool) -> Mean | None:
    """Mean gain in points. None where there is nothing or too little to tell."""
    people, before = found.get("gain_pre", (0, 0))
    told = _people(row, people, exact)
    gain = mean_gain(people, before / HUNDREDTHS, found.get("gain_post", (0, 0))[1] / HUNDREDTHS)
    if told is None or gain is None:
        return None
    return Mean(told, gain.raw if exact else round(gain.raw), gain)


def kept(row: Row, found: Sums, *, exact: bool) -> Mean | None:
    """Share of short questions answered fully right 90 days after passing, in per cent."""
    people, answers = found.get("kept_given", (0, 0))
    told = _people(row, people, exact)
    if told is None or not answers:
        return None
    share = 100 * found.get("kept_right", (0, 0))[1] / answers
    return Mean(told, share if exact else round(share))


def _people(row: Row, people: int, exact: bool) -> Figure | None:
    """No mean of fewer than ten people, and none of a profession so small that only ranges are told.

    Public means are whole points, so that one more person between two days cannot be read from them.
    """
    if not people or (not exact and people < POLICY.breakdown_threshold):
        return None
    size = row.workforce.value if row.workforce else None
    told = suppression.publish(people, size, policy=POLICY, unrestricted=exact)
    return None if told.value is None else told
