"""From certificates to spells of being covered, to daily flows, to the stock on any day.

A person is covered by a programme while she holds a valid certificate in every one of its
courses. Her country and cadre are those she last moved to; before her first move, those of
her newest certificate that is valid that day. Days are half-open: a certificate valid from 1 March until 1 April counts on 31 March, not
on 1 April.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

Ending = Literal["expired", "revoked", "left"]
Kind = Literal["entered", "moved_in", "renewed", "expired", "revoked", "left", "moved_out"]

SIGN: dict[Kind, int] = {
    "entered": 1,
    "moved_in": 1,
    "renewed": 0,
    "expired": -1,
    "revoked": -1,
    "left": -1,
    "moved_out": -1,
}


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """One certificate as coverage sees it. `serial` orders certificates of the same day."""

    valid_from: date
    serial: int
    course: str
    country: str
    cadre: str
    valid_until: date
    ending: Ending = "expired"


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """From `day` on she practises there. At most one a day."""

    day: date
    country: str
    cadre: str


@dataclass(frozen=True, slots=True)
class Spell:
    """One unbroken time of being covered in one place; `end` is the first day without.

    `renewals` are the days inside it on which a further certificate began.
    """

    country: str
    cadre: str
    start: date
    end: date
    began: Kind
    ended: Kind
    renewals: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    country: str
    cadre: str
    day: date
    kind: Kind


def spells(
    evidence: Iterable[Evidence], courses: Collection[str], moves: Iterable[Move] = ()
) -> list[Spell]:
    """Spells of one person in one programme, in time order; overlapping validity is merged."""
    useful = sorted(e for e in evidence if e.course in courses and e.valid_from < e.valid_until)
    runs = _merged(_pieces(useful, set(courses), sorted(moves)))
    return [_spell(runs, at, useful) for at in range(len(runs))]


_Piece = tuple[str, str, date, date]


def _pieces(useful: Sequence[Evidence], courses: set[str], moves: Sequence[Move]) -> list[_Piece]:
    points = {e.valid_from for e in useful} | {e.valid_until for e in useful}
    pieces = []
    for start, end in pairwise(sorted(points | {move.day for move in moves})):
        valid = [e for e in useful if e.valid_from <= start and e.valid_until >= end]
        if courses and {e.course for e in valid} == courses:
            past = [move for move in moves if move.day <= start]
            place = past[-1] if past else valid[-1]
            pieces.append((place.country, place.cadre, start, end))
    return pieces


def _merged(pieces: Sequence[_Piece]) -> list[_Piece]:
    runs: list[_Piece] = []
    for country, cadre, start, end in pieces:
        if runs and runs[-1][:2] == (country, cadre) and runs[-1][3] == start:
            runs[-1] = (country, cadre, runs[-1][2], end)
        else:
            runs.append((country, cadre, start, end))
    return runs


def _spell(runs: Sequence[_Piece], at: int, useful: Sequence[Evidence]) -> Spell:
    country, cadre, start, end = runs[at]
    moved_in = at > 0 and runs[at - 1][3] == start
    moved_out = at + 1 < len(runs) and runs[at + 1][2] == end
    ended: Kind = "moved_out" if moved_out else _ending(end, useful)
    began: Kind = "moved_in" if moved_in else "entered"
    renewals = tuple(sorted({e.valid_from for e in useful if start < e.valid_from < end}))
    return Spell(country, cadre, start, end, began, ended, renewals)


def _ending(end: date, useful: Sequence[Evidence]) -> Kind:
    reasons = {e.ending for e in useful if e.valid_until == end}
    order: tuple[Ending, ...] = ("left", "revoked")
    return next((reason for reason in order if reason in reasons), "expired")


def flows(found: Iterable[Spell]) -> Counter[Flow]:
    """Daily movements of one person's spells."""
    moves: Counter[Flow] = Counter()
    for spell in found:
        moves[Flow(spell.country, spell.cadre, spell.start, spell.began)] += 1
        moves[Flow(spell.country, spell.cadre, spell.end, spell.ended)] += 1
        for day in spell.renewals:
            moves[Flow(spell.country, spell.cadre, day, "renewed")] += 1
    return moves


def stock(moves: Mapping[Flow, int], day: date) -> Counter[tuple[str, str]]:
    """People covered on `day` by (country, cadre): the prefix sum of the flows up to it."""
    people: Counter[tuple[str, str]] = Counter()
    for flow, count in moves.items():
        if flow.day <= day:
            people[flow.country, flow.cadre] += SIGN[flow.kind] * count
    return people
