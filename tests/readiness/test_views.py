import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from api.v1 import schemas
from readiness import spells
from tests import factories
from tests.readiness.conftest import certify, workforce

SWEDEN = "/en/readiness/SWE/"


@pytest.fixture
def certified(course, programme):
    """Makes so many certified nurses in Sweden."""

    def make(number, country="SWE", cadre="2221"):
        for n in range(number):
            person = factories.person(f"{country}{cadre}{n}", "A nurse", country, cadre)
            certify(person, course, timezone.now().date())
        spells.catch_up(now=timezone.now())

    return make


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def nurses(answer):
    [row] = [
        r for r in lines(answer) if r["country"] == "SWE" and r["group"] == "nursing_midwifery"
    ]
    return row


def test_addresses_carry_the_language(db):
    assert reverse("readiness:country", args=["SWE"]) == SWEDEN


def test_the_public_sees_fewer_than_five(client, certified):
    workforce("SWE", "nursing_midwifery", 121_553)
    certified(1)
    text = client.get(SWEDEN).content.decode()
    assert "fewer than 5" in text
    assert "121,553" in text


def test_the_focal_point_sees_one_more_nurse(client, certified, fay):
    workforce("SWE", "nursing_midwifery", 121_553)
    certified(1)
    client.force_login(fay)
    page = client.get(SWEDEN)
    [[_programme, [row]]] = page.context["page"].sections
    assert (row.people.kind, row.people.value, row.workforce.value) == ("exact", 1, 121_553)
    assert "fewer than 5" not in page.content.decode()


def test_the_focal_point_of_another_country_sees_what_the_public_sees(client, certified, gwen):
    workforce("SWE", "nursing_midwifery", 121_553)
    certified(3)
    public = [
        client.get(url).content for url in (SWEDEN + "figures.csv", "/en/readiness/figures.csv")
    ]
    client.force_login(gwen)
    mine = client.get(SWEDEN + "figures.csv").content
    assert mine == public[0]
    assert nurses(client.get("/en/readiness/figures.csv"))["people"] == ""


def test_a_who_analyst_sees_every_country(client, certified, analyst):
    workforce("SWE", "nursing_midwifery", 121_553)
    certified(3)
    client.force_login(analyst)
    assert nurses(client.get("/en/readiness/figures.csv"))["people"] == "3"


def test_the_file_tells_what_the_page_tells(client, certified):
    workforce("SWE", "nursing_midwifery", 1000, year=2019)
    certified(7)
    row = nurses(client.get(SWEDEN + "figures.csv"))
    told = {
        key: row[key] for key in ("people", "people_at_least", "people_at_most", "share_percent")
    }
    assert told == {
        "people": "5",
        "people_at_least": "5",
        "people_at_most": "7",
        "share_percent": "0.5",
    }
    assert (row["workforce_source"], row["flags"]) == ("National register", "stale")
    assert "stale: older than five years" in client.get(SWEDEN).content.decode()


def test_without_a_workforce_count_there_is_a_count_only(client, certified):
    certified(10)
    row = nurses(client.get(SWEDEN + "figures.csv"))
    assert (row["people"], row["share_percent"], row["gap_people"]) == ("10", "", "")
    assert row["flags"] == "no_denominator"
    assert "no workforce count" in client.get(SWEDEN).content.decode()


def test_over_a_hundred_per_cent_asks_to_check_the_denominator(client, certified, fay):
    workforce("SWE", "nursing_midwifery", 3)
    certified(5)
    client.force_login(fay)
    text = client.get(SWEDEN).content.decode()
    assert "over 100 %: check denominator" in text
    assert "166.7 %" in text


def test_the_gap_is_what_the_target_still_asks_for(client, certified):
    workforce("SWE", "nursing_midwifery", 1000)
    certified(10)
    row = nurses(client.get(SWEDEN + "figures.csv"))
    assert (row["target_percent"], row["gap_people"]) == ("30", "290")


def test_the_region_page_lists_53_countries_with_words_and_numbers(client, certified):
    workforce("SWE", "nursing_midwifery", 1000)
    certified(10)
    page = client.get("/en/readiness/")
    assert len(page.context["page"].rows) == len(page.context["page"].tiles) == 53
    assert "1.0 %" in page.content.decode()
    assert page.context["page"].total.countries == 1


def test_countries_can_be_ranked_by_share(client, certified):
    workforce("SWE", "nursing_midwifery", 1000)
    certified(10)
    page = client.get("/en/readiness/", {"order": "share"})
    assert page.context["page"].rows[0].country == "SWE"


@pytest.mark.parametrize("query", ["programme=nothing", "group=nobody", "order=%00", "programme="])
def test_unknown_choices_fall_back_to_the_first(client, programme, query):
    assert client.get(f"/en/readiness/?{query}").status_code == 200


def test_without_a_programme_the_pages_say_so(client, catalogue):
    for url in ("/en/readiness/", SWEDEN):
        assert "No programme is published so far." in client.get(url).content.decode()


@pytest.mark.parametrize("code", ["XXX", "USA", "swe"])
def test_countries_outside_the_region_are_not_found(client, db, code):
    assert client.get(f"/en/readiness/{code}/").status_code == 404


def test_nothing_can_be_posted_to_published_figures(client, db):
    assert client.post(SWEDEN).status_code == 405


@pytest.mark.parametrize("url", ["/en/readiness/", SWEDEN, "/en/readiness/figures.csv"])
def test_pages_ask_the_database_as_often_for_3_countries_as_for_1(
    client, certified, url, django_assert_max_num_queries, django_assert_num_queries
):
    certified(1)
    with django_assert_max_num_queries(20) as few:
        client.get(url)
    asked = len(few)
    certified(2, country="NOR")
    certified(3, country="GEO", cadre="2222")
    workforce("GEO", "nursing_midwifery", 900)
    with django_assert_num_queries(asked):
        client.get(url)


def test_a_title_that_looks_like_a_formula_is_quoted(client, certified, programme):
    programme.title = "=HYPERLINK(1)"
    programme.save_revision().publish()
    certified(1)
    assert nurses(client.get(SWEDEN + "figures.csv"))["programme_title"] == "'=HYPERLINK(1)"


def test_the_day_is_the_day_of_asking(client, certified):
    certified(1)
    assert nurses(client.get(SWEDEN + "figures.csv"))["day"] == str(datetime.now(UTC).date())


def test_the_api_answers_in_the_shape_it_documents(client, programme):
    workforce("SWE", "nursing_midwifery", 1000)
    figures = client.get("/api/v1/readiness/figures").json()
    assert len(schemas.Figures.model_validate(figures).figures) == 53
