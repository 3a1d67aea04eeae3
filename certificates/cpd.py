"""What learning time is worth under the rules of a council: a table of data, rounding, and words that promise no more than is true.

Three bases: `accredited` (the council has accredited the course, and the table gives its number), `declared` (members may
declare hours of learning by themselves), `hours` (neither: only the hours are stated).
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Literal

Basis = Literal["accredited", "declared", "hours"]


class BadRules(ValueError):
    """The table contradicts itself; the message names the council."""


@dataclass(frozen=True)
class Accreditation:
    course: str
    number: str
    first: date
    last: date


@dataclass(frozen=True)
class Rule:
    """One council: `country` or `cadres` empty means every one. Credits are counted down to whole `step`s, never up."""

    council: str
    country: str
    name: str
    cadres: tuple[str, ...]
    unit: str
    minutes_per_credit: int
    step: Decimal
    category: str
    self_declared: bool
    verified: bool
    source: str
    accreditations: tuple[Accreditation, ...] = ()


@dataclass(frozen=True)
class Award:
    """What is frozen on a certificate. `number` is empty unless accredited."""

    council: str
    council_name: str
    basis: Basis
    amount: str
    unit: str
    category: str
    number: str


def read(text: str) -> tuple[Rule, ...]:
    """Raises BadRules."""
    rows = tomllib.loads(text).get("council", [])
    rules = tuple(_rule(row) for row in rows)
    keys = [rule.council for rule in rules]
    for key in keys:
        if keys.count(key) > 1:
            raise BadRules(f"{key}: listed twice")
    return rules


def awards(
    rules: Iterable[Rule], *, country: str, cadre: str, course: str, minutes: int, day: date
) -> list[Award]:
    """Of the councils of this country and profession; of those under which nothing may be counted, none."""
    found = []
    for rule in rules:
        if rule.country not in ("", country) or (rule.cadres and cadre not in rule.cadres):
            continue
        number = _accredited(rule, course, day)
        if not number and not rule.self_declared:
            continue
        amount = credits_for(rule, minutes)
        if amount:
            basis: Basis = "accredited" if number else "declared"
            found.append(
                Award(
                    *(rule.council, rule.name, basis, _plain(amount), rule.unit),
                    *(rule.category, number),
                )
            )
    return found


def credits_for(rule: Rule, minutes: int) -> Decimal:
    """Whole steps only: 50 minutes at 60 a credit in steps of a quarter are 0.75."""
    exact = Decimal(minutes) / rule.minutes_per_credit
    return (exact / rule.step).to_integral_value(ROUND_FLOOR) * rule.step


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _accredited(rule: Rule, course: str, day: date) -> str:
    for one in rule.accreditations:
        if one.course == course and one.first <= day <= one.last:
            return one.number
    return ""


def _rule(row: dict[str, Any]) -> Rule:
    key = str(row.get("key", "?"))
    try:
        rule = Rule(
            council=key,
            country=row["country"],
            name=row["name"],
            cadres=tuple(row.get("cadres", ())),
            unit=row["unit"],
            minutes_per_credit=row["minutes_per_credit"],
            step=Decimal(row["step"]),
            category=row.get("category", ""),
            self_declared=row["self_declared"],
            verified=row["verified"] == "V",
            source=row["source"],
            accreditations=tuple(
                Accreditation(one["course"], one["number"], one["first"], one["last"])
                for one in row.get("accreditation", ())
            ),
        )
    except (KeyError, ArithmeticError, TypeError) as problem:
        raise BadRules(f"{key}: {problem!r}") from problem
    if (
        rule.minutes_per_credit <= 0
        or rule.step <= 0
        or not all(a.number for a in rule.accreditations)
    ):
        raise BadRules(f"{key}: minutes, step and accreditation numbers must be given")
    return rule
