"""Putting two versions of the same thing beside each other. Pure."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def interleave(first: Sequence[str], other: Sequence[str]) -> list[str]:
    """Everything of both: ``first`` keeps its order, the rest stands behind what it stood behind."""
    result = list(first)
    for position, key in enumerate(other):
        if key in result:
            continue
        before = [result.index(k) for k in other[:position] if k in result]
        result.insert(before[-1] + 1 if before else 0, key)
    return result


def keep_ids(new: Sequence[Mapping[str, Any]], old: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The new blocks with the ids of the old blocks they continue.

    Blocks are raw StreamField values. Translations and comments hang on these ids, so a block
    that was only edited keeps its own: equal blocks first, then blocks of one kind in the same place.
    """
    result = [dict(block) for block in new]
    matcher = difflib.SequenceMatcher(
        a=[_mark(b) for b in old], b=[_mark(b) for b in new], autojunk=False
    )
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            pairs: Iterable[tuple[int, int]] = zip(
                range(old_from, old_to), range(new_from, new_to), strict=True
            )
        elif tag == "replace":
            pairs = _same_kind(old, new, range(old_from, old_to), range(new_from, new_to))
        else:
            continue
        for was, now in pairs:
            result[now] = _continued(new[now], old[was])
    return result


def _same_kind(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], was: range, now: range
) -> list[tuple[int, int]]:
    kinds = difflib.SequenceMatcher(
        a=[old[i].get("type", "item") for i in was],
        b=[new[i].get("type", "item") for i in now],
        autojunk=False,
    )
    return [
        (was.start + match.a + step, now.start + match.b + step)
        for match in kinds.get_matching_blocks()
        for step in range(match.size)
    ]


def _continued(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    kept = {**new, "id": old["id"]} if "id" in old else dict(new)
    value, before = new.get("value"), old.get("value")
    if isinstance(value, Mapping) and isinstance(before, Mapping):
        kept["value"] = {
            name: keep_ids(inner, before[name])
            if _is_list_of_blocks(inner) and _is_list_of_blocks(before.get(name))
            else inner
            for name, inner in value.items()
        }
    return kept


def _is_list_of_blocks(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, Mapping) and "value" in v for v in value)


def _mark(block: Mapping[str, Any]) -> str:
    return json.dumps(_without_ids(block), sort_keys=True, default=str)


def _without_ids(value: Any) -> Any:
    if isinstance(value, Mapping):
        inner = {k: _without_ids(v) for k, v in value.items()}
        if "value" in inner:
            inner.pop("id", None)
        return inner
    if isinstance(value, list):
        return [_without_ids(v) for v in value]
    return value


def difference(before: str, after: str) -> list[str]:
    """Lines that went (``-``) and came (``+``), with two lines around them."""
    lines = difflib.unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=2)
    return list(lines)[2:]  # without the two lines that name files
