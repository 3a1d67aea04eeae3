from dataclasses import replace
from datetime import date

import pytest
import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import offline, serial

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PROMISE = offline.Promise(
    code=serial.draw(),
    valid_from=date(2026, 11, 20),
    valid_until=date(2028, 11, 19),
    status_list=1,
    status_index=131_071,
    version=3,
    name_print=offline.name_print("X", "Ann Lind"),
    subject_code="gen-101",
    title="Genomics essentials for every clinician",
)


@pytest.mark.parametrize("title", ["DNA", "Геномика для каждого клинициста", ""])
def test_what_is_signed_is_read_back(title):
    promise = replace(PROMISE, title=title)
    assert offline.verify(offline.sign(promise, KEY), KEY.public_key()) == promise


def test_a_long_title_is_cut_between_characters():
    read = offline.verify(offline.sign(replace(PROMISE, title="Ж" * 99), KEY), KEY.public_key())
    assert read.title == "Ж" * 40


def test_the_longest_fits_a_qr_code_of_version_25_at_level_m():
    promise = replace(PROMISE, subject_code="x" * 80, title="Ж" * 99)
    url = (
        f"https://learning.genomics.example.org/c/XXXX-XXXX-XXXX-XXXX#{offline.sign(promise, KEY)}"
    )
    assert int(segno.make(url, error="m", micro=False, boost_error=False).version) <= 25


@settings(max_examples=300)
@given(at=st.integers(0, 10_000), to=st.integers(0, 63))
def test_one_changed_character_is_refused(at, to):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = offline.sign(PROMISE, KEY)
    at %= len(text)
    if text[at] == alphabet[to]:
        return
    with pytest.raises(offline.Unreadable):
        offline.verify(text[:at] + alphabet[to] + text[at + 1 :], KEY.public_key())


@settings(max_examples=500)
@given(st.text(max_size=400))
def test_whatever_is_scanned_is_refused(text):
    with pytest.raises(offline.Unreadable):
        offline.verify(text, KEY.public_key())


def test_another_key_is_refused():
    with pytest.raises(offline.Unreadable):
        offline.verify(offline.sign(PROMISE, KEY), Ed25519PrivateKey.generate().public_key())


def test_name_prints_ignore_case_and_depend_on_the_certificate():
    assert offline.name_print("A", "Ann  LIND") == offline.name_print("A", "ann lind")
    assert offline.name_print("A", "Ann Lind") != offline.name_print("B", "Ann Lind")
