import base64
import copy
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from certificates import badges, checking, credential, issuing, keys, offline, renewal, serial
from certificates.checking import Finding
from certificates.models import Certificate, SigningKey
from tests.certificates.conftest import completed


def forms(row) -> dict[str, object]:
    return {
        "code": row.certificate.grouped_code,
        "address": f"http://testserver/c/{row.certificate.grouped_code}#{row.offline}",
        "credential": json.dumps(row.document),
        "jwt": row.jwt,
        "offline": row.offline,
    }


def found(shown, now) -> Finding:
    return checking.by_text(shown, now=now).finding


@pytest.mark.parametrize("form", ["code", "address", "credential", "jwt", "offline"])
def test_every_form_says_what_became_of_the_certificate(signed, now, staff, form):
    shown = forms(signed)[form]
    assert found(shown, now) == Finding.VALID
    assert found(shown, now - timedelta(days=1)) == Finding.NOT_YET
    assert found(shown, now + timedelta(days=1000)) == Finding.EXPIRED
    renewal.reissue(certificate=signed.certificate, holder_name="Ann Ek", by=staff, now=now)
    answer = checking.by_text(shown, now=now)
    assert answer.finding == Finding.SUPERSEDED
    assert answer.certificate.replaced_by.holder_name == "Ann Ek"


@pytest.mark.parametrize("form", ["code", "address", "credential", "jwt", "offline"])
def test_revoked_is_said_with_the_reason_also_when_the_holder_is_gone(
    signed, now, staff, ann, form
):
    shown = forms(signed)[form]
    reason = Certificate.Reason.NOT_OWN_WORK
    renewal.revoke(certificate=signed.certificate, reason=reason, note="x", by=staff, now=now)
    ann.delete()
    answer = checking.by_text(shown, now=now)
    assert (answer.finding, answer.certificate.revocation_reason) == (Finding.REVOKED, reason)


def test_keys_that_were_retired_keep_proving_what_they_signed(signed, now):
    call_command("credential_keys", "rotate", verbosity=0)
    assert {found(shown, now) for shown in forms(signed).values()} == {Finding.VALID}


def test_blanks_order_and_lists_of_one_do_not_matter(signed, now):
    document = dict(reversed(signed.document.items()))
    document["proof"] = document["proof"][0]
    assert found(json.dumps(document, indent=8), now) == Finding.VALID


def altered(document, change) -> str:
    copied = copy.deepcopy(document)
    change(copied)
    return json.dumps(copied)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(name="Another course"),
        lambda d: d.update(validUntil="2099-01-01T00:00:00Z"),
        lambda d: d.update(favouriteColour="green"),
        lambda d: d["proof"][0].update(created="2020-01-01T00:00:00Z"),
        lambda d: d["proof"][0].update(proofValue=d["proof"][0]["proofValue"][:-1]),
        lambda d: d["proof"].append(d["proof"][0]),
        lambda d: d.update(proof=[]),
        lambda d: d.pop("credentialStatus"),
        lambda d: d.update(id="http://testserver/c/"),
        lambda d: d.update(id=d["id"] + "?x"),
    ],
)
def test_an_altered_credential_is_forged(signed, now, change):
    assert found(altered(signed.document, change), now) == Finding.FORGED


def test_one_from_another_site_is_foreign(signed, now):
    elsewhere = json.dumps(signed.document).replace("did:web:testserver", "did:web:other.example")
    address = forms(signed)["address"].replace("testserver", "other.example")
    stranger = base64.urlsafe_b64decode(signed.offline + "==")
    stranger = base64.urlsafe_b64encode(stranger[:1] + b"\0\0\0\0" + stranger[5:]).decode()
    secret = OctKey.import_key("a secret that is long enough for it")
    token = jwt.encode({"alg": "HS256"}, {"iss": "did:web:other.example"}, secret)
    for shown in (elsewhere, address, stranger.rstrip("="), f"{token}{'A' * 60}"):
        assert found(shown, now) == Finding.FOREIGN


def test_what_another_key_signs_is_forged(signed, now):
    key = Ed25519PrivateKey.generate()
    unsigned = {name: part for name, part in signed.document.items() if name != "proof"}
    method = signed.document["proof"][0]["verificationMethod"]
    other = credential.sign(unsigned, key, method, "2026-11-20T10:00:00Z")
    assert found(json.dumps(other), now) == Finding.FORGED


def test_a_stolen_key_that_was_retired_signs_nothing_new_even_back_dated(signed, now):
    stolen = keys.private_ed25519(SigningKey.objects.get(algorithm="ed25519"))
    call_command("credential_keys", "rotate", verbosity=0)
    unsigned = {name: part for name, part in signed.document.items() if name != "proof"}
    unsigned["validUntil"] = "2099-01-01T00:00:00Z"
    method = signed.document["proof"][0]["verificationMethod"]
    for created in ("2026-11-20T10:00:00Z", "2099-01-01T00:00:00Z"):
        forged = credential.sign(unsigned, stolen, method, created)
        assert found(json.dumps(forged), now) == Finding.FORGED
    _key, promise = offline.claim(signed.offline)
    longer = offline.sign(
        offline.Promise(
            **{**promise.__dict__, "valid_until": promise.valid_until + timedelta(days=999)}
        ),
        stolen,
    )
    assert found(longer, now) == Finding.FORGED


def test_a_token_is_not_taken_unsigned_or_under_another_algorithm(signed, now):
    header, claims, signature = signed.jwt.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    own = jwt.encode(
        {"alg": "RS256"}, json.loads(base64.urlsafe_b64decode(claims + "==")), RSAKey.generate_key()
    )
    for shown in (f"{none}.{claims}.", f"{none}.{claims}.{signature}", f"{header}.{claims}.", own):
        assert found(shown, now) == Finding.FORGED


def test_a_signed_part_is_not_taken_under_the_code_of_another(signed, now, bo, course):
    second = issuing.issue(completion=completed(bo, course, now), now=now)
    shown = f"http://testserver/c/{second.grouped_code}#{signed.offline}"
    assert found(shown, now) == Finding.FORGED


def test_a_signed_status_list_is_no_certificate(signed, now):
    published = badges.publish_list(number=1, now=now)
    assert found(json.dumps(published.document), now) == Finding.FORGED


def test_a_code_of_nobody_is_unknown_and_a_slip_is_mistyped(certificate, now):
    other = "0" if certificate.code[0] != "0" else "1"
    assert found(serial.draw(), now) == Finding.UNKNOWN
    assert found(other + certificate.code[1:], now) == Finding.MISTYPED
    assert found("", now) == Finding.MISTYPED


@pytest.mark.parametrize(
    "shown", ["{", '{"a": 1}', "[]" * 99, "{" + "[" * 50_000, "x" * 70_000, '{"proof": {}}']
)
def test_what_is_none_of_these_is_said_to_be_unreadable_or_foreign(db, now, shown):
    assert found(shown, now) in {Finding.UNREADABLE, Finding.FOREIGN, Finding.MISTYPED}


def test_many_codes_take_one_query(certificate, now, django_assert_num_queries):
    codes = [certificate.code, serial.draw(), "x"] * 100
    with django_assert_num_queries(1):
        answers = list(checking.by_codes(codes, day=now.date()))
    assert [one.finding for one in answers[:3]] == ["valid", "unknown", "mistyped"]
    assert len(answers) == 300
