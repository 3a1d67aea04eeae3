"""JSON as a package may contain it: UTF-8, finite, shallow, without duplicate keys or characters no database stores."""

import json
import math
import re
from typing import Any

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class BadJson(ValueError):
    """The reason is one of: size, encoding, depth, duplicate, number, character, syntax."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def loads(
    data: bytes,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    duplicates: bool = False,
) -> Any:
    """Raises BadJson. `duplicates`: let the last of two equal keys win instead of refusing."""
    if len(data) > max_bytes:
        raise BadJson("size")
    if depth(data) > max_depth:
        raise BadJson("depth")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadJson("encoding") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=dict if duplicates else _pairs,
            parse_constant=_constant,
            parse_float=_finite,
        )
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson("syntax") from None
    # Escapes are the only way in for NUL and lone surrogates, so look for them only then.
    if b"\\u" in data or b"\x00" in data:
        _refuse_unstorable(value)
    return value


def dumps(value: Any) -> str:
    """The one spelling of a value: stored, hashed and exported alike."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def depth(data: bytes) -> int:
    level = deepest = 0
    for bracket in re.findall(rb"[\[\]{}]", _STRINGS.sub(b"", data)):
        level += 1 if bracket in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise BadJson("duplicate")
    return result


def _constant(_: str) -> None:
    raise BadJson("number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise BadJson("number")
    return number


def _refuse_unstorable(value: Any) -> None:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if "\x00" in item or any("\ud800" <= c <= "\udfff" for c in item):
                raise BadJson("character")
        elif isinstance(item, dict):
            stack.extend(item.keys())
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
