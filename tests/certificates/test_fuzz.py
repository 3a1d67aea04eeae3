"""Ten thousand spoilt things at each door: never an exception, never an acceptance."""

import json
import random
import string

import pytest

from certificates import badges, checking, issuing, offline, proving, renewal, serial
from certificates.credential import from_multikey
from certificates.models import Certificate, SigningKey
from tests import factories
from tests.certificates.conftest import completed

MANY = 10_000  # at each door
ODD = "\0\x1b\u202e\u200b\u0301\ufeffÄЖض測😀\ud800'\"<>&%#{}[]\\/.-_~+= \n\t" + string.printable


@pytest.fixture
def held(course, signing_keys, now, staff):
    """Signed: one valid, one revoked, one replaced."""
    rows = []
    for name in ("a", "b", "c"):
        person = factories.person(name, f"{name.upper()} Lind", "SWE", "2221")
        certificate = issuing.issue(completion=completed(person, course, now), now=now)
        rows.append(badges.sign(certificate=certificate, now=now))
    reason = Certificate.Reason.ISSUED_IN_ERROR
    renewal.revoke(certificate=rows[1].certificate, reason=reason, note="", by=staff, now=now)
    renewal.reissue(certificate=rows[2].certificate, holder_name="New", by=staff, now=now)
    return rows


def spoilt(text: str, chance: random.Random) -> str:
    """One to three changes: a character replaced, taken out, put in, moved; a part cut off, doubled, or of another kind."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text)) if text else 0
        to = chance.randrange(len(text)) if text else 0
        text = chance.choice(
            (
                lambda t, a, b: t[:a] + chance.choice(ODD) + t[a + 1 :],
                lambda t, a, b: t[:a] + chance.choice(string.ascii_letters + "0123456789-_") + t[a + 1 :],
                lambda t, a, b: t[:a] + t[a + 1 :],
                lambda t, a, b: t[:a] + chance.choice(ODD) + t[a:],
                lambda t, a, b: t[:a],
                lambda t, a, b: t[a:],
                lambda t, a, b: t[:a] + t[b:],
                lambda t, a, b: t + t[a:],
                lambda t, a, b: t[::-1],
            )
        )(text, at, to)  # fmt: skip
    return text


def spoilt_json(document: dict, others: list[dict], chance: random.Random) -> dict:
    """One node removed, retyped, renamed, rewritten, or taken from another credential."""
    document = json.loads(json.dumps(document))
    node, path = document, []
    while isinstance(node, dict | list) and node and (not path or chance.random() < 0.75):
        name = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        path.append((node, name))
        node = node[name]
    parent, name = path[-1]
    kind = chance.randrange(5)
    if kind == 0:
        del parent[name]
    elif kind == 1:
        values = (
            None,
            0,
            -1,
            1e308,
            True,
            False,
            "",
            [],
            {},
            [[]],
            [None],
            {"@id": "_:b"},
            "x" * 999,
        )
        parent[name] = chance.choice(values)  # fmt: skip
    elif kind == 2 and isinstance(parent, dict):
        parent[spoilt(name, chance)] = parent.pop(name)
    elif kind == 3 and isinstance(node, str):
        parent[name] = spoilt(node, chance)
    else:
        whole = chance.choice(others)
        part = chance.choice(list(document))
        document[part] = whole.get(part)
    return document


def test_the_check_page_takes_no_spoilt_code(held, now):
    chance = random.Random(1)
    genuine = {row.certificate.code: row.certificate.pk for row in held}
    codes = [spoilt(chance.choice([row.certificate.grouped_code, serial.draw()]), chance)
             for row in chance.choices(held, k=MANY)]  # fmt: skip
    for code, answer in zip(codes, checking.by_codes(codes, day=now.date()), strict=True):
        if answer.certificate is None:
            continue
        # only another spelling of the same code: blanks, hyphens, O for 0
        assert genuine[serial.parse(code)] == answer.certificate.pk


def test_the_verifier_takes_no_spoilt_credential(held, now):
    chance = random.Random(2)
    documents = [row.document for row in held]
    prints = {proving.print_of(document) for document in documents}
    for number in range(MANY):
        document = spoilt_json(documents[number % 3], documents, chance)
        if checking.by_credential(document, now=now).certificate:
            assert proving.print_of(document) in prints  # a part of itself: nothing was changed


def test_the_verifier_takes_no_spoilt_text(held, now):
    chance = random.Random(3)
    genuine = [text for row in held for text in (row.jwt, json.dumps(row.document), row.offline)]
    for number in range(MANY):
        text = spoilt(genuine[number % len(genuine)], chance)
        if text.strip() in genuine or _reads_the_same(text, held):
            continue
        assert checking.by_text(text, now=now).certificate is None


def test_the_reader_of_qr_codes_takes_no_spoilt_payload(held, now):
    chance = random.Random(4)
    keys = [from_multikey(key.public) for key in SigningKey.objects.filter(algorithm="ed25519")]
    payloads = [row.offline for row in held]
    for number in range(MANY):
        payload = spoilt(payloads[number % 3], chance)
        if payload.strip() in ("", *payloads):
            continue
        address = f"http://testserver/c/{held[0].certificate.grouped_code}#{payload}"
        assert checking.by_text(address, now=now).certificate is None
        for key in keys:
            with pytest.raises(offline.Unreadable):
                offline.verify(payload, key)


def test_pages_and_api_answer_whatever_is_asked(client, held, monkeypatch):
    monkeypatch.setattr("certificates.views.CHECKS_PER_MINUTE", 10**9)
    chance = random.Random(5)
    for number in range(300):
        row = held[number % 3]
        code = spoilt(row.certificate.grouped_code, chance).encode(errors="replace").decode()
        seen = {
            client.get("/en/certificates/check/", {"code": code}).status_code,
            client.get(f"/c/{code}").status_code,
            client.get(f"/api/v1/certificates/{code}").status_code,
        }
        shown = (
            {"credential": spoilt_json(row.document, [held[0].document], chance)}
            if number % 2
            else {"jwt": spoilt(row.jwt, chance)}
        )
        answer = client.post(
            "/api/v1/certificates/check", json.dumps(shown), content_type="application/json"
        )
        assert seen <= {200, 301, 302, 404}
        assert answer.status_code in {200, 422}
        if answer.json().get("certificate"):
            assert shown in ({"credential": row.document}, {"jwt": row.jwt})


def _reads_the_same(text: str, held) -> bool:
    """JSON with other blanks."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return any(read == row.document for row in held)
