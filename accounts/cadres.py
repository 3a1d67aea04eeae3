"""Cadres: health occupations by ISCO-08 unit group (ILO 2008), titled in four languages."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from accounts.countries import in_order

SOURCE = Path(__file__).resolve().parent.parent / "content" / "reference" / "cadres.csv"


@dataclass(frozen=True)
class Cadre:
    code: str
    group: str  # the workforce count it belongs to, e.g. "nursing_midwifery"; "" where WHO publishes none
    titles: dict[str, str]

    def title(self, language: str | None = None) -> str:
        return self.titles.get(language or get_language() or "en", self.titles["en"])


def _read() -> dict[str, Cadre]:
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {
            row["isco08"]: Cadre(
                row["isco08"],
                row["denominator_group"],
                {language: row[f"title_{language}"] for language in ("en", "fr", "de", "ru")},
            )
            for row in csv.DictReader(lines)
        }


CADRES: dict[str, Cadre] = _read()


def title(code: str, language: str | None = None) -> str:
    """The cadre's title in the language, or the code itself when it is unknown."""
    cadre = CADRES.get(code)
    return cadre.title(language) if cadre else code


@cache
def choices(language: str) -> list[tuple[str, str]]:
    """(code, title) pairs sorted by title, for forms."""
    found = [(cadre.code, cadre.title(language)) for cadre in CADRES.values()]
    return sorted(found, key=lambda pair: in_order(pair[1]))
