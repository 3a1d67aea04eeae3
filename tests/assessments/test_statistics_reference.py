"""Item analysis against R (psych, mantelhaen.test) on the same data: tests/assessments/reference/ has data, command and figures."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from assessments import statistics
from assessments.statistics import DELTA, QuizTally, Tally

HERE = Path(__file__).parent / "reference"


@pytest.fixture(scope="module")
def answers():
    with (HERE / "answers.csv").open(encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


@pytest.fixture(scope="module")
def reference():
    found = defaultdict(dict)
    with (HERE / "reference.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            found[row["figure"]][row["item"]] = float(row["value"])
    return found


@pytest.fixture(scope="module")
def tallies(answers):
    items = [name for name in answers[0] if name != "language"]
    found = {name: Tally() for name in items}
    for row in answers:
        marks = {name: float(row[name]) for name in items}
        for name in items:
            rest = (sum(marks.values()) - marks[name]) / (len(items) - 1)
            groups = {"language": row["language"]}
            found[name].add(marks[name], rest, [("", row[name])], groups)
    return found


def test_facility_and_discrimination_equal_psych(tallies, reference):
    for name, tally in tallies.items():
        assert tally.facility == pytest.approx(reference["facility"][name], abs=1e-9)
        assert tally.discrimination == pytest.approx(reference["discrimination"][name], abs=1e-9)


def test_alpha_and_the_error_of_measurement_equal_psych(answers, reference):
    tally = QuizTally()
    for row in answers:
        tally.add({name: float(row[name]) for name in row if name != "language"}, passed=True)
    assert tally.alpha == pytest.approx(reference["alpha"][""], abs=1e-9)
    assert tally.error == pytest.approx(reference["sem"][""], abs=1e-9)


def test_mantel_haenszel_equals_r(tallies, reference):
    for name, tally in tallies.items():
        [found] = statistics.functioning(tally)
        assert (found.reference, found.focal) == ("en", "fr")
        assert found.odds_ratio == pytest.approx(reference["odds_ratio"][name], abs=1e-9)
        assert found.delta == pytest.approx(reference["delta"][name], abs=1e-9)
        if found.chi_square:
            assert found.chi_square == pytest.approx(reference["chi_square"][name], abs=1e-9)
        else:  # a difference below the correction: R then leaves the correction off, Mantel's own form is 0
            assert reference["chi_square"][name] < 0.1
        error = abs(DELTA) * reference["log_se"][name]
        assert statistics.ets_class(found.delta, found.chi_square, error) == found.ets


def test_the_item_that_was_made_harder_for_one_language_is_found(tallies):
    classes = {name: statistics.functioning(tally)[0].ets for name, tally in tallies.items()}
    assert [name for name, ets in classes.items() if ets == "C"] == ["item4"]
