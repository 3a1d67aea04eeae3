"""What can be wrong with a package, as data: a code and the facts that its sentence needs."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """`code` is a key of `sentences.SENTENCES`; `facts` fill that sentence."""

    code: str
    facts: dict[str, str] = field(default_factory=dict, hash=False)
    level: Level = Level.ERROR


class BadPackage(Exception):
    """A package cannot be read any further; carries the one problem that stopped it."""

    def __init__(self, code: str, **facts: object) -> None:
        self.problem = Problem(code, {key: shorten(value) for key, value in facts.items()})
        super().__init__(code)


def warn(code: str, **facts: object) -> Problem:
    return Problem(code, {key: shorten(value) for key, value in facts.items()}, Level.WARNING)


def error(code: str, **facts: object) -> Problem:
    return Problem(code, {key: shorten(value) for key, value in facts.items()}, Level.ERROR)


def shorten(value: object, length: int = 120) -> str:
    """A fact fit to be shown: one line, printable, not longer than a sentence can carry."""
    text = "".join(c if c.isprintable() else "�" for c in str(value))
    return text if len(text) <= length else text[: length - 1] + "…"
