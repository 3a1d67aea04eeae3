import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness import backtest
from readiness.projection import Arrival, Month, Point, arrival, from_stock, project

STEADY = [Month(100, 0, 0)] * 18


def test_less_than_a_year_of_history_projects_nothing():
    assert project(STEADY[:11], 1100, months=12) == []


def test_steady_inflow_goes_on_until_the_first_certificates_end():
    points = project(STEADY, 1800, months=12)
    assert round(points[5].middle) == 2400
    assert points[11].middle < 3000


def test_twice_the_seats_bring_twice_the_people():
    once = project(STEADY, 1800, months=6)[-1].middle - 1800
    twice = project(STEADY, 1800, months=6, seats=2.0)[-1].middle - 1800
    assert round(twice) == round(2 * once)


def test_better_renewal_lifts_the_end_and_not_the_beginning():
    history = [Month(100, 0, 0)] * 24 + [Month(100, 50, 50)] * 12
    plain = project(history, 3000, months=12)
    better = project(history, 3000, months=12, renewal=0.1)
    assert better[11].middle > plain[11].middle
    assert better[0].low <= better[0].middle <= better[0].high


def test_arrival_is_told_for_the_middle_and_both_ends():
    points = [Point(1, 5, 8, 11), Point(2, 7, 10, 13), Point(3, 9, 12, 15)]
    assert arrival(points, 10) == Arrival(1, 2, None)


def test_published_stocks_tell_net_changes_only():
    assert from_stock([5, 10, 5]) == [Month(5, 0, 0), Month(0, 0, 5)]


months = st.builds(Month, st.integers(0, 500), st.integers(0, 300), st.integers(0, 300))


@given(st.lists(months, min_size=12, max_size=70), st.integers(0, 5000), st.floats(0, 4))
@settings(max_examples=60, deadline=None)
def test_no_history_breaks_the_projection_and_people_are_never_negative(history, stock, seats):
    points = project(history, stock, months=24, seats=seats)
    assert len(points) == 24
    assert all(0 <= p.low <= p.middle <= p.high for p in points)


@given(st.lists(months, min_size=36, max_size=36))
@settings(max_examples=20, deadline=None)
def test_the_range_never_narrows_with_the_distance(history):
    widths = [p.high - p.middle for p in project(history, 1000, months=12)]
    assert widths == sorted(widths)


def test_the_stated_80_per_cent_hold_for_75_to_85_of_a_hundred_months_held_out():
    outcome = backtest.run(countries=400, seed=5)
    assert outcome.months == 4800
    assert 0.75 <= outcome.share <= 0.85


def test_the_simulation_balances():
    history = backtest.simulate(random.Random(1), 60)
    assert len(history) == 60
    assert all(m.entered >= 0 and m.renewed >= 0 and m.lapsed >= 0 for m in history)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_can_be_repeated(seed):
    assert backtest.run(countries=5, seed=seed) == backtest.run(countries=5, seed=seed)
