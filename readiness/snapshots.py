"""Reference rounds: the public figures of a day, frozen as they were printed."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import translation

from accounts import countries
from readiness import (
    assessing,
    exports,
    federation,
    figures,
    indicator_files,
    needs,
    programmes,
    tallies,
)
from readiness.models import Assessment, Round, RoundFigure

PATIENCE = timedelta(days=31)


class NotOver(Exception):
    """The reference day is not over yet: its figures can still change."""


@transaction.atomic
def freeze(day: date, *, now: datetime) -> Round:
    """Freeze the round of that day. Safe to repeat: a frozen round is returned as it is. Raises `NotOver`."""
    found = Round.objects.filter(day=day).first()
    if found:
        return found
    if day >= now.date():
        raise NotOver(day)
    text = public_figures(day)
    frozen = Round.objects.create(
        day=day,
        frozen_at=now,
        method=figures.METHOD,
        figures=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        profiles=_profiles(day),
        validated=_validated(day),
        needs=needs.to_freeze(day),
        indicators=public_indicators(day),
    )
    _keep_exact(frozen)
    return frozen


def public_figures(day: date) -> str:
    """The public CSV of any day, in English, the language of record."""
    with translation.override("en"):
        rows = figures.rows(day, programmes=programmes.published("en"), countries=countries.EUR)
        return exports.as_csv(rows)


def public_indicators(day: date) -> str:
    """The public indicator set of any day as CSV, in English."""
    with translation.override("en"):
        rows = figures.rows(day, programmes=programmes.published("en"), countries=countries.EUR)
        counts = tallies.compute(day)
        return indicator_files.as_csv(rows, counts, exact=False, offers=tallies.offers())


def _keep_exact(frozen: Round) -> None:
    rows = figures.rows(
        frozen.day,
        programmes=programmes.published("en"),
        countries=countries.EUR,
        exact=countries.EUR,
    )
    RoundFigure.objects.bulk_create(
        RoundFigure(
            round=frozen,
            country=row.country,
            programme=row.programme.uuid,
            group=row.group,
            people=row.people.low,
            workforce_id=row.workforce.row if row.workforce else None,
        )
        for row in rows
        if row.origin is None  # what another installation counted is exact only there
    )


def _profiles(day: date) -> dict[str, dict[str, int]]:
    """The level of record: validated where WHO has looked, the country's own otherwise."""
    levels: dict[str, dict[str, int]] = {}
    rows = Assessment.objects.filter(round_day__lte=day).select_related("validation")
    for row in rows.order_by("assessed_at", "pk"):
        level = assessing.validated_level(row) or row.level
        levels.setdefault(row.country, {})[row.indicator] = level
    return levels


def _validated(day: date) -> dict[str, dict[str, int]]:
    levels: dict[str, dict[str, int]] = {}
    for (country, indicator), level in assessing.validated(countries.EUR, until=day).items():
        levels.setdefault(country, {})[indicator] = level
    return levels


def due(today: date) -> date | None:
    """The last 31 December, if its round still waits to be frozen: at once, or when every country has sent its figures
    or January is over."""
    day = date(today.year - 1, 12, 31)
    if today - day <= PATIENCE and federation.awaited(day):
        return None
    return None if Round.objects.filter(day__gte=day).exists() else day
