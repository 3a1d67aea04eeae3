import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.suppression import Figure, Policy, breakdown, percentage, publish, total

POLICY = Policy()
LARGE = 10_000


def shown(count, workforce=LARGE):
    return publish(count, workforce, policy=POLICY)


def test_zero_stays_zero():
    assert shown(0) == Figure("zero", 0, 0, 0)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_counts_under_five_look_all_the_same(count):
    assert shown(count) == Figure("hidden", 1, 4, None)


@pytest.mark.parametrize(
    ("count", "value"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1003, 1005)]
)
def test_larger_counts_are_rounded_to_five(count, value):
    assert shown(count).value == value


def test_the_focal_point_sees_the_exact_number():
    assert publish(3, 25, policy=POLICY, unrestricted=True) == Figure("exact", 3, 3, 3)


def test_a_profession_below_25_people_is_not_shown_at_all():
    assert shown(0, 24) == shown(7, 24) == shown(24, 24) == Figure("withheld", 0, None)


def test_san_marinos_25_dentists_are_told_in_fifths():
    assert [shown(count, 25) for count in (0, 4, 5, 9, 20, 25, 30)] == [
        Figure("band", 0, 4),
        Figure("band", 0, 4),
        Figure("band", 5, 9),
        Figure("band", 5, 9),
        Figure("band", 20, None),
        Figure("band", 20, None),
        Figure("band", 20, None),
    ]


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError):
        shown(-1)


def test_a_policy_whose_first_fifth_tells_a_small_count_is_refused():
    with pytest.raises(ValueError):
        Policy(smallest_workforce=20)


def test_percentages_come_from_the_rounded_figure():
    assert percentage(shown(7), 1000) == 0.5
    assert percentage(shown(3), 1000) is None
    assert percentage(shown(100), None) is None


def test_a_total_says_how_many_cells_it_misses():
    found = total([shown(0), shown(3), shown(12)])
    assert (found.value, found.low, found.high, found.hidden) == (10, 9, 16, 1)


@given(st.integers(0, 500), st.one_of(st.none(), st.integers(1, 600)))
def test_the_true_count_lies_in_what_is_told(count, workforce):
    figure = publish(count, workforce, policy=POLICY)
    assert figure.low <= count
    assert figure.high is None or count <= figure.high


@given(st.integers(0, 500), st.one_of(st.none(), st.integers(1, 600)))
def test_nobody_can_tell_counts_apart_that_look_the_same(count, workforce):
    """What a reader may conclude is exactly what she can conclude: every count in the range looks alike."""
    figure = publish(count, workforce, policy=POLICY)
    top = figure.high if figure.high is not None else max(count, figure.low) + 20
    alike = {publish(n, workforce, policy=POLICY) for n in range(figure.low, top + 1)}
    assert alike == {figure}


@given(st.one_of(st.none(), st.integers(1, 600)))
def test_no_single_small_count_is_ever_told(workforce):
    for count in range(1, POLICY.threshold):
        figure = publish(count, workforce, policy=POLICY)
        assert figure.high is None or figure.high - max(figure.low, 1) >= POLICY.threshold - 2


def test_a_breakdown_with_one_small_part_is_not_published():
    whole = shown(60)
    assert breakdown({"female": 55, "male": 5}, whole, policy=POLICY) is None
    assert breakdown({"female": 45, "male": 15, "other": 0}, whole, policy=POLICY) == {
        "female": Figure("rounded", 43, 47, 45),
        "male": Figure("rounded", 13, 17, 15),
        "other": Figure("zero", 0, 0, 0),
    }


def test_a_breakdown_of_a_hidden_whole_is_not_published():
    assert breakdown({"female": 0, "male": 3}, shown(3), policy=POLICY) is None


def test_the_focal_point_sees_every_part():
    parts = breakdown({"female": 1}, shown(60), policy=POLICY, unrestricted=True)
    assert parts == {"female": Figure("exact", 1, 1, 1)}


@pytest.mark.parametrize("whole", [22, 30, 45])
def test_who_knows_the_whole_and_the_rule_cannot_find_a_small_part(whole):
    """Strongest reader: she replays the rule on every possible truth and keeps those that look the same."""
    looks: dict[object, list[tuple[int, ...]]] = {}
    for parts in itertools.product(range(whole + POLICY.base), repeat=3):
        figure = shown(sum(parts))
        if figure != shown(whole):
            continue
        told = breakdown(dict(zip("abc", parts, strict=True)), figure, policy=POLICY)
        looks.setdefault(None if told is None else tuple(told.items()), []).append(parts)
    for told, truths in looks.items():
        for place in range(3):
            possible = {parts[place] for parts in truths}
            if told is None:
                assert set(range(POLICY.threshold)) <= possible
            else:
                assert not possible & set(range(1, POLICY.threshold))
