"""The two-page brief of a country. Its figures are the public ones for every reader: paper travels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness import assessing, education, figures, maturity, pages, profiles
from readiness.assessing import Line
from readiness.figures import Row
from readiness.models import Action
from readiness.programmes import Programme

ROOM = 14  # lines of figures on the first sheet
ROOM_FOR_ACTIONS = 8


@dataclass(frozen=True, slots=True)
class Brief:
    iso3: str
    day: date
    sections: list[tuple[Programme, list[Row]]]
    more: int  # figures that two sheets have no room for
    priorities: list[Row]
    workforce_domain: list[Line]
    missing: list[str]
    actions: list[Action]
    method: str


def brief(country: str, *, day: date, profile: bool, plan: bool) -> Brief:
    """Figures for everybody; validated levels for hub peers; own levels and actions for the country itself."""
    sections = pages.country(country, day=day, exact=False).sections
    rows = [row for _programme, mine in sections for row in mine]
    known = education.known(country, rows, day=day)
    computed = {"V.6": maturity.continuing_education(known)}
    lines: list[Line] = []
    if profile:
        domains = assessing.profile(country, year=day.year, computed=computed, full=plan)
        lines = next(found for domain, found in domains if domain.id == "V")
    return Brief(
        country,
        day,
        _fitting(sections),
        max(0, len(rows) - ROOM),
        profiles.priorities(rows),
        lines,
        [profiles.sentence(item) for item in maturity.missing(known)],
        _next_actions(assessing.plan(country, full=plan)) if profile else [],
        figures.METHOD,
    )


def _fitting(
    sections: list[tuple[Programme, list[Row]]],
) -> list[tuple[Programme, list[Row]]]:
    """As many figures as a sheet holds: those with a workforce count first, else in their order."""
    rows = [row for _programme, mine in sections for row in mine]
    kept = sorted(rows, key=lambda row: row.workforce is None)[:ROOM]
    found = [(programme, [row for row in mine if row in kept]) for programme, mine in sections]
    return [(programme, mine) for programme, mine in found if mine]


def _next_actions(actions: list[Action]) -> list[Action]:
    """Those still to be done, the soonest first."""
    closed = (Action.Status.DONE, Action.Status.DROPPED)
    return [action for action in actions if action.status not in closed][:ROOM_FOR_ACTIONS]
