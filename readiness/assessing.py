"""Self-assessment, validation and plan of a country, and its profile put together from them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from readiness import editions, maturity, reference
from readiness.models import Action, Assessment, Round, Validation


class NoEvidence(Exception):
    """A level above 1 was given without a link, a file, or a dated document named in the comment."""


class RoundIsFrozen(Exception):
    """The reference day this assessment is for has been frozen."""


def open_round(today: date) -> date:
    """The reference day that assessments are collected for: the next 31 December not frozen yet."""
    last = Round.objects.order_by("-day").values_list("day", flat=True).first()
    year = today.year if last is None else max(today.year, last.year + (last.month == 12))
    return date(year, 12, 31)


@transaction.atomic
def assess(
    *,
    country: str,
    indicator: maturity.Indicator,
    round_day: date,
    level: int,
    evidence_url: str,
    evidence_file: UploadedFile | None,
    comment: str,
    evidence_date: date | None = None,
    by: User,
    now: datetime,
) -> Assessment:
    """A new self-assessment; earlier ones stay. Raises `NoEvidence`, `RoundIsFrozen`."""
    if level > 1 and not (evidence_url or evidence_file or (evidence_date and comment.strip())):
        raise NoEvidence
    if Round.objects.filter(day__gte=round_day).exists():
        raise RoundIsFrozen
    return Assessment.objects.create(
        country=country,
        indicator=indicator.id,
        model_version=editions.current().version,
        round_day=round_day,
        level=level,
        evidence_url=evidence_url,
        evidence_file=evidence_file or "",
        evidence_date=evidence_date,
        comment=comment,
        assessed_by=by,
        assessed_at=now,
    )


def validate(
    *, assessment: Assessment, level: int, comment: str, by: User, now: datetime
) -> Validation:
    """Set what WHO found. Repeating it replaces the finding on this assessment; the assessment itself stays."""
    return Validation.objects.update_or_create(
        assessment=assessment,
        defaults={"level": level, "comment": comment, "validated_by": by, "validated_at": now},
    )[0]


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a country's profile. `own` is None for readers who may see validated levels only."""

    indicator: maturity.Indicator
    own: Assessment | None
    validated: int | None
    computed: int | None
    before: int | None
    peers: maturity.Peers | None

    @property
    def level(self) -> int | None:
        """What WHO found about the newest assessment, the country's own word until then; for others what was validated."""
        if self.own is None:
            return self.validated
        return validated_level(self.own) or self.own.level

    @property
    def next_text(self) -> str:
        """What the next level says; empty when there is no level yet or no higher one."""
        known = self.level
        return self.indicator.levels[known] if known and known < len(maturity.LEVELS) else ""


def newest(countries: Collection[str]) -> dict[tuple[str, str], Assessment]:
    """The newest self-assessment per (country, indicator), with its validation. One query."""
    rows = Assessment.objects.filter(country__in=countries).select_related("validation")
    return {(row.country, row.indicator): row for row in rows.order_by("assessed_at", "pk")}


def validated(
    countries: Collection[str], *, until: date | None = None
) -> dict[tuple[str, str], int]:
    """The last level WHO validated per (country, indicator); a newer claim does not undo it. One query."""
    found = Validation.objects.filter(assessment__country__in=countries)
    if until:
        found = found.filter(assessment__round_day__lte=until)
    rows = found.order_by("assessment__assessed_at", "assessment__pk").values_list(
        "assessment__country", "assessment__indicator", "level"
    )
    return {(country, indicator): level for country, indicator, level in rows}


def validated_level(row: Assessment | None) -> int | None:
    found = getattr(row, "validation", None) if row else None
    return found.level if found else None


def profile(
    country: str, *, year: int, computed: dict[str, int], full: bool
) -> list[tuple[maturity.Domain, list[Line]]]:
    """All indicators by domain: own and validated level, computed level, last round, hub peers. Three queries."""
    neighbours = {c for hub in reference.hubs_of(country, year) for c in hub.countries} - {country}
    rows = newest([country]) if full else {}
    found = validated([country, *sorted(neighbours)])
    last = last_levels(validated_only=not full)

    def line(indicator: maturity.Indicator) -> Line:
        others = [found.get((c, indicator.id)) for c in neighbours]
        return Line(
            indicator,
            rows.get((country, indicator.id)),
            found.get((country, indicator.id)),
            computed.get(indicator.id),
            last.get(country, {}).get(indicator.id),
            maturity.peers([level for level in others if level]),
        )

    model = editions.current()
    return [(domain, [line(i) for i in domain.indicators]) for domain in model.domains]


def last_levels(*, validated_only: bool) -> dict[str, dict[str, int]]:
    """Levels of the last frozen round by country and indicator. Own levels are for the country itself and WHO."""
    field = "validated" if validated_only else "profiles"
    return Round.objects.order_by("-day").values_list(field, flat=True).first() or {}


def plan(country: str, *, full: bool) -> list[Action]:
    """The country's actions; only those it shares unless the reader may see all."""
    rows = Action.objects.filter(country=country)
    return list(rows if full else rows.filter(shared=True))
