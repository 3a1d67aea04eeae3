"""Competencies of the Genomic Literacy Framework, read once from the reference data."""

import csv
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "content" / "reference" / "competencies.csv"


@dataclass(frozen=True)
class Competency:
    code: str  # e.g. "GLF1.2"
    domain: str  # e.g. "GLF1"
    domain_titles: dict[str, str]
    titles: dict[str, str]

    def title(self, language: str) -> str:
        return self.titles.get(language) or self.titles["en"]


def _texts(row: dict[str, str], column: str) -> dict[str, str]:
    prefix = f"{column}_"
    return {key.removeprefix(prefix): text for key, text in row.items() if key.startswith(prefix)}


def _read() -> dict[str, Competency]:
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Competency(
                row["code"], row["domain"], _texts(row, "domain_title"), _texts(row, "title")
            )
            for row in csv.DictReader(lines)
        }


COMPETENCIES: dict[str, Competency] = _read()


def choices(language: str) -> list[tuple[str, str]]:
    return [(c.code, f"{c.code} {c.title(language)}") for c in COMPETENCIES.values()]
