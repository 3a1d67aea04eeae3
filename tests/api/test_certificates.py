import json

import pytest
from django.utils import timezone

from certificates import issuing, renewal, serial
from certificates.checking import Finding
from certificates.models import Certificate
from tests.certificates.conftest import completed

CHECK = "/api/v1/certificates/check"


@pytest.fixture
def certificate(ann, course):
    moment = timezone.now()
    return issuing.issue(completion=completed(ann, course, moment), now=moment)


def ask(client, **shown):
    return client.post(CHECK, shown, content_type="application/json")


def test_a_code_is_answered_in_the_words_of_the_check_page(client, certificate):
    answer = client.get(f"/api/v1/certificates/{certificate.grouped_code}")
    body = answer.json()
    page = client.get(f"/c/{certificate.grouped_code}").content.decode()
    assert (answer.status_code, body["status"]) == (200, "valid")
    assert body["sentence"] in page
    assert body["certificate"]["title"] == "DNA basics"
    assert body["certificate"]["valid_until"] == str(certificate.valid_until)
    assert answer["Cache-Control"] == "no-store"
    for never in ("Ann", "ann@", "2221", "SWE", "score", "pass_mark"):
        assert never not in answer.content.decode()


def test_the_sentence_comes_in_the_language_asked_for(client, certificate):
    address = f"/api/v1/certificates/{certificate.code}"
    german = client.get(address, headers={"accept-language": "de"}).json()["sentence"]
    assert german != client.get(address).json()["sentence"]


def test_unknown_and_mistyped_are_told_apart(client, certificate):
    other = "0" if certificate.code[0] != "0" else "1"
    unknown = client.get(f"/api/v1/certificates/{serial.draw()}")
    mistyped = client.get(f"/api/v1/certificates/{other}{certificate.code[1:]}")
    assert (unknown.status_code, unknown.json()["status"]) == (404, "unknown")
    assert (mistyped.status_code, mistyped.json()["status"]) == (404, "mistyped")
    assert mistyped.json()["certificate"] is None


def test_revoked_comes_with_its_public_reason_and_replaced_with_the_newer_code(
    client, certificate, staff
):
    moment = timezone.now()
    newer = renewal.reissue(certificate=certificate, holder_name="Ann Ek", by=staff, now=moment)
    replaced = ask(client, code=certificate.code).json()
    assert replaced["status"] == "superseded"
    assert replaced["certificate"]["replaced_by"] == newer.grouped_code
    reason = Certificate.Reason.ISSUED_IN_ERROR
    renewal.revoke(
        certificate=newer, reason=reason, note="The key was wrong.", by=staff, now=moment
    )
    revoked = ask(client, code=newer.code).json()
    assert revoked["status"] == "revoked"
    assert revoked["certificate"]["revocation_reason"] == "issued_in_error"
    assert revoked["certificate"]["revocation_text"] == "Issued in error"
    assert revoked["certificate"]["public_note"] == "The key was wrong."


def test_all_four_forms_are_accepted_one_at_a_time(client, signed):
    address = f"http://testserver/c/{signed.certificate.grouped_code}#{signed.offline}"
    for shown in (
        {"code": signed.certificate.code},
        {"credential": signed.document},
        {"jwt": signed.jwt},
        {"offline": signed.offline},
        {"offline": address},
    ):
        assert ask(client, **shown).json()["status"] == "valid"
    assert ask(client, code="x", jwt="y").status_code == 422
    assert ask(client).status_code == 422


def test_forged_and_foreign_tell_nothing_of_the_certificate_they_name(client, signed):
    forged = ask(client, credential=signed.document | {"name": "Another"}).json()
    assert (forged["status"], forged["certificate"]) == ("forged", None)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"code": 7}', b'{"credential": []}', b"\xff\xfe", b"[" * 99_999,
     b'{"code": "' + b"x" * 70_000 + b'"}', b'{"credential": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_said_to_be_so(client, db, body):
    answer = client.post(CHECK, body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert json.loads(answer.content)["detail"]


def test_questions_are_counted_together_with_the_check_page(client, certificate, monkeypatch):
    monkeypatch.setattr("certificates.views.CHECKS_PER_MINUTE", 3)
    for _ in range(3):
        client.get(f"/c/{certificate.code}")
    assert ask(client, code=certificate.code).status_code == 429
    assert client.get(f"/api/v1/certificates/{certificate.code}").status_code == 429


def test_the_contract_describes_every_status(client, db):
    contract = client.get("/api/v1/openapi.json").json()
    assert set(contract["paths"]) >= {CHECK, "/api/v1/certificates/{code}"}
    statuses = contract["components"]["schemas"]["Check"]["properties"]["status"]["enum"]
    assert set(statuses) == set(Finding.values)
