from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.gaps import Count, gap
from readiness.intervals import katz, newcombe, wilson

ORDER = ("female", "male", "other")


def test_newcombe_gives_the_published_example():
    # 56/70 against 48/80: Newcombe 1998, table II, method 10
    found = newcombe(56, 70, 48, 80)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_wilson_gives_the_published_example():
    # 81/263: Newcombe 1998 (single proportion), table I, method 3
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_katz_is_the_log_interval_of_the_ratio():
    # 4.5 times or divided by exp(1.96 · √(1/36 - 1/40 + 1/16 - 1/80))
    found = katz(36, 40, 16, 80)
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (2.87, 7.06)


def test_a_ratio_to_nobody_has_no_interval():
    assert katz(5, 10, 0, 10) is None


def test_best_and_worst_with_known_share():
    found = gap({"female": Count(60, 100), "male": Count(20, 100), "": Count(5, 50)}, order=ORDER)
    assert (found.best.value, found.worst.value) == ("female", "male")
    assert (found.difference, found.ratio) == (pytest.approx(40), pytest.approx(3))
    assert (found.known, found.mostly_unknown) == (80, False)


def test_over_a_fifth_unknown_is_a_warning():
    found = gap({"female": Count(1, 9), "male": Count(1, 9), "": Count(0, 6)}, order=ORDER)
    assert found.mostly_unknown


def test_one_group_alone_has_no_gap():
    assert gap({"female": Count(10, 20), "": Count(1, 2)}, order=ORDER) is None
    assert gap({}, order=ORDER) is None


small = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda n: Count(n[0], n[0] + n[1]))


@given(female=small, male=small, unknown=small)
def test_no_answer_of_the_silent_leaves_the_bounds(female, male, unknown):
    found = gap({"female": female, "male": male, "": unknown}, order=ORDER)
    if found is None:
        return
    rates = {rate.value: rate for rate in found.rates}
    idle = unknown.people - unknown.covered
    for covered, others in product(range(unknown.covered + 1), range(idle + 1)):
        women = Count(female.covered + covered, female.people + covered + others)
        men = Count(
            male.covered + unknown.covered - covered,
            male.people + unknown.people - covered - others,
        )
        shares = {"female": women, "male": men}
        for value, count in shares.items():
            share = 100 * count.covered / count.people
            assert rates[value].low - 1e-9 <= share <= rates[value].high + 1e-9
        apart = abs(100 * women.covered / women.people - 100 * men.covered / men.people)
        assert found.least - 1e-9 <= apart <= found.most + 1e-9
