"""The rules of a quiz as they are promised when somebody starts. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

# A paper handed in by the page itself when its clock runs out is still on its way for a moment.
GRACE = timedelta(seconds=15)


@dataclass(frozen=True)
class Rules:
    pass_mark: int
    draw: int | None
    shuffle: bool
    attempts: int | None
    wait_hours: int
    time_limit_minutes: int | None
    counts: bool
    show_key: str
    show_score: str = "always"
    show_feedback: str = "always"
    shown_from: str = ""  # ISO day
    blueprint: Sequence[Mapping[str, Any]] = ()  # see blueprint.py

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def deadline(self, started_at: datetime, extra_minutes: int = 0) -> datetime | None:
        if self.time_limit_minutes is None:
            return None
        return started_at + timedelta(minutes=self.time_limit_minutes + extra_minutes)

    def shown(self, when: str, *, passed: bool, ended: int, today: date) -> bool:
        """Is a part of a result shown? `when` is the value of show_score, show_feedback or show_key.

        `ended` attempts were handed in. "After the last attempt" is also once an attempt is passed: nothing
        more can be won then by knowing.
        """
        if when == "date":
            return bool(self.shown_from) and today >= date.fromisoformat(self.shown_from)
        used_up = bool(self.attempts and ended and ended % self.attempts == 0)
        return (
            when == "always"
            or (when == "passed" and passed)
            or (when == "last" and (passed or used_up))
        )

    def next_start(self, ended: Sequence[datetime]) -> datetime | None:
        """From when on another attempt may be started; None means at once.

        `ended` are the times at which earlier attempts were handed in, oldest first. After every
        `attempts` of them the waiting time runs, and then they are counted anew.
        """
        if not self.attempts or not ended or len(ended) % self.attempts:
            return None
        return ended[-1] + timedelta(hours=self.wait_hours)

    def attempts_left(self, ended: int) -> int | None:
        """How many attempts remain before the waiting time; None means no limit."""
        if not self.attempts:
            return None
        return self.attempts - ended % self.attempts


def digest(rules: Rules, pool: Sequence[Any]) -> str:
    text = json.dumps([rules.to_json(), list(pool)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
