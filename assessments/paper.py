"""The paper of an attempt: which questions, in which order. Pure, and the same for ever for a seed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.questions.fields import shuffled


@dataclass(frozen=True)
class Entry:
    """One question of a pool, as it stood when the pool was frozen."""

    item: str
    version: int
    competency: str = ""
    difficulty: int = 2
    testlet: str = ""

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> "Entry":
        return cls(*row)

    def to_json(self) -> list[Any]:
        return [self.item, self.version, self.competency, self.difficulty, self.testlet]


def question_seed(seed: int, item: str) -> int:
    """32 bits that fix the order of options and the numbers of one question."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{item}".encode()).digest()[:4], "big")


def draw(pool: Iterable[Entry], *, seed: int, count: int | None, shuffle: bool) -> list[Entry]:
    """`count` questions of the pool (all when None), shuffled or in the order of the pool."""
    pool = list(pool)
    mixed = shuffled(pool, seed, [entry.item for entry in pool])
    chosen = mixed if count is None else mixed[:count]
    if shuffle:
        return chosen
    kept = {entry.item for entry in chosen}
    return [entry for entry in pool if entry.item in kept]


def paper(entries: Iterable[Entry], *, seed: int, shuffle: bool) -> dict[str, Any]:
    """The JSON that is frozen with an attempt."""
    return {
        "shuffle": shuffle,
        "questions": [
            {"item": e.item, "version": e.version, "seed": question_seed(seed, e.item)}
            for e in entries
        ],
    }


def versions(paper: Mapping[str, Any]) -> list[int]:
    return [row["version"] for row in paper["questions"]]
