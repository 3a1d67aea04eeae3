"""Worked examples of the guidelines that the reference tables cite."""

import pytest

from assessments import questions
from assessments.questions import pgx_tables, pharmacogenomics
from courses import markdown
from tests.assessments.questions.samples import question


@pytest.mark.parametrize(
    ("gene", "diplotype", "phenotype"),
    [
        ("CYP2C19", "*2/*2", "poor metaboliser"),
        ("CYP2C19", "*17/*1", "rapid metaboliser"),
        ("CYP2C19", "*2/*17", "intermediate metaboliser"),
        ("CYP2D6", "*4/*4", "poor metaboliser"),
        ("CYP2D6", "*1/*1", "normal metaboliser"),
        ("DPYD", "Reference/c.1905+1G>A (*2A)", "intermediate metaboliser"),
    ],
)
def test_diplotypes_become_phenotypes_in_either_order(gene, diplotype, phenotype):
    first, second = diplotype.split("/")
    assert pgx_tables.phenotype(gene, diplotype).name == phenotype
    assert pgx_tables.phenotype(gene, f"{second}/{first}").name == phenotype


@pytest.mark.parametrize(
    ("diplotype", "action"),
    [("*1/*1", "standard"), ("*2/*2", "alternative"), ("*17/*17", "standard")],
)
def test_clopidogrel_after_a_stent(diplotype, action):
    """CPIC 2022 (Lee et al., doi:10.1002/cpt.2526), table 2."""
    phenotype = pgx_tables.phenotype("CYP2C19", diplotype)
    found = pgx_tables.action("CYP2C19", "clopidogrel", "ACS or PCI", "CPIC", phenotype)
    assert found.action == action
    assert found.source == "CPIC 2022, doi:10.1002/cpt.2526 table 2"


@pytest.mark.parametrize(
    ("score", "wanted", "fits"),
    [
        ("1.5", "1.5", True),
        ("1.0", "1.5", False),
        ("0.5", "0.25-1", True),
        ("2.5", ">2.25", True),
        ("", "1", True),
    ],
)
def test_activity_scores_fit_ranges(score, wanted, fits):
    assert pgx_tables.fits(score, wanted) is fits


def test_every_paper_gets_one_of_the_diplotypes():
    body = questions.body_of(questions.normalise(question("pharmacogenomics")))
    drawn = {pharmacogenomics.drawn(body, seed) for seed in range(100)}
    assert drawn == set(body["diplotypes"])
    shown = markdown.render(pharmacogenomics.view(body, 7, True, None)["text"])
    assert pharmacogenomics.drawn(body, 7) in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"diplotypes": ["*1/*99"], "text": "?"},
            "The reference tables hold no phenotype for CYP2C19 *1/*99.",
        ),
        (
            {"diplotypes": ["*1/*1"], "setting": "on the moon", "text": "?"},
            "The reference tables hold no action of CPIC for clopidogrel with CYP2C19 *1/*1 in this setting.",
        ),
        (
            {"text": "No place for it."},
            "With several diplotypes the text must say {diplotype} where the drawn one stands.",
        ),
    ],
)
def test_what_the_tables_do_not_hold_is_refused(changes, sentence):
    found = questions.problems(question("pharmacogenomics", **changes))
    assert [str(problem) for problem in found] == [sentence]
