from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Role
from readiness import assessing, snapshots
from readiness.models import Action, Assessment, Validation
from tests import factories

V6 = "/en/readiness/SWE/maturity/V.6/"
PROFILE = "/en/readiness/SWE/maturity/"
PLAN = "/en/readiness/SWE/plan/"


@pytest.fixture
def per(db):
    """Focal point of Norway, which shares the Nordic-Baltic hub with Sweden."""
    return factories.person("per", "Per Dahl", "NOR", "1342", (Role.FOCAL_POINT, "NOR"))


def answer(**changes):
    return {
        "level": "3",
        "evidence_url": "https://example.org/report",
        "comment": "Report of 2026",
        "round_day": str(assessing.open_round(datetime.now(UTC).date())),
        **changes,
    }


def action(**changes):
    return {
        "indicator": "V.6",
        "title": "Train two trainers per region",
        "owner": "Ministry",
        "due": "2027-06-30",
        "status": "planned",
        **changes,
    }


def test_a_focal_point_assesses_with_evidence_and_sees_it_beside_the_computed_level(
    client, fay, programme
):
    client.force_login(fay)
    assert client.post(V6, answer()).status_code == 302
    page = client.get(PROFILE).context["page"]
    [line] = [one for _d, lines in page.domains for one in lines if one.indicator.id == "V.6"]
    assert (line.own.level, line.validated, line.computed) == (3, None, 2)
    text = client.get(V6).content.decode()
    assert "Report of 2026" in text
    assert "The first professionals hold valid certificates" in text


def test_a_new_assessment_keeps_the_old_one(client, fay, programme):
    client.force_login(fay)
    client.post(V6, answer())
    client.post(V6, answer(level="4"))
    assert list(Assessment.objects.order_by("pk").values_list("level", flat=True)) == [3, 4]


def test_a_level_without_evidence_is_refused_with_a_sentence(client, fay, programme):
    client.force_login(fay)
    page = client.post(V6, answer(evidence_url=""))
    assert page.status_code == 400
    assert (
        "Give a link or attach a file that shows this level, or date the document"
        in page.content.decode()
    )
    assert not Assessment.objects.exists()


def test_a_dated_document_named_in_the_comment_is_evidence(client, fay, programme):
    client.force_login(fay)
    dated = {"evidence_url": "", "evidence_date": "2026-03-01"}
    assert client.post(V6, answer(**dated, comment="")).status_code == 400
    assert client.post(V6, answer(**dated, comment="Decree 14")).status_code == 302
    assert Assessment.objects.get().evidence_date == date(2026, 3, 1)
    assert "Evidence of 1 March 2026" in client.get(V6).content.decode()


def test_evidence_from_the_future_is_refused(client, fay, programme):
    client.force_login(fay)
    page = client.post(V6, answer(evidence_date="2099-01-01"))
    assert "The day lies in the future." in page.content.decode()
    assert not Assessment.objects.exists()


def test_the_profile_lists_what_is_missing_for_the_level_asked_about(client, fay, programme):
    client.force_login(fay)
    client.post(PROFILE + "V.1/", answer(level="2"))
    page = client.get(PROFILE + "?level=4").context["page"]
    assert page.wanted == 4
    [step] = [step for step in page.steps if step.indicator.id == "V.1"]
    assert (step.level, [n for n, _text in step.texts]) == (2, [3, 4])
    assert [s.indicator.id for s in page.steps] == ["V.1", "V.2", "V.3", "V.4", "V.5", "V.7"]
    assert client.get(PROFILE + "?level=9").context["page"].wanted == 3


def test_level_1_needs_no_evidence(client, fay, programme):
    client.force_login(fay)
    assert client.post(V6, answer(level="1", evidence_url="")).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("report.exe", b"MZ", "The file must be a PDF, PNG or JPEG."),
        ("report.pdf", b"<html>", "The file must be a PDF, PNG or JPEG."),
        ("report.pdf", b"%PDF-" + bytes(5 * 1024 * 1024), "The file is larger than 5 MB."),
    ],
)
def test_other_files_are_refused_as_evidence(client, fay, programme, name, content, sentence):
    client.force_login(fay)
    page = client.post(V6, answer(evidence_file=SimpleUploadedFile(name, content)))
    assert sentence in page.content.decode()
    assert not Assessment.objects.exists()


def test_evidence_is_served_to_the_country_and_to_who_only(
    client, fay, gwen, per, analyst, programme
):
    client.force_login(fay)
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7 x")
    assert client.post(V6, answer(evidence_url="", evidence_file=file)).status_code == 302
    url = f"/en/readiness/SWE/assessments/{Assessment.objects.get().pk}/evidence/"
    seen = {}
    for person in (fay, analyst, gwen, per):
        client.force_login(person)
        seen[person.email.split("@")[0]] = client.get(url).status_code
    client.logout()
    assert seen == {"fay": 200, "wen": 200, "gwen": 404, "per": 404}
    assert client.get(url).status_code == 302


def test_an_assessment_for_a_frozen_round_is_refused(client, fay, programme):
    snapshots.freeze(date(2025, 12, 31), now=datetime(2026, 1, 2, tzinfo=UTC))
    client.force_login(fay)
    page = client.post(V6, answer(round_day="2025-12-31"))
    assert "This round has been frozen." in page.content.decode()
    assert not Assessment.objects.exists()


def test_who_validates_and_the_own_level_stays(client, fay, analyst, programme):
    client.force_login(fay)
    client.post(V6, answer(level="4"))
    client.force_login(analyst)
    pk = Assessment.objects.get().pk
    client.post(f"/en/readiness/SWE/assessments/{pk}/validate/", {"level": "3", "comment": "…"})
    assert (Assessment.objects.get().level, Validation.objects.get().level) == (4, 3)


def test_a_focal_point_cannot_validate_herself(client, fay, programme):
    client.force_login(fay)
    client.post(V6, answer())
    pk = Assessment.objects.get().pk
    url = f"/en/readiness/SWE/assessments/{pk}/validate/"
    assert client.post(url, {"level": "5"}).status_code == 403


def test_a_focal_point_plans_two_actions(client, fay, programme):
    client.force_login(fay)
    client.post(PLAN, action())
    client.post(PLAN, action(title="Translate GEN-101"))
    assert Action.objects.count() == 2
    assert "Translate GEN-101" in client.get(V6).content.decode()


@pytest.mark.parametrize("url", [V6, PROFILE, PLAN, "/en/readiness/SWE/targets/"])
@pytest.mark.parametrize("who", ["gwen", "ann", "tom"])
def test_nobody_of_another_country_or_without_the_role_reads_or_edits(
    client, request, programme, url, who
):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code == 403
    assert client.post(url, {**answer(), **action()}).status_code in (403, 405)
    assert not Assessment.objects.exists()
    assert not Action.objects.exists()


def test_visitors_are_asked_to_sign_in(client, programme):
    assert client.get(PROFILE).status_code == 302


def test_a_hub_peer_sees_validated_levels_and_shared_actions_only(
    client, fay, per, analyst, programme
):
    client.force_login(fay)
    client.post(V6, answer(comment="Internal remark"))
    client.post(PLAN, action())
    client.post(PLAN, action(title="Shared lesson", shared="on"))
    assessing.validate(
        assessment=Assessment.objects.get(), level=2, comment="", by=analyst, now=datetime.now(UTC)
    )
    client.force_login(per)
    page = client.get(PROFILE)
    [line] = [x for _d, lines in page.context["page"].domains for x in lines if x.validated]
    assert (line.indicator.id, line.own, line.validated) == ("V.6", None, 2)
    detail = client.get(V6).content.decode()
    assert "Internal remark" not in detail
    plan = client.get(PLAN).content.decode()
    assert "Shared lesson" in plan
    assert "Train two trainers" not in plan
    assert client.post(V6, answer()).status_code == 403


def test_the_profile_asks_the_database_as_often_for_3_assessments_as_for_1(
    client, fay, programme, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(fay)
    client.post(V6, answer())
    with django_assert_max_num_queries(25) as few:
        client.get(PROFILE)
    asked = len(few)
    for code in ("V.1", "I.1"):
        client.post(PROFILE + code + "/", answer())
    with django_assert_num_queries(asked):
        client.get(PROFILE)


@pytest.mark.parametrize("percent", ["0", "101", "-1", "abc", "4.5"])
def test_a_target_that_is_no_share_is_refused_with_a_sentence(client, fay, programme, percent):
    client.force_login(fay)
    page = client.post(
        "/en/readiness/SWE/targets/",
        {
            "programme": str(programme.translation_key),
            "group": "physicians",
            "percent": percent,
            "due": "2029-12-31",
        },
    )
    assert page.status_code == 400
    assert page.context["form"].errors


def test_a_target_of_her_own_shows_on_the_country_page(client, fay, programme):
    client.force_login(fay)
    form = {
        "programme": str(programme.translation_key),
        "group": "nursing_midwifery",
        "percent": "45",
        "due": "2029-12-31",
    }
    assert client.post("/en/readiness/SWE/targets/", form).status_code == 302
    [[_p, [row]]] = client.get("/en/readiness/SWE/").context["page"].sections
    assert (row.goal.percent, row.goal.own) == (45, True)
