from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assessments.timing import PAUSE, seconds_by_item

START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def after(*seconds_and_items):
    return [(START + timedelta(seconds=s), items) for s, items in seconds_and_items]


def test_the_time_before_a_save_belongs_to_what_it_changed():
    saves = after((20, ["a"]), (50, ["b", "c"]), (60, []), (65, ["a"]))
    assert seconds_by_item(START, saves) == {"a": 25, "b": 15, "c": 15}


def test_a_long_pause_is_nobodys_time():
    long = PAUSE.total_seconds() + 1
    assert seconds_by_item(START, after((long, ["a"]), (long + 5, ["a"]))) == {"a": 5}


@given(
    st.lists(
        st.tuples(st.floats(0, 5000), st.lists(st.sampled_from("abc"), max_size=3, unique=True)),
        max_size=8,
    )
)
def test_no_more_time_is_given_out_than_has_passed(steps):
    steps = sorted(steps)
    total = sum(seconds_by_item(START, after(*steps)).values())
    assert 0 <= total <= (steps[-1][0] if steps else 0) + 1e-6
