"""Who the covered people are, by facts they chose to give; honest about what they did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

UNKNOWN_WARNING = 20.0  # per cent


@dataclass(frozen=True, slots=True)
class Part:
    """People with one answer. The share among all lies between `low` and `high` per cent whatever the
    others would have answered (Manski bounds)."""

    value: str
    people: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Composition:
    parts: list[Part]
    known: float  # per cent of people who gave the fact

    @property
    def mostly_unknown(self) -> bool:
        return 100 - self.known > UNKNOWN_WARNING

    @property
    def spread(self) -> tuple[float, float] | None:
        """Largest less smallest share in percentage points: the least and the most it can be."""
        if len(self.parts) < 2:
            return None
        largest = max(self.parts, key=lambda part: part.people)
        smallest = min(self.parts, key=lambda part: part.people)
        return max(0.0, largest.low - smallest.high), largest.high - smallest.low


def composition(cells: Mapping[str, int], *, order: Iterable[str]) -> Composition | None:
    """Composition of people by one fact; "" stands for not given. None when there is nobody."""
    everybody = sum(cells.values())
    if not everybody:
        return None
    unknown = cells.get("", 0)
    parts = [
        Part(value, n, 100 * n / everybody, 100 * (n + unknown) / everybody)
        for value in order
        if (n := cells.get(value, 0)) or value in cells
    ]
    return Composition(parts, 100 * (everybody - unknown) / everybody)
