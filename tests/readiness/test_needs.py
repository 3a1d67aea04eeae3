import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from readiness import assessing, needs, ranking, snapshots
from readiness.models import NeedsAnswer, Round

SWEDEN = "/en/readiness/SWE/needs/"
RANKING = "/en/readiness/needs/"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def form(*wanted, **changes):
    places = {f"place_{n}": key for n, key in enumerate(wanted, start=1)}
    day = assessing.open_round(datetime.now(UTC).date())
    return {**places, "comment": "", "round_day": str(day), **changes}


@pytest.fixture
def answered(fay):
    def make(country, *wanted, day=None, comment=""):
        return needs.answer(
            country=country,
            round_day=day or assessing.open_round(datetime.now(UTC).date()),
            wanted=wanted,
            comment=comment,
            by=fay,
            now=NOW,
        )

    return make


def places(page, hub="nordic-baltic"):
    chosen = next(r for r in page.context["rankings"] if r.key == hub)
    return chosen, {p.key: p for p in chosen.places}


def test_every_need_is_named_in_four_languages():
    assert {frozenset(titles) for titles in needs.listed().titles.values()} == {
        frozenset({"en", "fr", "de", "ru"})
    }


def test_a_focal_point_ranks_needs_and_finds_them_again(client, fay):
    client.force_login(fay)
    assert client.post(SWEDEN, form("trainers", "law", comment="No teachers")).status_code == 302
    page = client.get(SWEDEN)
    assert page.context["given"].ranking == ["trainers", "law"]
    assert "No teachers" in page.content.decode()


def test_a_new_answer_keeps_the_old_one_and_counts(client, fay):
    client.force_login(fay)
    client.post(SWEDEN, form("trainers"))
    client.post(SWEDEN, form("law"))
    assert NeedsAnswer.objects.count() == 2
    [answer] = needs.answers(assessing.open_round(datetime.now(UTC).date()))
    assert answer.ranking == ["law"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (("law", "law"), "stands twice. Name each need once."),
        (("law", "", "cases"), "Leave no place empty between two needs."),
        (("", "law"), "This field is required."),
        (("money",), "Select a valid choice."),
    ],
)
def test_rankings_that_are_none_are_refused_with_a_sentence(client, fay, wanted, sentence):
    client.force_login(fay)
    page = client.post(SWEDEN, form(*wanted))
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert not NeedsAnswer.objects.exists()


def test_an_answer_for_a_frozen_round_is_refused(client, fay, programme):
    snapshots.freeze(date(2025, 12, 31), now=NOW)
    client.force_login(fay)
    page = client.post(SWEDEN, form("law", round_day="2025-12-31"))
    assert "This round has been frozen." in page.content.decode()
    assert not NeedsAnswer.objects.exists()


def test_who_sees_points_counts_and_mean_rank_per_hub(client, analyst, answered):
    answered("SWE", "trainers", "law")
    answered("NOR", "law")
    answered("GEO", "cases")
    client.force_login(analyst)
    page = client.get(RANKING + "?hub=nordic-baltic")
    hub, found = places(page)
    assert (hub.members, hub.answered, [p.key for p in hub.places[:2]]) == (
        8,
        2,
        ["law", "trainers"],
    )
    law = found["law"]
    assert (law.points, law.named, law.first, law.mean_rank) == (9, 2, 1, 1.5)
    assert places(page, "region")[0].answered == 3
    assert "Borda count cut off after five places" in page.content.decode()


def test_the_ranking_is_frozen_with_its_round(client, analyst, answered, programme):
    answered("SWE", "trainers", day=date(2025, 12, 31))
    snapshots.freeze(date(2025, 12, 31), now=NOW)
    NeedsAnswer.objects.all().delete()
    client.force_login(analyst)
    page = client.get(RANKING + "?round=2025-12-31")
    assert places(page, "region")[1]["trainers"].points == ranking.PLACES
    assert Round.objects.get().needs == {"SWE": {"ranking": ["trainers"], "comment": ""}}


def test_the_files_carry_every_hub_and_the_answers(client, analyst, answered):
    answered("SWE", "trainers", comment="=HYPERLINK(1)")
    client.force_login(analyst)
    text = client.get(RANKING + "ranking.csv").content.decode()
    [row] = [
        r
        for r in csv.DictReader(io.StringIO(text))
        if (r["hub"], r["need"]) == ("nordic-baltic", "trainers")
    ]
    assert (row["points"], row["answered"], row["members"]) == ("5", "1", "8")
    book = zipfile.ZipFile(io.BytesIO(client.get(RANKING + "ranking.xlsx").content))
    assert b"=HYPERLINK(1)" in book.read("xl/sharedStrings.xml")
    assert b"<f>" not in book.read("xl/worksheets/sheet2.xml")


@pytest.mark.parametrize("url", [RANKING, RANKING + "ranking.csv", RANKING + "ranking.xlsx"])
def test_nobody_but_who_sees_the_ranking(client, fay, url):
    assert client.get(url).status_code == 302
    client.force_login(fay)
    assert client.get(url).status_code == 403


def test_who_reads_a_country_s_answer_but_cannot_write_it(client, analyst, answered):
    answered("SWE", "trainers")
    client.force_login(analyst)
    assert "Training of national trainers" in client.get(SWEDEN).content.decode()
    assert client.post(SWEDEN, form("law")).status_code == 403


@pytest.mark.parametrize("who", ["gwen", "ann", "tom"])
def test_nobody_of_another_country_or_without_the_role_reads_or_answers(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(SWEDEN).status_code == 403
    assert client.post(SWEDEN, form("law")).status_code == 403
    assert not NeedsAnswer.objects.exists()


def test_the_ranking_asks_the_database_as_often_for_3_answers_as_for_1(
    client, analyst, answered, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(analyst)
    answered("SWE", "law")
    with django_assert_max_num_queries(20) as few:
        client.get(RANKING)
    asked = len(few)
    answered("NOR", "law")
    answered("GEO", "law")
    with django_assert_num_queries(asked):
        client.get(RANKING)
