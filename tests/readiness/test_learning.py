from datetime import UTC, datetime

import pytest

from assessments.gains import GainSums
from assessments.retaining import RetentionSums
from readiness import learning, programmes
from readiness.models import Tally
from tests.readiness.conftest import workforce

URL = "/en/readiness/SWE/indicators/aware/nursing_midwifery/"


@pytest.fixture
def learned(course, programme):
    """Keeps the sums of so many nurses who rose from 40 to 70 and kept three quarters."""

    def make(people):
        workforce("SWE", "nursing_midwifery", 1000)
        sources = learning.Sources(
            [
                GainSums("SWE", "2221", course.course_key, people - 1, 40 * (people - 1), 70 * (people - 1)),
                GainSums("SWE", "3221", course.course_key, 1, 40, 70),
                GainSums("SWE", "2211", course.course_key, 50, 0, 5000),
            ],
            [
                RetentionSums("SWE", "2221", course.course_key, 90, 2 * people, people, 4 * people, 3 * people),
                RetentionSums("SWE", "2221", course.course_key, 7, 99, 99, 99, 99),
            ],
        )  # fmt: skip
        [known] = programmes.published("en")
        for (code, uuid, country, group), (n, total) in learning.sums(known, sources).items():
            Tally.objects.create(
                code=code,
                programme=uuid,
                country=country,
                group=group,
                people=n,
                of=total,
                counted_at=datetime(2026, 11, 1, tzinfo=UTC),
            )

    return make


def shown(client):
    return {v.definition.code: v for v in client.get(URL).context["page"].values}


def test_gain_and_retention_are_means_over_the_people_of_the_profession(client, learned):
    learned(12)
    found = shown(client)
    gain, kept = found["GAIN"], found["RET"]
    assert (gain.people.value, gain.points, gain.note) == (10, 30, "Normalised gain: 0.5.")
    assert (kept.people.value, kept.percent) == (10, 75)


def test_no_mean_of_fewer_than_ten_people_is_told_to_the_public(client, fay, learned):
    learned(9)
    assert {shown(client)[code].note for code in ("GAIN", "RET")} == {"Too few people to show."}
    client.force_login(fay)
    assert (shown(client)["GAIN"].people.value, shown(client)["GAIN"].points) == (9, 30)


def test_a_small_profession_has_no_means(client, learned):
    learned(12)
    workforce("SWE", "nursing_midwifery", 150)
    assert {shown(client)[code].people for code in ("GAIN", "RET")} == {None}
