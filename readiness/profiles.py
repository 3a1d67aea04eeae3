"""What the maturity pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from readiness import assessing, editions, education, figures, maturity, programmes, wording
from readiness.assessing import Line
from readiness.figures import Row
from readiness.groups import GROUPS
from readiness.maturity import Domain, Indicator, Missing
from readiness.models import Action, Assessment


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator of the workforce domain below the level wanted, and what the levels between ask for."""

    indicator: Indicator
    level: int | None
    texts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Profile:
    iso3: str
    full: bool
    round_day: date
    model: maturity.Model
    domains: list[tuple[Domain, list[Line]]]
    wanted: int
    missing: list[str]
    steps: list[Step]
    priorities: list[Row]


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier assessment with what its level said in the edition of the model it was made against."""

    assessment: Assessment
    text: str


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    iso3: str
    full: bool
    indicator: Indicator
    level_names: Sequence[str]
    line: Line
    missing: list[str]
    history: list[Past]
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Plan:
    iso3: str
    full: bool
    actions: list[Action]
    priorities: list[Row]


def _rows(country: str, day: date, full: bool) -> list[Row]:
    return figures.rows(
        day,
        programmes=programmes.published(),
        countries=[country],
        exact=[country] if full else [],
    )


def profile(country: str, *, day: date, full: bool, wanted: int | None = None) -> Profile:
    """`wanted` is the level that is asked about; without one, the next after the computed level."""
    rows = _rows(country, day, full)
    known = education.known(country, rows, day=day)
    level = maturity.continuing_education(known)
    goal = wanted or min(level + 1, maturity.LEVELS[-1])
    domains = assessing.profile(country, year=day.year, computed={"V.6": level}, full=full)
    return Profile(
        country,
        full,
        assessing.open_round(day),
        editions.current(),
        domains,
        goal,
        [sentence(item) for item in maturity.missing(known, goal)],
        [step for line in domains[0][1] if (step := _step(line, goal))],
        priorities(rows),
    )


def _step(line: Line, wanted: int) -> Step | None:
    """None for an indicator that is there already, and for the computed one, which has its own list."""
    level = line.level
    if line.indicator.computed or (level or 0) >= wanted:
        return None
    between = range((level or 0) + 1, wanted + 1)
    return Step(line.indicator, level, [(n, line.indicator.levels[n - 1]) for n in between])


def indicator(country: str, asked: Indicator, *, day: date, full: bool) -> IndicatorPage:
    whole = profile(country, day=day, full=full)
    [line] = [one for _d, lines in whole.domains for one in lines if one.indicator.id == asked.id]
    history = Assessment.objects.filter(country=country, indicator=asked.id).select_related(
        "validation", "assessed_by"
    )
    actions = [a for a in assessing.plan(country, full=full) if a.indicator == asked.id]
    return IndicatorPage(
        country,
        full,
        asked,
        whole.model.level_names,
        line,
        whole.missing if asked.computed else [],
        [_past(row) for row in history.order_by("-assessed_at")] if full else [],
        actions,
    )


def _past(row: Assessment) -> Past:
    then = editions.edition(row.model_version).indicator(row.indicator)
    return Past(row, then.levels[row.level - 1] if then else "")


def plan(country: str, *, day: date, full: bool) -> Plan:
    actions = assessing.plan(country, full=full)
    return Plan(country, full, actions, priorities(_rows(country, day, full)))


def priorities(rows: Sequence[Row]) -> list[Row]:
    """Where most people are still missing to the target: the largest gap times workforce first."""
    behind = [row for row in rows if row.gap]
    return sorted(behind, key=lambda row: row.gap or 0, reverse=True)[:5]


def indicator_choices() -> list[tuple[str, str]]:
    model = editions.current()
    return [(i.id, f"{i.id} {i.title}") for domain in model.domains for i in domain.indicators]


def sentence(item: Missing) -> str:
    """One thing that is missing for the next level, as a sentence."""
    group = str(GROUPS.get(item.group, ""))
    if item.reason == "target" and item.percent is None:
        return _("%(group)s: a share that can be shown (target %(target)s %%).") % {
            "group": group,
            "target": item.target,
        }
    if item.reason == "target":
        return _("%(group)s: %(share)s of %(target)s %% reached.") % {
            "group": group,
            "share": wording.percent(item.percent),
            "target": item.target,
        }
    return {
        "course": _("At least one course is open."),
        "needs_assessment": _("A needs assessment is on file (assess V.6 with evidence)."),
        "first_certificate": _(
            "The first professionals hold valid certificates in every course of a programme."
        ),
        "review": _("Courses without a clinical review in the last two years: %(count)s.")
        % {"count": item.count},
    }[item.reason]
