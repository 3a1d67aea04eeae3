"""The pharmacogenomic tables agree with themselves and with the rules CPIC states in words."""

import csv
from pathlib import Path

import pytest

TABLES = Path(__file__).parents[2] / "content" / "reference" / "pgx"


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def band(score: float, bounds: dict[str, tuple[float, float]]) -> str:
    return next(phenotype for phenotype, (low, high) in bounds.items() if low <= score <= high)


ACTION_KEY = (
    "drug",
    "gene",
    "phenotype",
    "activity_score",
    "gene2",
    "phenotype2",
    "setting",
    "body",
)
BANDS = {
    "CYP2D6": {
        "poor metaboliser": (0, 0),
        "intermediate metaboliser": (0.25, 1),
        "normal metaboliser": (1.25, 2.25),
        "ultrarapid metaboliser": (2.5, 9),
    },
    "DPYD": {
        "poor metaboliser": (0, 0.5),
        "intermediate metaboliser": (1, 1.5),
        "normal metaboliser": (2, 2),
    },
}


@pytest.mark.parametrize("name", ["alleles.csv", "diplotypes.csv", "actions.csv"])
def test_every_row_says_where_it_comes_from_and_whether_somebody_read_it(name):
    for row in rows(name):
        assert row["source"], row
        assert row["year"].isdigit(), row
        assert row["verified"] in ("V", "G"), row


@pytest.mark.parametrize("gene", sorted(BANDS))
def test_the_activity_score_is_the_sum_of_both_alleles_and_decides_the_phenotype(gene):
    values = {
        r["allele"]: float(r["activity_value"]) for r in rows("alleles.csv") if r["gene"] == gene
    }
    for row in rows("diplotypes.csv"):
        if row["gene"] == gene:
            score = values[row["allele1"]] + values[row["allele2"]]
            assert float(row["activity_score"]) == score, row
            assert row["phenotype"] == band(score, BANDS[gene]), row


def test_each_pair_of_listed_alleles_has_exactly_one_phenotype():
    alleles: dict[str, list[str]] = {}
    for row in rows("alleles.csv"):
        alleles.setdefault(row["gene"], []).append(row["allele"])
    pairs = [(r["gene"], frozenset((r["allele1"], r["allele2"]))) for r in rows("diplotypes.csv")]
    assert len(pairs) == len(set(pairs))
    expected = {
        (gene, frozenset((first, second)))
        for gene, names in alleles.items()
        for first in names
        for second in (("present", "absent") if gene.startswith("HLA") else names)
    }
    assert set(pairs) == expected


def test_an_increased_allele_does_not_rescue_a_lost_one():
    phenotypes = {
        (r["allele1"], r["allele2"]): r["phenotype"]
        for r in rows("diplotypes.csv")
        if r["gene"] == "CYP2C19"
    }
    assert phenotypes["*2", "*17"] == "intermediate metaboliser"


def test_every_action_answers_a_phenotype_that_a_test_can_give():
    given = {(r["gene"], r["phenotype"]) for r in rows("diplotypes.csv")}
    measured = {("DPYD", "complete deficiency"), ("DPYD", "partial deficiency")}
    for row in rows("actions.csv"):
        for gene, phenotype in (
            (row["gene"], row["phenotype"]),
            (row["gene2"], row["phenotype2"]),
        ):
            assert phenotype in ("", "any") or (gene, phenotype) in given | measured, row


def test_no_two_actions_of_one_body_contradict_each_other():
    keys = [tuple(r[name] for name in ACTION_KEY) for r in rows("actions.csv")]
    assert len(keys) == len(set(keys))
