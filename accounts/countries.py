"""Countries of practice by ISO 3166-1 alpha-3 code, named in four languages: the WHO Member States, and what is
chosen by who practises elsewhere."""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

REFERENCE = Path(__file__).resolve().parent.parent / "content" / "reference"
MEMBER_STATES = REFERENCE / "member_states.csv"
ELSEWHERE = REFERENCE / "practised_elsewhere.csv"
ANOTHER = "ZZZ"  # a user-assigned code


@dataclass(frozen=True)
class Country:
    iso3: str
    iso2: str
    region: str  # WHO region: AFR, AMR, EMR, EUR, SEAR, WPR; "" when it is no Member State
    names: dict[str, str]

    def name(self, language: str | None = None) -> str:
        return self.names.get(language or get_language() or "en", self.names["en"])


def _read(source: Path) -> dict[str, Country]:
    with source.open(encoding="utf-8", newline="") as lines:
        return {
            row["iso3"]: Country(
                row["iso3"],
                row["iso2"],
                row.get("who_region", ""),
                {language: row[f"name_{language}"] for language in ("en", "fr", "de", "ru")},
            )
            for row in csv.DictReader(lines)
        }


COUNTRIES: dict[str, Country] = _read(MEMBER_STATES)
PLACES: dict[str, Country] = COUNTRIES | _read(ELSEWHERE)
EUR: tuple[str, ...] = tuple(c.iso3 for c in COUNTRIES.values() if c.region == "EUR")


def name(iso3: str, language: str | None = None) -> str:
    """The country's name in the language, or the code itself when it is unknown."""
    country = PLACES.get(iso3)
    return country.name(language) if country else iso3


def in_order(name: str) -> str:
    """What names are sorted by: É beside E and Ö beside O, not after Z."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def choices(language: str) -> list[tuple[str, str]]:
    """(code, name) pairs for forms: sorted by name, “another” at the end."""
    found = [(place.iso3, place.name(language)) for place in PLACES.values()]
    return sorted(found, key=lambda pair: (pair[0] == ANOTHER, in_order(pair[1])))
