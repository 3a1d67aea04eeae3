"""W3C Bitstring Status List 1.0: one bit per credential, 131,072 of them, so that a look-up tells nobody which one."""

import base64
import gzip
import io
from collections.abc import Iterable

LENGTH = 131_072
_LARGEST = LENGTH // 8 * 2


def encode(positions: Iterable[int]) -> str:
    """Multibase `u` of the gzipped list; the first bit is the most significant one of the first byte."""
    bits = bytearray(LENGTH // 8)
    for position in positions:
        bits[position // 8] |= 0x80 >> position % 8
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def decode(text: str) -> frozenset[int]:
    """The positions that are set. Raises ValueError."""
    raw = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
        bits = packed.read(_LARGEST)
    return frozenset(
        8 * at + offset
        for at, byte in enumerate(bits)
        if byte
        for offset in range(8)
        if byte & 0x80 >> offset
    )
