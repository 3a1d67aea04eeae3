"""The check page in Chromium with the network off: codes from pictures and through a camera, genuine and spoilt."""

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from certificates import keys, offline
from certificates.models import SigningKey
from tests.browser.eyes import chromium
from tests.certificates.test_fuzz import spoilt
from tests.credentials import collect, without_network

MANY = 10_000
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium"),
]


@pytest.fixture
def promises(restored, transactional_db, settings, monkeypatch, rsa_key):
    """What the QR codes of a valid, an expired, a revoked and a replaced certificate carry."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop
    monkeypatch.setattr("certificates.keys.generate_private_key", lambda **_size: rsa_key)
    connection.close()
    restored()
    call_command("credential_keys", "create", verbosity=0)
    return {name: row["offline"] for name, row in collect.issue().items()}


def test_codes_in_pictures_are_judged_without_a_network(live_server, promises):
    assert without_network.judge(live_server.url, promises) == without_network.EXPECTED


@pytest.mark.parametrize("name", ["valid", "expired", "revoked", "forged"])
def test_codes_before_the_camera_are_judged_without_a_network(live_server, promises, name):
    text = without_network.spoilt_too(live_server.url, promises)[name]
    verdict = without_network.judge_by_camera(live_server.url, text)
    assert verdict == without_network.EXPECTED[name]


JUDGE_ALL = """async texts => {
  const facts = await (await fetch('/c/facts.json')).json();
  const states = {};
  for (const text of texts) {
    const {state} = await judge(text, facts);
    states[state] = (states[state] ?? 0) + 1;
  }
  return states;
}"""


def test_the_reader_takes_none_of_ten_thousand_spoilt_codes(live_server, browser, promises):
    chance = random.Random(6)
    genuine = list(promises.values())
    stale = _signed_after_retirement(promises["valid"])
    texts = [f"/c/#{stale}"]
    while len(texts) < MANY:
        payload = spoilt(chance.choice(genuine), chance).encode(errors="replace").decode()
        if payload not in genuine:
            texts.append(f"/c/#{payload}")
    page = browser.new_page()
    page.goto(f"{live_server.url}/c/")
    states = page.evaluate(JUDGE_ALL, texts)
    assert sum(states.values()) == MANY
    assert set(states) <= {"forged", "stranger", "unsigned"}


def _signed_after_retirement(payload: str) -> str:
    """By a key that was stolen after it had been given up: it promises from a day on which it was retired."""
    stolen = SigningKey.objects.get(algorithm="ed25519")
    private = keys.private_ed25519(stolen)
    SigningKey.objects.filter(pk=stolen.pk).update(retired_at=timezone.now() - timedelta(days=1))
    keys.rotate(algorithm=keys.Algorithm.ED25519, now=datetime.now(UTC))
    _key, promise = offline.claim(payload)
    today = timezone.now().date() + timedelta(days=1)
    return offline.sign(offline.Promise(**promise.__dict__ | {"valid_from": today}), private)
