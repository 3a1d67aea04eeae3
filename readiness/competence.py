"""Which courses bring a profession to its level in each domain of the Genomic Literacy Framework."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "content" / "reference" / "target_levels.csv"


@dataclass(frozen=True, slots=True)
class Offer:
    """A course: the level it leads to and the competencies it covers, such as GLF2.1."""

    key: str
    level: int
    competencies: tuple[str, ...]

    def reaches(self, domain: str, level: int) -> bool:
        return self.level >= level and any(
            code.partition(".")[0] == domain for code in self.competencies
        )


@cache
def targets() -> Mapping[str, Mapping[str, int]]:
    """Level by cadre and domain; a proposal of this platform that an expert panel has yet to confirm."""
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {
            row["isco08"]: {key: int(level) for key, level in row.items() if key != "isco08"}
            for row in csv.DictReader(lines)
        }


def sufficient(offers: Iterable[Offer]) -> dict[str, dict[str, frozenset[str]]]:
    """Courses that suffice by cadre and domain; only cadres for which every domain has one."""
    offered = list(offers)
    found = {
        cadre: {
            domain: frozenset(o.key for o in offered if o.reaches(domain, level))
            for domain, level in wanted.items()
        }
        for cadre, wanted in targets().items()
    }
    return {cadre: domains for cadre, domains in found.items() if all(domains.values())}


def lacking(offers: Iterable[Offer], cadres: Iterable[str]) -> set[str]:
    """Domains in which no course leads these cadres to their level yet."""
    offered = list(offers)
    return {
        domain
        for cadre in cadres
        for domain, level in targets().get(cadre, {}).items()
        if not any(o.reaches(domain, level) for o in offered)
    }
