from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.models import Certificate
from certificates.status import State, is_valid, last_day, state_on, valid_on

FIRST = date(2026, 1, 10)


def row(ended_on: date | None = None, **fields) -> Certificate:
    return Certificate(valid_from=FIRST, valid_until=date(2028, 1, 9), ended_on=ended_on, **fields)


@pytest.mark.parametrize(
    ("certificate", "day", "state"),
    [
        (row(), date(2026, 1, 9), State.NOT_YET),
        (row(), FIRST, State.VALID),
        (row(), date(2028, 1, 9), State.VALID),
        (row(), date(2028, 1, 10), State.EXPIRED),
        (row(date(2027, 5, 5)), date(2027, 5, 4), State.VALID),
        (row(date(2027, 5, 5)), date(2027, 5, 5), State.SUPERSEDED),
        (row(date(2027, 5, 5), revoked_at=1), date(2027, 5, 4), State.VALID),
        (row(date(2027, 5, 5), revoked_at=1), date(2027, 5, 5), State.REVOKED),
        (row(date(2029, 5, 5)), date(2028, 6, 1), State.EXPIRED),
        (row(date(2029, 5, 5)), date(2029, 6, 1), State.SUPERSEDED),
    ],
)
def test_a_state_for_every_day(certificate, day, state):
    assert state_on(certificate, day) == state


def test_a_certificate_replaced_on_its_first_day_never_counted():
    assert last_day(row(FIRST)) == FIRST - timedelta(days=1)
    assert not is_valid(row(FIRST), FIRST)


DAYS = st.dates(date(2025, 12, 1), date(2026, 3, 1))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(start=DAYS, length=st.integers(0, 40), ended=st.none() | st.integers(0, 60), day=DAYS)
def test_the_rule_and_the_rows_agree(certificate, start, length, ended, day):
    certificate.valid_from, certificate.valid_until = start, start + timedelta(days=length)
    certificate.ended_on = None if ended is None else start + timedelta(days=ended)
    certificate.save()
    assert valid_on(day).filter(pk=certificate.pk).exists() == is_valid(certificate, day)
    assert (state_on(certificate, day) == State.VALID) == is_valid(certificate, day)
