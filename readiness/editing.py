"""What the pages show on which a focal point edits targets and workforce counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness import importing, workforce_files
from readiness.groups import COUNTED
from readiness.importing import Planned
from readiness.models import Target, Workforce
from readiness.programmes import published
from readiness.workforce_files import LARGEST, Count

__all__ = ["LARGEST", "TargetsPage", "WorkforcePage", "targets_page", "workforce_page"]


@dataclass(frozen=True, slots=True)
class TargetsPage:
    iso3: str
    history: list[tuple[str, Target]]


@dataclass(frozen=True, slots=True)
class WorkforcePage:
    iso3: str
    text: str
    counts: list[Count]
    planned: list[Planned]
    problems: list[str]
    known: list[Workforce]
    groups: list[str]


def targets_page(country: str) -> TargetsPage:
    titles = {programme.uuid: programme.title for programme in published()}
    rows = Target.objects.filter(country=country).order_by("-set_at", "-pk")
    return TargetsPage(country, [(titles.get(row.programme, "–"), row) for row in rows])


def workforce_page(country: str, content: bytes | None, *, now: datetime) -> WorkforcePage:
    """What the file would change, or everything that is wrong with it."""
    counts, problems = [], []
    if content is not None:
        counts, problems = workforce_files.national(
            content, country=country, groups=COUNTED, this_year=now.year
        )
        if not counts and not problems:
            problems = [workforce_files.Problem(1, "columns", "group")]
    rows = Workforce.objects.filter(country=country).select_related("recorded_by")
    return WorkforcePage(
        country,
        "" if problems or content is None else content.decode("utf-8-sig"),
        counts,
        importing.plan(counts, method="register") if counts and not problems else [],
        [importing.sentence(problem) for problem in problems],
        list(rows.order_by("group", "-year", "-version")),
        list(COUNTED),
    )
