"""Countries of practice: the WHO Member States by ISO 3166-1 alpha-3 code, named in four languages."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

SOURCE = Path(__file__).resolve().parent.parent / "content" / "reference" / "member_states.csv"


@dataclass(frozen=True)
class Country:
    iso3: str
    iso2: str
    region: str  # WHO region: AFR, AMR, EMR, EUR, SEAR, WPR
    names: dict[str, str]

    def name(self, language: str | None = None) -> str:
        return self.names.get(language or get_language() or "en", self.names["en"])


def _read() -> dict[str, Country]:
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {
            row["iso3"]: Country(
                row["iso3"],
                row["iso2"],
                row["who_region"],
                {language: row[f"name_{language}"] for language in ("en", "fr", "de", "ru")},
            )
            for row in csv.DictReader(lines)
        }


COUNTRIES: dict[str, Country] = _read()
EUR: tuple[str, ...] = tuple(c.iso3 for c in COUNTRIES.values() if c.region == "EUR")


def name(iso3: str, language: str | None = None) -> str:
    """The country's name in the language, or the code itself when it is unknown."""
    country = COUNTRIES.get(iso3)
    return country.name(language) if country else iso3


@cache
def choices(language: str) -> list[tuple[str, str]]:
    """(code, name) pairs sorted by name, for forms."""
    return sorted(
        ((c.iso3, c.name(language)) for c in COUNTRIES.values()), key=lambda pair: pair[1]
    )
