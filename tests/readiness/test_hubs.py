from datetime import UTC, date, datetime

import pytest

from accounts.models import Role
from readiness import assessing, reference, snapshots
from readiness.models import Action, Assessment
from tests import factories

NORDIC = "/en/readiness/hubs/nordic-baltic/"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def per(db):
    """Focal point of Norway, which shares the Nordic-Baltic hub with Sweden."""
    return factories.person("per", "Per Dahl", "NOR", "1342", (Role.FOCAL_POINT, "NOR"))


@pytest.fixture
def assessed(fay, analyst):
    """An assessment of a country as the country gave it and, if asked, as WHO found it."""

    def make(country, level, found=None, indicator="V.6", year=2025):
        row = Assessment.objects.create(
            country=country,
            indicator=indicator,
            model_version="2026.1",
            round_day=date(year, 12, 31),
            level=level,
            assessed_at=datetime(year, 6, 1, tzinfo=UTC),
        )
        if found:
            assessing.validate(assessment=row, level=found, comment="", by=analyst, now=NOW)
        return row

    return make


def column(page, code="V.6"):
    return next(c for c in page.columns if c.indicator.id == code)


def standing(page, iso3, code="V.6"):
    at = [c.indicator.id for c in page.columns].index(code)
    return dict(page.members)[iso3][at]


def test_members_see_validated_levels_with_median_and_best(client, per, assessed, programme):
    for country, found in (("SWE", 4), ("NOR", 2), ("FIN", 3)):
        assessed(country, 5, found)
    client.force_login(per)
    page = client.get(NORDIC).context["page"]
    assert [standing(page, c).level for c in ("SWE", "NOR", "FIN", "DNK")] == [4, 2, 3, None]
    peers = column(page).peers
    assert (peers.countries, peers.median, peers.best) == (3, 3, 4)


def test_a_level_that_was_not_validated_stays_with_its_country(client, per, assessed, programme):
    assessed("SWE", 5)
    client.force_login(per)
    assert standing(client.get(NORDIC).context["page"], "SWE").level is None


def test_median_and_best_need_three_countries(client, per, assessed, programme):
    assessed("SWE", 5, 4)
    assessed("NOR", 5, 2)
    client.force_login(per)
    assert column(client.get(NORDIC).context["page"]).peers is None


def test_the_change_is_against_the_last_frozen_round(client, per, assessed, programme):
    for country in ("SWE", "NOR", "FIN"):
        assessed(country, 2, 2)
    snapshots.freeze(date(2025, 12, 31), now=NOW)
    for country in ("SWE", "NOR"):
        assessed(country, 4, 4, year=2026)
    client.force_login(per)
    answer = client.get(NORDIC)
    page = answer.context["page"]
    assert (standing(page, "SWE").change, standing(page, "FIN").change) == (2, 0)
    assert column(page).change == 2
    assert "(+2)" in answer.content.decode()


def test_own_levels_of_a_frozen_round_are_not_shown_to_peers(client, per, assessed, programme):
    assessed("SWE", 5)
    snapshots.freeze(date(2025, 12, 31), now=NOW)
    client.force_login(per)
    page = client.get("/en/readiness/SWE/maturity/").context["page"]
    assert {line.before for _d, lines in page.domains for line in lines} == {None}


def test_a_new_claim_does_not_undo_what_was_validated(client, per, assessed, programme):
    assessed("SWE", 3, 3)
    assessed("SWE", 5, year=2026)
    client.force_login(per)
    assert standing(client.get(NORDIC).context["page"], "SWE").level == 3


def test_only_actions_that_a_member_shares_are_listed(client, per, programme):
    facts = {"indicator": "V.6", "owner": "Ministry", "due": date(2027, 1, 1), "changed_at": NOW}
    Action.objects.create(country="SWE", title="Shared lesson", shared=True, **facts)
    Action.objects.create(country="SWE", title="Kept at home", **facts)
    Action.objects.create(country="GEO", title="Of another hub", shared=True, **facts)
    client.force_login(per)
    assert [a.title for a in client.get(NORDIC).context["page"].actions] == ["Shared lesson"]


def test_coverage_is_the_public_one_for_every_reader(client, fay, analyst, programme):
    for reader in (fay, analyst):
        client.force_login(reader)
        rows = [row for _c, rows in client.get(NORDIC).context["page"].coverage for row in rows]
        assert "exact" not in {row.people.kind for row in rows}


@pytest.mark.parametrize("who", ["ann", "tom", "gwen"])
def test_nobody_outside_the_hub_sees_it(client, request, programme, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(NORDIC).status_code == 403


def test_visitors_are_asked_to_sign_in(client, db):
    assert client.get(NORDIC).status_code == 302


def test_somebody_without_a_country_has_no_hubs(client, ann, gwen):
    client.force_login(ann)
    assert client.get("/en/readiness/hubs/").status_code == 403
    client.force_login(gwen)
    titles = {hub.key for hub in client.get("/en/readiness/hubs/").context["hubs"]}
    assert titles == {hub.key for hub in reference.hubs_of("GEO", 2026)}


def test_who_sees_every_hub(client, analyst):
    client.force_login(analyst)
    found = client.get("/en/readiness/hubs/").context["hubs"]
    assert len(found) == len(reference.hubs(2026))


def test_the_comparison_asks_the_database_as_often_for_3_countries_as_for_1(
    client, per, assessed, programme, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(per)
    assessed("SWE", 3, 3)
    with django_assert_max_num_queries(25) as few:
        client.get(NORDIC)
    asked = len(few)
    assessed("NOR", 3, 3)
    assessed("FIN", 3, 3)
    with django_assert_num_queries(asked):
        client.get(NORDIC)
