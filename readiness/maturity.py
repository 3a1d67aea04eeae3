"""The maturity model as data, the level that the platform can compute, and what the next one asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

LEVELS = (1, 2, 3, 4, 5)


class BadModel(ValueError):
    """The maturity model's file contradicts itself; the message names the indicator."""


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    theme: str
    title: str
    levels: tuple[str, ...]
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    id: str
    title: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Model:
    version: str
    title: str
    level_names: tuple[str, ...]
    domains: tuple[Domain, ...]

    def indicator(self, code: str) -> Indicator | None:
        return next((i for d in self.domains for i in d.indicators if i.id == code), None)


def read(source: Mapping[str, Any], language: str = "en") -> Model:
    """The model from its parsed TOML, in a language that `source["translations"]` may hold; English where it does not.

    Raises `BadModel` when an indicator stands twice or has not exactly five levels.
    """
    texts = source.get("translations", {}).get(language, {})
    domains = tuple(
        Domain(
            d["id"],
            texts.get("domains", {}).get(d["id"]) or d["title"],
            tuple(_indicator(i, source.get("ladders", {}), texts) for i in d["indicators"]),
        )
        for d in source["domains"]
    )
    codes = [i.id for d in domains for i in d.indicators]
    doubled = {code for code in codes if codes.count(code) > 1}
    if doubled:
        raise BadModel(f"{min(doubled)} stands twice")
    names = {**source["levels"], **texts.get("levels", {})}
    return Model(
        source["version"],
        texts.get("title") or source["title"],
        tuple(names[str(level)] for level in LEVELS),
        domains,
    )


def _indicator(
    source: Mapping[str, Any], ladders: Mapping[str, Sequence[str]], texts: Mapping[str, Any]
) -> Indicator:
    ladder = source.get("ladder", "")
    levels = source.get("levels") or ladders.get(ladder, ())
    if len(levels) != len(LEVELS):
        raise BadModel(f"{source['id']} has {len(levels)} levels instead of {len(LEVELS)}")
    mine = texts.get("indicators", {}).get(source["id"], {})
    translated = mine.get("levels") or (
        "" if source.get("levels") else texts.get("ladders", {}).get(ladder, ())
    )
    return Indicator(
        source["id"],
        texts.get("themes", {}).get(source["theme"]) or source["theme"],
        mine.get("title") or source["title"],
        tuple(text or levels[n] for n, text in enumerate(translated or levels)),
        source.get("computed", ""),
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """Share of one priority group that is covered, as published; None when it is not told."""

    group: str
    percent: float | None
    target: int


@dataclass(frozen=True, slots=True)
class Education:
    """What the platform knows about continuing education in a country."""

    courses: int
    needs_assessed: bool
    anybody_covered: bool
    reach: tuple[Reach, ...]
    unreviewed: int  # live courses without a clinical review in the last two years


Reason = Literal["course", "needs_assessment", "first_certificate", "target", "review"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the next level still asks for."""

    reason: Reason
    group: str = ""
    percent: float | None = None
    target: int = 0
    count: int = 0


def continuing_education(known: Education) -> int:
    """Level of V.6 by this platform's rule (ours, not WHO's); see docs/readiness.md."""
    steps = [
        known.courses > 0 or known.needs_assessed,
        known.courses > 0 and known.anybody_covered,
        bool(known.reach) and all(_reached(r) for r in known.reach),
        known.unreviewed == 0,
    ]
    level = 1
    for step in steps:
        if not step:
            break
        level += 1
    return level


def missing(known: Education, wanted: int | None = None) -> list[Missing]:
    """What stands between the computed level and the one wanted, the next one if none is named."""
    level = continuing_education(known)
    found: list[Missing] = []
    for step in range(level + 1, min(wanted or level + 1, LEVELS[-1]) + 1):
        found += [item for item in _asked(known, step) if item not in found]
    return found


def _asked(known: Education, level: int) -> list[Missing]:
    """What this level asks for and is not there, the levels below taken as given."""
    if level == 2:
        there = known.courses > 0 or known.needs_assessed
        return [] if there else [Missing("needs_assessment")]
    if level == 3:
        asked = [] if known.courses else [Missing("course")]
        return asked if known.anybody_covered else [*asked, Missing("first_certificate")]
    if level == 4:
        short = [r for r in known.reach if not _reached(r)]
        return [Missing("target", r.group, r.percent, r.target) for r in short]
    return [Missing("review", count=known.unreviewed)] if known.unreviewed else []


def _reached(reach: Reach) -> bool:
    return reach.percent is not None and reach.percent >= reach.target


@dataclass(frozen=True, slots=True)
class Peers:
    """Median and highest validated level among the countries of a hub; at least three, or nothing is told."""

    countries: int
    median: float
    best: int


def peers(levels: Sequence[int]) -> Peers | None:
    return Peers(len(levels), median(levels), max(levels)) if len(levels) >= 3 else None
