"""A focal point's day, as a new user would try it: correct, assess, see what is missing, plan, print. And who may not."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from readiness import spells
from readiness.models import Action, Assessment, NeedsAnswer, Target, Workforce
from tests import factories
from tests.readiness.conftest import certify, workforce

SWEDEN = "/en/readiness/SWE/"
CSV = b"group,year,value,basis,source\nnursing_midwifery,2025,118000,practising,National register\n"
DOMAIN = [f"V.{n}" for n in range(1, 8)]


@pytest.fixture
def open_programme(course, programme):
    workforce("SWE", "nursing_midwifery", 121_553, year=2021, method="derived")
    for n in range(7):
        person = factories.person(f"n{n}", "N", "SWE", "2221")
        certify(person, course, timezone.now().date())
    spells.catch_up(now=timezone.now())


def hidden(page, name):
    """What a hidden field of the page holds, as a browser would send it."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.content.decode())
    return found.group(1)


def assess(client, code, **evidence):
    url = f"{SWEDEN}maturity/{code}/"
    round_day = hidden(client.get(url), "round_day")
    return client.post(url, {"level": "2", "comment": "", "round_day": round_day, **evidence})


def test_a_focal_point_does_her_day_s_work(client, fay, open_programme):
    client.force_login(fay)
    # she corrects the denominator: a plan first, then agreement
    plan = client.post(SWEDEN + "workforce/", {"file": SimpleUploadedFile("w.csv", CSV)})
    assert "118,000" in plan.content.decode()
    text = plan.context["page"].text
    assert client.post(SWEDEN + "workforce/", {"agreed": "on", "text": text}).status_code == 302
    [[_programme, [row]]] = client.get(SWEDEN).context["page"].sections
    assert (row.workforce.value, row.workforce.year, row.workforce.method) == (
        118_000,
        2025,
        "register",
    )
    # she assesses the whole workforce domain with evidence: link, file and dated document
    report = SimpleUploadedFile("report.pdf", b"%PDF-1.7 report")
    assert assess(client, "V.1", evidence_file=report).status_code == 302
    dated = {"evidence_date": "2026-03-01", "comment": "Decree 14"}
    assert assess(client, "V.2", **dated).status_code == 302
    for code in DOMAIN[2:]:
        assert assess(client, code, evidence_url="https://example.org/report").status_code == 302
    assert Assessment.objects.filter(country="SWE", level=2).count() == 7
    # she sees what is missing
    profile = client.get(SWEDEN + "maturity/?level=4")
    missing = profile.context["page"]
    assert missing.missing[0].startswith("Doctors: a share that can be shown")
    assert [step.indicator.id for step in missing.steps] == [c for c in DOMAIN if c != "V.6"]
    assert "Level 4: Teaching reaches nearly all schools" in profile.content.decode()
    # she writes two actions
    for title in ("Train two trainers per region", "Translate GEN-101"):
        action = {"indicator": "V.6", "title": title, "owner": "Ministry", "due": "2027-06-30"}
        answer = client.post(SWEDEN + "plan/", {**action, "status": "planned"})
        assert answer.status_code == 302
    # she prints the brief
    brief = client.get(SWEDEN + "brief/").content.decode()
    for words in ("118,000 (2025)", "Translate GEN-101", "V.1 Medical degrees teach genomics"):
        assert words in brief


def attempts(client):
    """Everything she could try for another country: pages, forms and files."""
    page = client.post
    yield page(SWEDEN + "workforce/", {"file": SimpleUploadedFile("w.csv", CSV)})
    yield page(SWEDEN + "workforce/", {"agreed": "on", "text": CSV.decode()})
    yield page(SWEDEN + "targets/", {"group": "physicians", "percent": "40", "due": "2029-12-31"})
    for code in DOMAIN:
        yield page(f"{SWEDEN}maturity/{code}/", {"level": "1", "round_day": "2026-12-31"})
    yield page(SWEDEN + "plan/", {"indicator": "V.6", "title": "T", "owner": "O"})
    yield page(SWEDEN + "needs/", {"place_1": "law", "round_day": "2026-12-31"})
    for part in ("maturity/", "plan/", "workforce/", "targets/", "needs/", "cascade/"):
        yield client.get(SWEDEN + part)


@pytest.mark.parametrize("who", ["gwen", "ann"])
def test_nobody_else_can_do_any_of_it(client, request, fay, open_programme, who):
    client.force_login(fay)
    assess(client, "V.1", evidence_file=SimpleUploadedFile("r.pdf", b"%PDF-1.7 r"))
    evidence = f"{SWEDEN}assessments/{Assessment.objects.get().pk}/evidence/"
    kept = [model.objects.count() for model in (Workforce, Target, Assessment, Action)]
    client.force_login(request.getfixturevalue(who))
    assert {answer.status_code for answer in attempts(client)} == {403}
    assert client.get(evidence).status_code == 404
    assert kept == [model.objects.count() for model in (Workforce, Target, Assessment, Action)]
    assert not NeedsAnswer.objects.exists()
    # files, brief and API tell her what they tell the public
    for url in ("figures.csv", "indicators.csv"):
        assert ",exact," not in client.get(SWEDEN + url).content.decode()
    assert client.get(SWEDEN + "brief/").context["page"].actions == []
    [figure] = client.get("/api/v1/readiness/countries/SWE").json()["figures"]
    assert (figure["people"], figure["disclosure"]) == (5, "rounded")
    assert client.post("/api/v1/readiness/countries/SWE").status_code == 405


def test_the_brief_fits_two_sheets_however_many_programmes_there_are(
    client, fay, course, catalogue
):
    for n in range(20):
        factories.programme(catalogue, course, key=f"p{n}")
    for n in range(12):
        Action.objects.create(
            country="SWE",
            indicator="V.6",
            title=f"Action {n}",
            owner="Ministry",
            due=datetime(2027, 1, 1, tzinfo=UTC).date(),
            status="done" if n < 2 else "planned",
            changed_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    client.force_login(fay)
    page = client.get(SWEDEN + "brief/").context["page"]
    assert (sum(len(rows) for _p, rows in page.sections), page.more) == (14, 6)
    assert [action.title for action in page.actions] == [f"Action {n}" for n in range(2, 10)]
