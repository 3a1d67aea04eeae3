"""What is wrong with a course folder, as data: a place and a sentence. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


def gettext_noop(message: str) -> str:
    """Marks a sentence for translation; it is translated where a person reads it."""
    return message


@dataclass(frozen=True)
class Problem:
    """``line`` counts from 1; 0 means the file as a whole. ``file`` is "" for the folder."""

    file: str
    line: int
    message: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        return (
            translate(self.message) % dict(self.params) if self.params else translate(self.message)
        )

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.sentence()}" if place else self.sentence()


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """By file and line, each once."""
    return sorted(
        {(p.file, p.line, p.sentence()): p for p in problems}.values(),
        key=lambda p: (p.file, p.line),
    )
