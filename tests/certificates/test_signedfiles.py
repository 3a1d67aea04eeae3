import csv
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certificates import jsonproof, renewal, serial, signedfiles, tasks
from certificates.credential import Refused, from_multikey
from certificates.models import Certificate, SignedFile, SigningKey

MANY = "/en/certificates/check/many/"
CHECK = "/api/v1/certificates/signed-file"


def send(client, raw: bytes):
    return client.post(MANY, {"file": SimpleUploadedFile("codes.csv", raw)})


@pytest.fixture
def asked(client, fay, signing_keys, certificate, staff, django_capture_on_commit_callbacks):
    """Fay asks about a valid code, one of nobody, and a mistyped one; the worker signs."""
    client.force_login(fay)
    lines = [
        certificate.grouped_code,
        "=1+1",
        serial.draw(),
        f"http://testserver/c/{certificate.code}",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        page = send(client, "\n".join(lines).encode())
    assert page.status_code == 302
    return page["Location"]


def rows_of(client, address) -> list[dict]:
    text = client.get(f"{address}file.csv").content.decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_list_of_codes_becomes_a_table_and_a_signature_that_fits_it(client, asked):
    assert "Table (CSV)" in client.get(asked).content.decode()
    rows = rows_of(client, asked)
    assert [row["status"] for row in rows] == ["valid", "mistyped", "unknown", "valid"]
    assert rows[0]["title"] == "DNA basics"
    assert rows[1]["asked"] == "'=1+1"
    document = client.get(f"{asked}file.json").json()
    table = client.get(f"{asked}file.csv").content
    assert document["table"]["sha256"] == hashlib.sha256(table).hexdigest()
    assert document["found"] == {"mistyped": 1, "unknown": 1, "valid": 2}
    key = SigningKey.objects.get(algorithm="ed25519")
    jsonproof.verify(document, from_multikey(key.public))


def test_neither_names_nor_scores_are_in_it(client, asked):
    for part in ("csv", "json"):
        text = client.get(f"{asked}file.{part}").content.decode()
        assert not any(word in text for word in ("Ann", "ann@", "2221", "SWE"))


def test_revoked_and_replaced_come_with_their_reason_and_successor(
    client, fay, signing_keys, certificate, staff, now
):
    newer = renewal.reissue(certificate=certificate, holder_name="Ann Ek", by=staff, now=now)
    reason = Certificate.Reason.HOLDER_REQUEST
    renewal.revoke(certificate=newer, reason=reason, note="Asked.", by=staff, now=now)
    row = signedfiles.ask(
        user=fay, kind=SignedFile.Kind.CHECK, question=[certificate.code, newer.code], now=now
    )
    signedfiles.make(pk=row.pk, now=now)
    row.refresh_from_db()
    first, second = csv.DictReader(io.StringIO(row.table))
    assert (first["status"], first["replaced_by"]) == ("superseded", newer.grouped_code)
    assert (second["status"], second["revocation_reason"]) == ("revoked", "holder_request")
    assert second["public_note"] == "Asked."


def test_nobody_else_gets_it(client, asked, tom, staff):
    client.logout()
    assert client.get(asked).status_code == 302
    for stranger in (tom, staff):
        client.force_login(stranger)
        for address in (asked, f"{asked}file.csv", f"{asked}file.json"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\n", "no codes"),
        (b"PK\x03\x04", "not a CSV file"),
        (b"A\n" * 5001, "more than 5000 codes"),
        (b"x" * 1_100_000, "larger than 1 MB"),
    ],
)
def test_a_bad_file_is_answered_by_a_sentence_and_nothing_is_kept(client, fay, raw, sentence):
    client.force_login(fay)
    page = send(client, raw)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not SignedFile.objects.exists()


def test_the_number_of_files_a_day_is_limited(client, fay, monkeypatch):
    monkeypatch.setattr(signedfiles, "PER_DAY", 1)
    client.force_login(fay)
    assert send(client, b"A").status_code == 302
    page = send(client, b"A")
    assert (page.status_code, SignedFile.objects.count()) == (422, 1)
    assert "many files today" in page.content.decode()


def test_without_a_key_it_waits_and_the_sweep_comes_back(
    client, fay, now, django_capture_on_commit_callbacks, request
):
    row = signedfiles.ask(user=fay, kind=SignedFile.Kind.CHECK, question=["x"], now=now)
    tasks.sign_file(row.pk)
    client.force_login(fay)
    assert "is being made" in client.get(f"/en/certificates/files/{row.key}/").content.decode()
    assert client.get(f"/en/certificates/files/{row.key}/file.csv").status_code == 404
    request.getfixturevalue("signing_keys")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sign_missing_files()
    row.refresh_from_db()
    assert row.signed_at


def test_made_twice_it_stays_what_it_was_and_after_a_week_it_is_gone(fay, signing_keys, now):
    row = signedfiles.ask(user=fay, kind=SignedFile.Kind.CHECK, question=["x"], now=now)
    signedfiles.make(pk=row.pk, now=now)
    signedfiles.make(pk=row.pk, now=now + timedelta(hours=1))
    row.refresh_from_db()
    assert row.signed_at == now
    signedfiles.forget(now=now + signedfiles.KEPT + timedelta(minutes=1))
    assert not SignedFile.objects.exists()


def test_the_api_tells_a_genuine_signed_file_from_a_changed_one(client, asked):
    document = client.get(f"{asked}file.json").json()

    def genuine(**changes):
        body = document | changes
        return client.post(CHECK, body, content_type="application/json").json()["genuine"]

    assert genuine()
    assert not genuine(asked=9)
    assert not genuine(extra=1.5)
    assert not genuine(issuer="did:web:other.example")
    assert not genuine(proof=document["proof"] | {"created": "2030-01-01T00:00:00Z"})
    assert not genuine(proof=None)


def test_a_key_signs_nothing_new_once_it_was_retired(fay, signing_keys):
    from certificates import badges, keys

    moment = timezone.now()
    stolen = SigningKey.objects.get(algorithm="ed25519")
    keys.rotate(algorithm=keys.Algorithm.ED25519, now=moment)
    facts = {"issuer": badges.issuer_did(), "madeAt": (moment + timedelta(days=1)).isoformat()}
    method = f"{badges.issuer_did()}#{stolen.public}"
    forged = jsonproof.sign(facts, keys.private_ed25519(stolen), method, "2026-01-01T00:00:00Z")
    assert not signedfiles.is_genuine(forged)


@pytest.mark.parametrize("change", [{"a": 1.0}, {"ключ": 1}, {"a": {"b": [0.5]}}])
def test_what_languages_write_differently_is_not_signed(change):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    with pytest.raises(TypeError):
        jsonproof.sign(change, key, "did:web:x#y", "2026-01-01T00:00:00Z")
    with pytest.raises(Refused):
        jsonproof.verify(
            change | {"proof": {"cryptosuite": "eddsa-jcs-2022", "proofValue": "z1"}},
            key.public_key(),
        )
