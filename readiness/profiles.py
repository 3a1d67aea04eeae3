"""What the maturity pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from readiness import assessing, education, figures, maturity, programmes, reference, wording
from readiness.assessing import Line
from readiness.figures import Row
from readiness.groups import GROUPS
from readiness.maturity import Domain, Indicator, Missing
from readiness.models import Action, Assessment


@dataclass(frozen=True, slots=True)
class Profile:
    iso3: str
    full: bool
    round_day: date
    model: maturity.Model
    domains: list[tuple[Domain, list[Line]]]
    missing: list[str]
    priorities: list[Row]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    iso3: str
    full: bool
    indicator: Indicator
    level_names: Sequence[str]
    line: Line
    missing: list[str]
    history: list[Assessment]
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


def profile(country: str, *, day: date, full: bool) -> Profile:
    rows = _rows(country, day, full)
    known = education.known(country, rows, day=day)
    computed = {"V.6": maturity.continuing_education(known)}
    return Profile(
        country,
        full,
        assessing.open_round(day),
        reference.maturity_model(),
        assessing.profile(country, year=day.year, computed=computed, full=full),
        [sentence(item) for item in maturity.missing(known)],
        priorities(rows),
    )


def indicator(country: str, asked: Indicator, *, day: date, full: bool) -> IndicatorPage:
    whole = profile(country, day=day, full=full)
    [line] = [one for _d, lines in whole.domains for one in lines if one.indicator.id == asked.id]
    history = Assessment.objects.filter(country=country, indicator=asked.id)
    actions = [a for a in assessing.plan(country, full=full) if a.indicator == asked.id]
    return IndicatorPage(
        country,
        full,
        asked,
        whole.model.level_names,
        line,
        whole.missing if asked.computed else [],
        list(history.select_related("validation").order_by("-assessed_at")) if full else [],
        actions,
    )


def plan(country: str, *, day: date, full: bool) -> Plan:
    actions = assessing.plan(country, full=full)
    return Plan(country, full, actions, priorities(_rows(country, day, full)))


def priorities(rows: Sequence[Row]) -> list[Row]:
    """Where most people are still missing to the target: the largest gap times workforce first."""
    behind = [row for row in rows if row.gap]
    return sorted(behind, key=lambda row: row.gap or 0, reverse=True)[:5]


def indicator_choices() -> list[tuple[str, str]]:
    model = reference.maturity_model()
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
