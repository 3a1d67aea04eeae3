"""The paper of an attempt: which questions, in which order. Pure, and the same for ever for a seed."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from assessments.blueprint import Entry


def question_seed(seed: int, item: str) -> int:
    """32 bits that fix the order of options and the numbers of one question."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{item}".encode()).digest()[:4], "big")


def paper(entries: Iterable[Entry], *, seed: int, shuffle: bool) -> dict[str, Any]:
    """The JSON that is frozen with an attempt."""
    return {
        "shuffle": shuffle,
        "questions": [
            {
                "item": e.item,
                "version": e.version,
                "seed": question_seed(seed, e.item),
                **({"case": e.case} if e.case else {}),
            }
            for e in entries
        ],
    }


def versions(paper: Mapping[str, Any]) -> list[int]:
    """Of its questions and of the cases they belong to."""
    rows = paper["questions"]
    return [row["version"] for row in rows] + [row["case"] for row in rows if "case" in row]
