"""What a QR code carries beside the address, so that a paper can be checked without a network.

Layout, big-endian: version (1 byte, 1), key (4), serial (10: sixteen times five bits), first and last day of validity (2 each, days since
2020-01-01), status list (2), position on it (3), content version (2), fingerprint of the name (8), length and UTF-8 of the course code,
length and UTF-8 of the title (cut to 80 bytes); then 64 bytes of Ed25519 signature over PREFIX and all of that. Base64url without
padding, behind `#` in the address: a browser does not send that part to the server.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates import names, serial

PREFIX = b"certificate for offline checking, version 1\0"
EPOCH = date(2020, 1, 1)
_HEAD = struct.Struct(">B4s10sHHH3sH8s")
_SIGNATURE = 64
_LONGEST_TITLE = 80
_LONGEST = 700


class Unreadable(ValueError):
    """Not such a payload, or not signed by the key."""


@dataclass(frozen=True)
class Promise:
    code: str
    valid_from: date
    valid_until: date
    status_list: int
    status_index: int
    version: int
    name_print: bytes
    subject_code: str
    title: str


def sign(promise: Promise, key: Ed25519PrivateKey) -> str:
    body = _pack(promise, key_id(key.public_key()))
    return base64.urlsafe_b64encode(body + key.sign(PREFIX + body)).decode().rstrip("=")


def verify(text: str, key: Ed25519PublicKey) -> Promise:
    """Raises Unreadable."""
    body, signature = _split(text)
    try:
        key.verify(signature, PREFIX + body)
    except InvalidSignature as problem:
        raise Unreadable from problem
    return _unpack(body)


def claim(text: str) -> tuple[bytes, Promise]:
    """What a payload says of itself, the id of its key first; nothing is proven yet. Raises Unreadable."""
    body, _signature = _split(text)
    return body[1:5], _unpack(body)


def key_id(key: Ed25519PublicKey) -> bytes:
    """Tells a reader which of the published keys to try."""
    return hashlib.sha256(key.public_bytes_raw()).digest()[:4]


def name_print(code: str, name: str) -> bytes:
    """Binds the paper to its holder: who has the paper, and so the name, can compare; the rest cannot read it."""
    return hashlib.sha256(f"{code}{names.comparable(name)}".encode()).digest()[:8]


def _pack(promise: Promise, key: bytes) -> bytes:
    head = _HEAD.pack(
        1,
        key,
        _number(promise.code).to_bytes(10, "big"),
        (promise.valid_from - EPOCH).days,
        (promise.valid_until - EPOCH).days,
        promise.status_list,
        promise.status_index.to_bytes(3, "big"),
        promise.version,
        promise.name_print,
    )
    return head + _text(promise.subject_code, 255) + _text(promise.title, _LONGEST_TITLE)


def _split(text: str) -> tuple[bytes, bytes]:
    """Only the one spelling that `sign` gives: no stray characters, no bits that nobody reads."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as problem:
        raise Unreadable from problem
    if len(text) > _LONGEST or base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise Unreadable
    return raw[:-_SIGNATURE], raw[-_SIGNATURE:]


def _unpack(body: bytes) -> Promise:
    try:
        return _read(body)
    except (ValueError, struct.error, IndexError) as problem:
        raise Unreadable from problem


def _read(body: bytes) -> Promise:
    version, _key, code, first, last, number, index, content, fingerprint = _HEAD.unpack_from(body)
    if version != 1:
        raise Unreadable
    at = _HEAD.size
    subject = body[at + 1 : at + 1 + body[at]]
    at += 1 + body[at]
    if len(body) != at + 1 + body[at]:
        raise Unreadable
    return Promise(
        code=_letters(int.from_bytes(code, "big")),
        valid_from=EPOCH + timedelta(days=first),
        valid_until=EPOCH + timedelta(days=last),
        status_list=number,
        status_index=int.from_bytes(index, "big"),
        version=content,
        name_print=fingerprint,
        subject_code=subject.decode(),
        title=body[at + 1 : at + 1 + body[at]].decode(),
    )


def _text(text: str, longest: int) -> bytes:
    raw = text.encode()[:longest].decode(errors="ignore").encode()
    return bytes([len(raw)]) + raw


def _number(code: str) -> int:
    total = 0
    for character in code:
        total = total * 32 + serial.ALPHABET.index(character)
    return total


def _letters(number: int) -> str:
    shifts = range(5 * (serial.LENGTH - 1), -1, -5)
    return "".join(serial.ALPHABET[number >> shift & 31] for shift in shifts)
