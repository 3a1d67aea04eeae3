"""The comparison of groups of one profession: who is served best and worst, by each fact, as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from readiness import bar_charts, gaps, indicators, suppression
from readiness.bar_charts import Bars
from readiness.breakdowns import FACTS
from readiness.figures import POLICY, Row
from readiness.gaps import Count, Gap
from readiness.groups import GROUPS
from readiness.tallies import Counts


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact. `found` is None when there is nothing to compare or telling it would tell too much."""

    key: str
    title: str | Promise
    base: str | Promise
    labels: Mapping[str, str | Promise]
    found: Gap | None
    bars: Bars | None


def comparisons(row: Row, rows: Sequence[Row], counts: Counts, *, exact: bool) -> list[Comparison]:
    """By profession over the workforce, then by each voluntary fact over the people enrolled."""
    found = [_by_profession(rows)]
    for fact, (title, labels) in FACTS.items():
        told = _told(row, counts, fact, exact)
        gap = gaps.gap(told, order=[key for key, _label in labels])
        base = _("of the people enrolled")
        found.append(Comparison(fact, title, base, dict(labels), gap, _bars(gap)))
    return found


def _bars(gap: Gap | None) -> Bars | None:
    return bar_charts.bars(gap.rates) if gap else None


def _by_profession(rows: Sequence[Row]) -> Comparison:
    counts = {
        row.group: Count(row.people.value, row.workforce.value)
        for row in rows
        if row.workforce
        and row.people.value is not None
        and row.people.value <= row.workforce.value
    }
    gap = gaps.gap(counts, order=GROUPS)
    return Comparison("group", _("Profession"), _("of the workforce"), GROUPS, gap, _bars(gap))


def _told(row: Row, counts: Counts, fact: str, exact: bool) -> dict[str, Count]:
    """Covered and not covered people of every answer are told together or not at all."""
    answers = indicators.learners(row, counts, fact)
    cells = {}
    for value, (covered, people) in answers.items():
        cells[value, True], cells[value, False] = covered, people - covered
    size = row.workforce.value if row.workforce else None
    whole = suppression.publish(sum(cells.values()), size, policy=POLICY, unrestricted=exact)
    told = suppression.breakdown(
        {f"{value}/{covered}": n for (value, covered), n in cells.items()},
        whole,
        policy=POLICY,
        unrestricted=exact,
    )
    if told is None:
        return {}
    published = {key: figure.value or 0 for key, figure in told.items()}
    return {
        value: Count(
            published[f"{value}/True"],
            published[f"{value}/True"] + published[f"{value}/False"],
        )
        for value in answers
    }


def widest(found: Sequence[Comparison]) -> float | None:
    """The largest gap in percentage points among those that are told."""
    return max((c.found.difference for c in found if c.found), default=None)
