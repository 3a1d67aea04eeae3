"""The countries of a hub beside each other: validated levels, plans they share, published coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from accounts import countries
from readiness import assessing, editions, figures, maturity, programmes
from readiness.figures import Row
from readiness.maturity import Domain, Indicator, Peers
from readiness.models import Action, Round
from readiness.programmes import Programme
from readiness.reference import Hub


@dataclass(frozen=True, slots=True)
class Standing:
    """One country on one indicator. `change` is against the last frozen round, None when either is unknown."""

    level: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One indicator for the whole hub; None while fewer than three countries are validated."""

    indicator: Indicator
    peers: Peers | None
    before: Peers | None

    @property
    def change(self) -> float | None:
        return self.peers.median - self.before.median if self.peers and self.before else None


@dataclass(frozen=True, slots=True)
class Comparison:
    hub: Hub
    last_round: date | None
    domains: Sequence[Domain]
    domain: Domain
    columns: list[Column]
    members: list[tuple[str, list[Standing]]]
    programmes: list[Programme]
    programme: Programme | None
    coverage: list[tuple[str, list[Row]]]
    actions: list[Action]


@dataclass(frozen=True, slots=True)
class Choice:
    domain: str = ""
    programme: str = ""
    language: str = "en"


Levels = Mapping[tuple[str, str], int]


def comparison(hub: Hub, choice: Choice, *, day: date) -> Comparison:
    """Coverage is the public one for every reader, so the page can be passed on within the hub."""
    members = sorted(hub.countries, key=lambda iso3: countries.name(iso3, choice.language))
    domains = editions.current().domains
    domain = next((d for d in domains if d.id == choice.domain), domains[0])
    now = assessing.validated(members)
    frozen = Round.objects.order_by("-day").only("day", "validated").first()
    before = _flat(frozen.validated) if frozen else {}
    offered = programmes.published()
    programme = figures.programme_by_key(offered, choice.programme)
    return Comparison(
        hub,
        frozen.day if frozen else None,
        domains,
        domain,
        [_column(indicator, members, now, before) for indicator in domain.indicators],
        [(iso3, [_standing(iso3, i, now, before) for i in domain.indicators]) for iso3 in members],
        offered,
        programme,
        _coverage(programme, members, day),
        list(Action.objects.filter(country__in=members, shared=True)),
    )


def _flat(levels: Mapping[str, Mapping[str, int]]) -> Levels:
    return {(iso3, code): level for iso3, mine in levels.items() for code, level in mine.items()}


def _column(indicator: Indicator, members: Sequence[str], now: Levels, before: Levels) -> Column:
    def peers(levels: Levels) -> Peers | None:
        return maturity.peers(
            [levels[c, indicator.id] for c in members if (c, indicator.id) in levels]
        )

    return Column(indicator, peers(now), peers(before))


def _standing(iso3: str, indicator: Indicator, now: Levels, before: Levels) -> Standing:
    level, last = now.get((iso3, indicator.id)), before.get((iso3, indicator.id))
    return Standing(level, level - last if level and last else None)


def _coverage(
    programme: Programme | None, members: Sequence[str], day: date
) -> list[tuple[str, list[Row]]]:
    if programme is None:
        return []
    rows = figures.rows(day, programmes=[programme], countries=members)
    return [(iso3, [row for row in rows if row.country == iso3]) for iso3 in members]
