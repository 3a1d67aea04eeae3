"""The two-page brief of a country. Its figures are the public ones for every reader: paper travels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from readiness import assessing, education, figures, maturity, pages, profiles
from readiness.assessing import Line
from readiness.figures import Row
from readiness.models import Action
from readiness.programmes import Programme


@dataclass(frozen=True, slots=True)
class Brief:
    iso3: str
    day: date
    sections: list[tuple[Programme, list[Row]]]
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
        sections,
        profiles.priorities(rows),
        lines,
        [profiles.sentence(item) for item in maturity.missing(known)],
        assessing.plan(country, full=plan) if profile else [],
        figures.METHOD,
    )
