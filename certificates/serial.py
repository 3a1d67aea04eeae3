"""Serials: 15 random characters and one that checks them.

The alphabet is Crockford's base 32 (no I, L, O, U). The check character makes a weighted sum
over GF(32) zero; all sixteen weights differ, so every single wrong character and every swap of
two characters is found, not only of neighbours. A wrong serial is "mistyped", never "unknown".
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16

_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = re.compile(r"[\s\u2010-\u2015_.-]+")
# Three letters in a row with a vowel among them could spell something.
_COULD_BE_A_WORD = re.compile(r"[AE][A-Z]{2}|[A-Z][AE][A-Z]|[A-Z]{2}[AE]")


class Mistyped(ValueError):
    """The serial cannot have been issued: its length, characters or check character are wrong."""


def draw() -> str:
    """A new random serial: 75 bits, less the few that could read as a word."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        serial = body + check_character(body)
        if not _COULD_BE_A_WORD.search(serial):
            return serial


def check_character(body: str) -> str:
    """The character that follows `body`: its weighted sum in GF(32), weights x, x², … x¹⁵."""
    weight, total = 1, 0
    for character in body:
        weight = _doubled(weight)
        total ^= _product(weight, _VALUE[character])
    return ALPHABET[total]


def parse(text: str) -> str:
    """The serial that a person meant, without blanks, hyphens and look-alikes. Raises Mistyped."""
    if len(text) > 64:
        raise Mistyped(text[:64])
    serial = _IGNORED.sub("", text).upper().translate(_READ_AS)
    if len(serial) != LENGTH or any(character not in _VALUE for character in serial):
        raise Mistyped(text)
    if check_character(serial[:-1]) != serial[-1]:
        raise Mistyped(text)
    return serial


def grouped(serial: str) -> str:
    """As printed: four groups of four."""
    return "-".join(serial[start : start + 4] for start in range(0, len(serial), 4))


def _doubled(element: int) -> int:
    """Times x in GF(2)[x] / (x⁵ + x² + 1)."""
    element <<= 1
    return element ^ 0b100101 if element & 0b100000 else element


def _product(left: int, right: int) -> int:
    result = 0
    while right:
        if right & 1:
            result ^= left
        left, right = _doubled(left), right >> 1
    return result
