"""The pharmacogenomic tables of the reference data, read once: diplotype to phenotype to action.

Sources stand in every row of content/reference/pgx/*.csv and in PROVENANCE.md (CPIC, DPWG, EMA).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessments.questions.contract import gettext_noop

FOLDER = Path(__file__).resolve().parent.parent.parent / "content" / "reference" / "pgx"
ACTIONS = {
    "standard": gettext_noop("Standard use"),
    "standard-watch": gettext_noop("Standard use, watching the response"),
    "monitor": gettext_noop("Use with closer monitoring"),
    "reduce-start": gettext_noop("Reduce the starting dose"),
    "reduce-start-more": gettext_noop("Reduce the starting dose strongly"),
    "alternative": gettext_noop("Choose another drug"),
    "avoid": gettext_noop("Avoid this drug"),
    "contraindicated": gettext_noop("Contraindicated: must not be given"),
    "no-recommendation": gettext_noop("No recommendation is given"),
}


@dataclass(frozen=True)
class Phenotype:
    name: str
    score: str  # activity score where CPIC uses one, else ""


@dataclass(frozen=True)
class Action:
    action: str  # a key of ACTIONS
    advice: str
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def _diplotypes() -> dict[tuple[str, frozenset[str]], Phenotype]:
    return {
        (row["gene"], frozenset((row["allele1"], row["allele2"]))): Phenotype(
            row["phenotype"], row["activity_score"]
        )
        for row in _rows("diplotypes.csv")
    }


@cache
def _actions() -> list[dict[str, str]]:
    return [row for row in _rows("actions.csv") if not row["gene2"]]


def phenotype(gene: str, diplotype: str) -> Phenotype | None:
    """`diplotype` is "*1/*2", in either order; None when the table does not hold it."""
    alleles = [allele.strip() for allele in diplotype.split("/")]
    if len(alleles) != 2:
        return None
    return _diplotypes().get((gene, frozenset(alleles)))


def phenotypes(gene: str) -> list[str]:
    """Every phenotype of the gene, in the order of the table."""
    names = (found.name for (one, _), found in _diplotypes().items() if one == gene)
    return list(dict.fromkeys(names))


def action(gene: str, drug: str, setting: str, issuer: str, found: Phenotype) -> Action | None:
    for row in _of(gene, drug, setting, issuer):
        if row["phenotype"] == found.name and fits(found.score, row["activity_score"]):
            return Action(
                row["action"], row["advice"], f"{row['body']} {row['year']}, {row['source']}"
            )
    return None


def actions(gene: str, drug: str, setting: str, issuer: str) -> list[str]:
    """The actions that the issuer names for this drug, in the order of ACTIONS."""
    named = {row["action"] for row in _of(gene, drug, setting, issuer)}
    return [name for name in ACTIONS if name in named]


def _of(gene: str, drug: str, setting: str, issuer: str) -> list[dict[str, str]]:
    wanted = {"gene": gene, "drug": drug, "setting": setting, "body": issuer}
    return [row for row in _actions() if all(row[name] == wanted[name] for name in wanted)]


def fits(score: str, wanted: str) -> bool:
    """Is the activity score the one, or in the range, that a row is about? "", 1.5, 0.25-1, >2.25"""
    if not wanted or not score:
        return True
    if wanted.startswith((">", "≥")):
        return float(score) > float(wanted[1:]) or (wanted[0] == "≥" and score == wanted[1:])
    low, _, high = wanted.replace("\u2013", "-").partition("-")
    return float(low) <= float(score) <= float(high or low)
