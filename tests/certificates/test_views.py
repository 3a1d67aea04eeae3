from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import issuing, serial, views
from certificates.models import Certificate
from tests import factories
from tests.certificates.conftest import completed


def address(certificate) -> str:
    return f"/c/{certificate.grouped_code}"


def pdf_address(certificate) -> str:
    return f"/en/certificates/{certificate.grouped_code}/certificate.pdf"


def test_anybody_sees_status_title_version_and_dates_but_neither_name_nor_score(
    client, certificate
):
    page = client.get(address(certificate))
    text = page.content.decode()
    assert page.status_code == 200
    assert "This certificate is valid" in text
    assert "DNA basics" in text
    assert "19 November 2028" in text
    assert "Ann" not in text
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]


def test_the_code_may_be_written_in_small_letters_without_hyphens(client, certificate):
    assert client.get(f"/c/{certificate.code.lower()}").status_code == 200


def test_one_wrong_character_is_mistyped_and_a_well_formed_stranger_is_unknown(client, certificate):
    other = "0" if certificate.code[0] != "0" else "1"
    mistyped = client.get(f"/c/{other}{certificate.code[1:]}", follow=True)
    unknown = client.get(f"/c/{serial.draw()}", follow=True)
    assert (mistyped.status_code, unknown.status_code) == (404, 404)
    assert "This code is mistyped" in mistyped.content.decode()
    assert "There is no certificate with this code" in unknown.content.decode()


def test_a_typed_code_leads_to_the_answer(client, certificate):
    page = client.get("/en/certificates/check/", {"code": certificate.code.lower()})
    assert (page.status_code, page["Location"]) == (302, address(certificate))
    wrong = client.get("/en/certificates/check/", {"code": "ABC"})
    assert "This code is mistyped" in wrong.content.decode()


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(-1, "not valid yet"), (0, "is valid"), (729, "is valid"), (731, "has expired")],
)
def test_the_page_says_what_holds_on_the_day(client, certificate, now, monkeypatch, days, sentence):
    day = now.date() + timedelta(days=days)
    monkeypatch.setattr("certificates.views.timezone.localdate", lambda: day)
    assert sentence in client.get(address(certificate)).content.decode()


def test_a_revoked_certificate_says_why_and_is_not_printed(client, certificate, ann, now):
    Certificate.objects.update(
        revoked_at=now,
        ended_on=now.date(),
        revocation_reason=Certificate.Reason.ISSUED_IN_ERROR,
        revocation_note="The quiz key was wrong.",
    )
    text = client.get(address(certificate)).content.decode()
    assert "This certificate was revoked" in text
    assert "Issued in error" in text
    assert "The quiz key was wrong." in text
    client.force_login(ann)
    assert client.get(pdf_address(certificate)).status_code == 410


def test_a_replaced_certificate_points_to_the_newer_one(client, certificate, ann, course, now):
    course.title = "Second edition"
    course.save_revision().publish()
    newer = issuing.issue(completion=completed(ann, course, now), now=now)
    text = client.get(address(certificate)).content.decode()
    assert "This certificate was replaced" in text
    assert address(newer) in text


def test_a_name_is_compared_but_never_shown(client, certificate):
    right = client.post(address(certificate), {"name": "ann LIND"}).content.decode()
    wrong = client.post(address(certificate), {"name": "Bo Ek"}).content.decode()
    assert "The name fits" in right
    assert "does not fit" in wrong
    assert "Ann" not in wrong


def test_names_cannot_be_guessed_and_codes_cannot_be_walked(client, certificate):
    for _ in range(views.NAMES_PER_MINUTE):
        client.post(address(certificate), {"name": "Bo"})
    assert client.post(address(certificate), {"name": "Ann Lind"}).status_code == 429
    for _ in range(views.CHECKS_PER_MINUTE):
        client.get(f"/c/{serial.draw()}")
    assert client.get(address(certificate)).status_code == 429


def test_her_pdf_is_hers_alone(client, certificate, ann, bo, tom, fay):
    assert client.get(pdf_address(certificate)).status_code == 302
    for stranger in (bo, tom, fay):
        client.force_login(stranger)
        assert client.get(pdf_address(certificate)).status_code == 404
        assert "DNA basics" not in client.get("/en/certificates/").content.decode()
    client.force_login(ann)
    page = client.get(pdf_address(certificate))
    assert (page.status_code, page["Content-Type"]) == (200, "application/pdf")
    assert page.content == client.get(pdf_address(certificate)).content


def test_a_name_that_cannot_be_printed_is_noted_for_staff(client, certificate, ann):
    Certificate.objects.update(holder_name="Ann \U00013000")
    client.force_login(ann)
    assert client.get(pdf_address(certificate)).content.startswith(b"%PDF")
    certificate.refresh_from_db()
    assert "could not be displayed" in certificate.print_problem


def test_my_certificates_take_as_many_queries_for_one_as_for_three(
    client, certificate, ann, catalogue, now
):
    client.force_login(ann)
    client.get("/en/certificates/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/certificates/")
    for key in ("second", "third"):
        other = factories.course(catalogue, key=key, lessons=1)
        issuing.issue(completion=completed(ann, other, now), now=now)
    with CaptureQueriesContext(connection) as three:
        text = client.get("/en/certificates/").content.decode()
    assert text.count("certificate.pdf") == 3
    assert len(three) == len(one)


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_pages_and_papers_exist_in_every_language(client, certificate, ann, language):
    Certificate.objects.update(language=language)
    client.force_login(ann)
    assert client.get(f"/{language}/certificates/").status_code == 200
    assert client.get(f"/{language}/certificates/check/").status_code == 200
    assert client.get(pdf_address(certificate)).content.startswith(b"%PDF")


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_whatever_is_asked_gets_a_page(client, certificate, monkeypatch, text):
    monkeypatch.setattr(views, "CHECKS_PER_MINUTE", 10**9)
    assert client.get("/en/certificates/check/", {"code": text}).status_code in {200, 302, 404}
    assert client.post(address(certificate), {"name": text}).status_code in {200, 429}
