import hashlib
import io
import json
from datetime import timedelta

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from django.core.management import CommandError, call_command
from joserfc import jwt
from joserfc.jwk import RSAKey
from PIL import Image

from certificates import badges, credential, keys, offline, paper, renewal, statuslist, tasks
from certificates.models import Certificate, Credential, SigningKey, StatusList


def verify_with_site(client, document) -> None:
    """As a stranger would: the key comes from the did:web document of the site."""
    did = client.get("/.well-known/did.json").json()
    methods = {method["id"]: method["publicKeyMultibase"] for method in did["verificationMethod"]}
    method = document["proof"][0]["verificationMethod"]
    assert method in did["assertionMethod"]
    credential.verify(document, credential.from_multikey(methods[method]))


def test_the_credential_is_signed_and_says_neither_name_nor_address_nor_score(client, signed, ann):
    verify_with_site(client, signed.document)
    text = json.dumps(signed.document)
    assert not any(word in text for word in ("Ann Lind", "ann@", str(ann.pseudonym)))
    subject = signed.document["credentialSubject"]
    identity = subject["identifier"][0]
    expected = hashlib.sha256((ann.email + identity["salt"]).encode()).hexdigest()
    assert identity["identityHash"] == f"sha256${expected}"
    assert "result" not in subject
    assert signed.document["validUntil"] == "2028-11-19T23:59:59Z"


def test_signing_twice_changes_nothing(signed, certificate, now):
    again = badges.sign(certificate=certificate, now=now + timedelta(days=1))
    assert (again.document, again.signed_at) == (signed.document, now)


def test_every_address_in_the_credential_answers(client, signed):
    document = signed.document
    achievement = document["credentialSubject"]["achievement"]
    tasks.publish_status_lists()
    for url in (
        document["id"],
        achievement["id"],
        achievement["image"]["id"],
        document["credentialStatus"]["statusListCredential"],
    ):
        assert client.get(url.removeprefix("http://testserver")).status_code == 200
    assert client.get(achievement["id"].removeprefix("http://testserver")).json() == achievement


def test_the_jwt_is_signed_with_the_key_it_names(client, signed):
    header = json.loads(_unbase64(signed.jwt.split(".")[0]))
    key = RSAKey.import_key(client.get(header["kid"].removeprefix("http://testserver")).json())
    claims = jwt.decode(signed.jwt, key, algorithms=["RS256"]).claims
    assert (claims["jti"], claims["iss"]) == (signed.document["id"], "did:web:testserver")
    assert "d" not in key.as_dict(private=False)


def _unbase64(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_status_list_says_what_the_database_says(client, signed, certificate, staff, now):
    def ended():
        tasks.publish_status_lists()
        document = json.loads(client.get("/credentials/status/1").content)
        verify_with_site(client, document)
        return statuslist.decode(document["credentialSubject"]["encodedList"])

    assert ended() == frozenset()
    new = renewal.reissue(certificate=certificate, holder_name="Ann Ek", by=staff, now=now)
    second = badges.sign(certificate=new, now=now)
    assert ended() == {signed.status_index}
    renewal.revoke(
        certificate=new, reason=Certificate.Reason.HOLDER_REQUEST, note="", by=staff, now=now
    )
    assert ended() == {signed.status_index, second.status_index}


def test_an_unchanged_status_list_is_signed_anew_only_when_it_grew_old(signed, now):
    first = badges.publish_list(number=1, now=now)
    assert badges.publish_list(number=1, now=now + timedelta(hours=1)).built_at == first.built_at
    later = now + timedelta(days=2)
    assert badges.publish_list(number=1, now=later).built_at == later
    assert StatusList.objects.count() == 1


def test_erasing_the_person_erases_the_signed_text(signed, certificate, ann, now):
    ann.delete()
    signed.refresh_from_db()
    assert (signed.document, signed.jwt) == (None, "")
    assert list(badges.unsigned()) == []
    Credential.objects.update(signed_at=None)
    erased = Certificate.objects.get()
    with pytest.raises(badges.Erased):
        badges.sign(certificate=erased, now=now)


def test_after_rotation_old_credentials_still_verify(client, signed, certificate, staff, now):
    call_command("credential_keys", "rotate", verbosity=0)
    verify_with_site(client, signed.document)
    new = renewal.reissue(certificate=certificate, holder_name="Ann Ek", by=staff, now=now)
    second = badges.sign(certificate=new, now=now)
    verify_with_site(client, second.document)
    methods = [row.document["proof"][0]["verificationMethod"] for row in (signed, second)]
    assert methods[0] != methods[1]


def test_keys_are_never_stored_in_clear(monkeypatch, db, now):
    known = Ed25519PrivateKey.generate()
    monkeypatch.setattr("certificates.keys.Ed25519PrivateKey.generate", lambda: known)
    row = keys.rotate(algorithm=keys.Algorithm.ED25519, now=now)
    assert known.private_bytes_raw().hex() not in row.secret
    assert keys.private_ed25519(row).private_bytes_raw() == known.private_bytes_raw()


def test_a_changed_secret_is_said_and_rewrapping_repairs_it(
    signing_keys, settings, tmp_path, capsys
):
    old = tmp_path / "old"
    old.write_text(settings.CREDENTIAL_SECRET)
    settings.CREDENTIAL_SECRET = "another secret of more than thirty-two characters"
    with pytest.raises(keys.WrongSecret):
        keys.private_ed25519(keys.active(keys.Algorithm.ED25519))
    call_command("credential_keys", "rewrap", old=old)
    keys.private_ed25519(keys.active(keys.Algorithm.ED25519))
    assert "2 keys are now encrypted" in capsys.readouterr().out


def test_without_a_secret_no_key_is_made(settings, db):
    settings.CREDENTIAL_SECRET = ""
    with pytest.raises(CommandError, match="at least 32 random characters"):
        call_command("credential_keys", "create")
    assert SigningKey.objects.count() == 0


def test_the_list_of_keys_shows_public_parts_only(signing_keys, capsys):
    call_command("credential_keys", "list")
    shown = capsys.readouterr().out
    assert SigningKey.objects.get(algorithm="ed25519").public in shown
    assert not any(key.secret in shown for key in SigningKey.objects.all())


def test_without_a_key_nothing_is_signed_and_the_sweep_comes_back(
    certificate, request, django_capture_on_commit_callbacks
):
    tasks.sign_credential(certificate.pk)
    assert list(badges.unsigned()) == [certificate]
    request.getfixturevalue("signing_keys")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sign_missing()
    assert list(badges.unsigned()) == []


def test_she_downloads_every_form_and_nobody_else_does(client, signed, certificate, ann, bo):
    address = f"/en/certificates/{certificate.grouped_code}/badge."
    client.force_login(bo)
    assert [client.get(address + form).status_code for form in ("json", "png")] == [404, 404]
    client.force_login(ann)
    assert json.loads(client.get(address + "json").content) == signed.document
    assert client.get(address + "jwt").content.decode() == signed.jwt
    with Image.open(io.BytesIO(client.get(address + "png").content)) as picture:
        picture.load()
        assert json.loads(picture.text["openbadgecredential"]) == signed.document
    assert b"<openbadges:credential>" in client.get(address + "svg").content
    assert client.get(address + "exe").status_code == 404


def test_the_paper_carries_the_credential(signed, certificate):
    content = paper.draw(certificate=certificate)
    assert content == paper.draw(certificate=certificate)
    with pikepdf.open(io.BytesIO(content)) as document:
        attached = document.attachments["credential.json"].get_file().read_bytes()
    assert json.loads(attached) == signed.document


def test_lists_fill_up_to_half_and_bits_are_not_shared(signed, monkeypatch, bo, course, now):
    from certificates import issuing
    from tests.certificates.conftest import completed

    draws = iter([signed.status_index, signed.status_index, 7 if signed.status_index != 7 else 8])
    monkeypatch.setattr("certificates.badges.secrets.randbelow", lambda _length: next(draws))
    his = issuing.issue(completion=completed(bo, course, now), now=now)
    assert badges.sign(certificate=his, now=now).status_index in {7, 8}
    monkeypatch.setattr("certificates.statuslist.LENGTH", 4)
    assert (badges._next_list(0), badges._next_list(1)) == (1, 2)


def test_the_qr_code_carries_a_promise_that_the_published_facts_verify(
    client, signed, certificate, now
):
    badges.publish_list(number=1, now=now)
    facts = client.get("/c/facts.json").json()
    (key,) = (
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(one)) for one in facts["keys"].values()
    )
    promise = offline.verify(signed.offline, key)
    assert (promise.code, promise.valid_until) == (certificate.code, certificate.valid_until)
    assert facts["lists"].keys() == {"1"}
    assert paper.sheet(certificate).qr_url == f"{paper.check_url(certificate)}#{signed.offline}"


def test_the_offline_page_and_its_worker_are_served(client, db):
    assert client.get("/c/").status_code == 200
    worker = client.get("/c/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/static/js/certificates-offline.js" in worker.content.decode()
