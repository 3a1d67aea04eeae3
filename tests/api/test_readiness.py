import json
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from readiness import snapshots, spells
from tests import factories
from tests.readiness.conftest import certify, workforce

COUNTRY = "/api/v1/readiness/countries/SWE"


@pytest.fixture
def programme(catalogue, course):
    return factories.programme(catalogue, course)


@pytest.fixture
def nurses(course, programme):
    def make(number):
        for n in range(number):
            person = factories.person(f"n{n}", "N", "SWE", "2221")
            certify(person, course, timezone.now().date())
        spells.catch_up(now=timezone.now())

    return make


def test_the_api_tells_what_the_page_tells(client, nurses):
    workforce("SWE", "nursing_midwifery", 1000)
    nurses(7)
    [figure] = client.get(COUNTRY).json()["figures"]
    assert (figure["people"], figure["people_at_most"], figure["share_percent"]) == (5, 7, 0.5)
    assert figure["workforce"]["source"] == "National register"


def test_small_counts_are_hidden_even_from_a_focal_point(client, nurses, fay):
    nurses(3)
    client.force_login(fay)
    [figure] = client.get(COUNTRY).json()["figures"]
    assert (figure["people"], figure["disclosure"]) == (None, "hidden")


def test_an_unchanged_answer_is_not_sent_again(client, nurses):
    nurses(7)
    first = client.get(COUNTRY)
    again = client.get(COUNTRY, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age=60" in first["Cache-Control"]


def test_countries_outside_the_region_are_not_found(client, programme):
    for code in ("USA", "swe", "X"):
        assert client.get(f"/api/v1/readiness/countries/{code}").status_code == 404


def test_the_region_has_53_countries_and_filters(client, programme):
    def number(query):
        return len(client.get(f"/api/v1/readiness/figures{query}").json()["figures"])

    assert number("") == 53
    assert number("?programme=aware&group=nursing_midwifery") == 53
    assert number("?programme=unknown") == number("?group=unknown") == 0


def test_a_frozen_round_is_told_in_the_shape_of_the_observatory(client, nurses, course):
    workforce("SWE", "nursing_midwifery", 1000, now=datetime(2025, 1, 1, tzinfo=UTC))
    nurses(7)
    snapshots.freeze(date(2025, 12, 31), now=timezone.now())
    [frozen] = client.get("/api/v1/readiness/rounds").json()["rounds"]
    assert frozen["day"] == "2025-12-31"
    values = client.get("/api/v1/readiness/rounds/2025-12-31").json()["value"]
    [sweden] = [value for value in values if value["SpatialDim"] == "SWE"]
    assert (sweden["TimeDim"], sweden["NumericValue"]) == (2025, 0.0)
    assert client.get("/api/v1/readiness/rounds/2001-12-31").status_code == 404
    assert client.get("/api/v1/readiness/rounds/yesterday").status_code == 422


def test_nothing_can_be_written(client, programme):
    assert client.post(COUNTRY).status_code == 405


def test_the_contract_is_published(client, db):
    contract = json.loads(client.get("/api/v1/openapi.json").content)
    assert "/api/v1/readiness/countries/{iso3}" in contract["paths"]


def test_programmes_are_named_in_the_language_asked_for(client, programme):
    [found] = client.get("/api/v1/readiness/programmes?language=de").json()["programmes"]
    assert found["groups"] == ["nursing_midwifery"]
