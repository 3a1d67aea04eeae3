"""Two last steps finished at the same instant must neither miss each other nor complete the course twice."""

import pytest

PEOPLE = 25


@pytest.mark.postgres
def test_two_last_steps_on_two_connections_make_exactly_one_completion(real):
    real.play("last_steps_at_once", PEOPLE)
    per_person = real.rows("SELECT count(*) FROM courses_coursecompletion GROUP BY enrolment_id")
    assert per_person == [(1,)] * PEOPLE
    assert real.number("SELECT count(*) FROM courses_stepcompletion") == 2 * PEOPLE
