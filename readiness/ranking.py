"""From the rankings of several countries to one: points by place (a Borda count cut off after five places)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

PLACES = 5


class BadRanking(ValueError):
    """A ranking names something twice, something unknown, nothing, or too much."""


@dataclass(frozen=True, slots=True)
class Place:
    """One option over all ballots. `mean_rank` is among those who named it; None when nobody did."""

    key: str
    points: int
    named: int
    first: int
    mean_rank: float | None


def check(ballot: Sequence[str], options: Iterable[str]) -> None:
    """Raises `BadRanking`."""
    known = set(options)
    if not ballot or len(ballot) > PLACES or len(set(ballot)) < len(ballot) or set(ballot) - known:
        raise BadRanking(ballot)


def ranked(ballots: Iterable[Sequence[str]], options: Sequence[str]) -> list[Place]:
    """Most points first: 5 for a first place, 4 for a second … 1 for a fifth, none for what was not named.

    Equal points are ordered by first places, then by how many named it, then as listed.
    """
    ranks: dict[str, list[int]] = {key: [] for key in options}
    for ballot in ballots:
        for rank, key in enumerate(ballot, start=1):
            ranks.setdefault(key, []).append(rank)
    places = [_place(key, found) for key, found in ranks.items()]
    return sorted(places, key=lambda place: (-place.points, -place.first, -place.named))


def _place(key: str, ranks: Sequence[int]) -> Place:
    return Place(
        key,
        points=sum(PLACES + 1 - rank for rank in ranks),
        named=len(ranks),
        first=ranks.count(1),
        mean_rank=mean(ranks) if ranks else None,
    )
