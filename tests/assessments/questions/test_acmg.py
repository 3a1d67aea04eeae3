"""Richards 2015, table 5, row by row, and where the points of Tavtigian 2020 say something else."""

import itertools

import pytest

from assessments import questions
from assessments.questions import acmg, variant_classification
from tests.assessments.questions.samples import question

# Every combination printed in table 5, with its smallest numbers; "PS" is any PS, "PM" any PM and so on.
TABLE_5 = [
    ("PVS PS", "pathogenic", "Pathogenic (i)(a)"),
    ("PVS PM PM", "pathogenic", "Pathogenic (i)(b)"),
    ("PVS PM PP", "pathogenic", "Pathogenic (i)(c)"),
    ("PVS PP PP", "pathogenic", "Pathogenic (i)(d)"),
    ("PS PS", "pathogenic", "Pathogenic (ii)"),
    ("PS PM PM PM", "pathogenic", "Pathogenic (iii)(a)"),
    ("PS PM PM PP PP", "pathogenic", "Pathogenic (iii)(b)"),
    ("PS PM PP PP PP PP", "pathogenic", "Pathogenic (iii)(c)"),
    ("PVS PM", "likely-pathogenic", "Likely pathogenic (i)"),
    ("PS PM", "likely-pathogenic", "Likely pathogenic (ii)"),
    ("PS PM PM", "likely-pathogenic", "Likely pathogenic (ii)"),
    ("PS PP PP", "likely-pathogenic", "Likely pathogenic (iii)"),
    ("PM PM PM", "likely-pathogenic", "Likely pathogenic (iv)"),
    ("PM PM PP PP", "likely-pathogenic", "Likely pathogenic (v)"),
    ("PM PP PP PP PP", "likely-pathogenic", "Likely pathogenic (vi)"),
    ("BA", "benign", "Benign (i)"),
    ("BS BS", "benign", "Benign (ii)"),
    ("BS BP", "likely-benign", "Likely benign (i)"),
    ("BP BP", "likely-benign", "Likely benign (ii)"),
    ("", "uncertain", "Uncertain significance (i)"),
    ("PVS", "uncertain", "Uncertain significance (i)"),
    ("PS PP", "uncertain", "Uncertain significance (i)"),
    ("PM PM PP", "uncertain", "Uncertain significance (i)"),
    ("PP PP PP PP PP", "uncertain", "Uncertain significance (i)"),
    ("BS", "uncertain", "Uncertain significance (i)"),
    ("BP", "uncertain", "Uncertain significance (i)"),
    ("PS PS BS BS", "uncertain", "Uncertain significance (ii)"),
    ("PVS PM BP BP", "uncertain", "Uncertain significance (ii)"),
]
# The two systems disagree on these, with the class by points: all others of the list agree.
DISAGREEMENTS = {
    "PS PS": "likely-pathogenic",  # 8 points
    "PVS PM": "pathogenic",  # 10 points
    "PVS": "likely-pathogenic",  # 8 points
    "BS": "likely-benign",  # -4 points
    "BP": "likely-benign",  # -1 point
    "PVS PM BP BP": "likely-pathogenic",  # 10 - 2 points
}


def evidence(text):
    """Different criteria of each strength, in order: "PM PM" is PM1 and PM2."""
    seen = {}
    found = []
    for group in text.split():
        seen[group] = seen.get(group, 0) + 1
        found.append(acmg.applied(f"{group}{seen[group]}"))
    return found


@pytest.mark.parametrize(("text", "expected", "rule"), TABLE_5)
def test_every_published_combination(text, expected, rule):
    assert acmg.combined(evidence(text)) == acmg.Verdict(expected, rule)


def test_where_the_point_system_disagrees_is_known():
    found = {
        text: acmg.class_by_points(evidence(text))
        for text, expected, _ in TABLE_5
        if acmg.class_by_points(evidence(text)) != expected
    }
    assert found == DISAGREEMENTS


def test_there_are_twenty_eight_criteria():
    assert len(acmg.CRITERIA) == 28
    assert (len(acmg.PATHOGENIC), len(acmg.BENIGN)) == (16, 12)


def test_more_evidence_in_one_direction_never_weakens_the_class():
    order = ["uncertain", "likely-pathogenic", "pathogenic"]
    groups = (["PVS"], ["PS"] * 2, ["PM"] * 3, ["PP"] * 4)
    for counts in itertools.product(*(range(len(group) + 1) for group in groups)):
        text = " ".join(
            " ".join(group[:count]) for group, count in zip(groups, counts, strict=True) if count
        )
        before = order.index(acmg.combined(evidence(text)).variant_class)
        after = order.index(acmg.combined(evidence(f"{text} PP")).variant_class)
        assert after >= before


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (10, "pathogenic"),
        (9, "likely-pathogenic"),
        (6, "likely-pathogenic"),
        (5, "uncertain"),
        (0, "uncertain"),
    ],
)
def test_the_borders_of_the_point_system(points, expected):
    parts = []
    for strength, value in (("very-strong", 8), ("strong", 4), ("moderate", 2), ("supporting", 1)):
        while points >= value:
            parts.append(acmg.applied("PP1", strength))
            points -= value
    assert acmg.class_by_points(parts) == expected
    assert (
        acmg.class_by_points([acmg.applied("BS1"), acmg.applied("BP1"), acmg.applied("BP2")])
        == "likely-benign"
    )
    assert acmg.class_by_points([acmg.applied("BS1"), acmg.applied("BS2")]) == "benign"


def test_the_result_says_which_rule_fired():
    body = questions.body_of(questions.normalise(question("variant-classification")))
    key = variant_classification.key(body, 0)
    assert (
        key["class"] == "uncertain"
    )  # a very strong and one supporting criterion reach no row of table 5
    said = variant_classification.review(body, {**key, "class": "likely-pathogenic"}, 0, False)
    assert said[-1].given == "Richards 2015: Uncertain significance (i); Tavtigian 2020: +9"


def test_a_right_criterion_with_the_wrong_strength_is_worth_half():
    body = questions.body_of(questions.normalise(question("variant-classification")))
    answer = variant_classification.key(body, 0) | {"b strength": "moderate"}
    parts = {
        part.name: part.fraction for part in variant_classification.grade(body, answer, 0).parts
    }
    assert parts == {"a": 1, "b": variant_classification.HALF, "c": 1, "class": 1}
