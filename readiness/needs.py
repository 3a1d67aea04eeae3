"""The survey of support needs: a country's ranking per round, and the ranking of a hub made from them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import countries
from accounts.models import User
from readiness import assessing, ranking, reference
from readiness.models import NeedsAnswer, Round


@dataclass(frozen=True, slots=True)
class NeedsList:
    version: str
    titles: dict[str, dict[str, str]]  # key -> language -> title

    def title(self, key: str) -> str:
        """In the active language; the key itself for a need of an older list."""
        texts = self.titles.get(key, {})
        return texts.get(get_language() or "en") or texts.get("en", key)


@cache
def listed() -> NeedsList:
    path = Path(settings.CONTENT_DIR) / "reference" / "support_needs.toml"
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    titles = {
        need["key"]: {k: v for k, v in need.items() if k != "key"} for need in source["needs"]
    }
    return NeedsList(source["version"], titles)


@dataclass(frozen=True, slots=True)
class Answer:
    country: str
    ranking: list[str]
    comment: str

    @property
    def titles(self) -> list[str]:
        return [listed().title(key) for key in self.ranking]


@transaction.atomic
def answer(
    *, country: str, round_day: date, wanted: Sequence[str], comment: str, by: User, now: datetime
) -> NeedsAnswer:
    """A new answer; earlier ones stay. Raises `assessing.RoundIsFrozen`, `ranking.BadRanking`."""
    ranking.check(wanted, listed().titles)
    if Round.objects.filter(day__gte=round_day).exists():
        raise assessing.RoundIsFrozen
    return NeedsAnswer.objects.create(
        country=country,
        round_day=round_day,
        list_version=listed().version,
        ranking=list(wanted),
        comment=comment,
        answered_by=by,
        answered_at=now,
    )


def newest(country: str, round_day: date) -> NeedsAnswer | None:
    found = NeedsAnswer.objects.filter(country=country, round_day=round_day)
    return found.order_by("-answered_at", "-pk").first()


def answers(day: date) -> list[Answer]:
    """The newest answer of each country for the round of that day: as frozen, or as it stands. Two queries."""
    frozen = Round.objects.filter(day=day).values_list("needs", flat=True).first()
    if frozen is not None:
        return [Answer(c, kept["ranking"], kept["comment"]) for c, kept in sorted(frozen.items())]
    rows = NeedsAnswer.objects.filter(round_day=day).order_by("answered_at", "pk")
    found = {row.country: Answer(row.country, row.ranking, row.comment) for row in rows}
    return [found[country] for country in sorted(found)]


def to_freeze(day: date) -> dict[str, dict[str, object]]:
    """What a round keeps of the survey."""
    return {a.country: {"ranking": a.ranking, "comment": a.comment} for a in answers(day)}


@dataclass(frozen=True, slots=True)
class HubRanking:
    """`answered` of `members` countries took part."""

    key: str
    title: str
    members: int
    answered: int
    places: list[ranking.Place]


def rankings(day: date) -> list[HubRanking]:
    """The whole region first, then each hub as its members stood in the year of the round."""
    given = answers(day)
    groups: list[tuple[str, str, Collection[str]]] = [
        ("region", _("WHO European Region"), countries.EUR)
    ]
    groups += [(hub.key, hub.title, hub.countries) for hub in reference.hubs(day.year)]
    return [_ranking(key, title, members, given) for key, title, members in groups]


def _ranking(key: str, title: str, members: Collection[str], given: Sequence[Answer]) -> HubRanking:
    ballots = [answer.ranking for answer in given if answer.country in members]
    places = ranking.ranked(ballots, list(listed().titles))
    return HubRanking(key, title, len(members), len(ballots), places)


def rounds(today: date) -> list[date]:
    """The round being collected, then the frozen ones, newest first."""
    frozen = Round.objects.order_by("-day").values_list("day", flat=True)
    return [assessing.open_round(today), *frozen]
