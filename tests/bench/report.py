"""Prints one line per figure: what was measured, what it is held against, and whether the goal is met."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    limit: float
    at_most: bool  # True: the ratio should stay below the limit

    def met(self, ratio: float) -> bool:
        return ratio <= self.limit if self.at_most else ratio >= self.limit

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}"


class Report:
    def __init__(self) -> None:
        self.missed: list[str] = []

    def section(self, title: str) -> None:
        print(f"\n{title}", flush=True)  # noqa: T201 - a report on the console

    def figure(self, name: str, value: float, unit: str, note: str = "") -> None:
        print(f"  {name:<62} {value:10.3f} {unit:<10} {note}", flush=True)  # noqa: T201

    def ratio(self, name: str, value: float, reference: float, goal: Goal) -> None:
        ratio = value / reference
        verdict = "met" if goal.met(ratio) else "MISSED"
        if not goal.met(ratio):
            self.missed.append(name)
        print(f"  {name:<62} {ratio:10.3f} ×          goal {goal}: {verdict}", flush=True)  # noqa: T201


def cpu_per_call(call: Callable[[], object], *, calls: int = 60, rounds: int = 7) -> float:
    """Median over rounds of the CPU seconds one call takes in this process, after a warm-up round."""
    return paired_cpu(call, calls=calls, rounds=rounds)[0]


def paired_cpu(*subjects: Callable[[], object], calls: int = 60, rounds: int = 7) -> list[float]:
    """The same for several subjects measured in turn, so that a drift of the machine meets them all."""
    samples: list[list[float]] = [[] for _ in subjects]
    for number in range(rounds + 1):
        for subject, kept in zip(subjects, samples, strict=True):
            before = time.process_time()
            for _ in range(calls):
                subject()
            if number:
                kept.append((time.process_time() - before) / calls)
    return [statistics.median(kept) for kept in samples]
