"""What every kind of question promises. Pure: no Django here, so tests can hammer it.

A kind is one module with a `NAME` and the functions of `Kind`. A *body* is the JSON object of one item
version; an *answer* is JSON as stored with an attempt (`None` when there is none); a *seed* is the number
that is stored with the attempt and fixes order and numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

Body = Mapping[str, Any]
Answer = Any
Fields = Mapping[str, Sequence[str]]

NONE = Fraction(0)
FULL = Fraction(1)
TEXT_LIMIT = 10_000


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation; the edge that shows it looks it up."""
    return text


@dataclass(frozen=True)
class Problem:
    """What is wrong with a question, as a sentence for its author."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)
    path: str = ""

    def __str__(self) -> str:
        return self.text % self.params


class UnreadableAnswer(ValueError):
    """The form names something that is not on the paper, or is too long."""

    def __init__(self, text: str, **params: Any) -> None:
        super().__init__(text % params)
        self.text = text
        self.params = params


@dataclass(frozen=True)
class Part:
    """One separately judged piece: a gap, a row, an individual of a pedigree."""

    name: str
    fraction: Fraction
    note: str = ""


@dataclass(frozen=True)
class Grade:
    """`fraction` of the question's mark, at most 1; below 0 only with confidence-based marking."""

    fraction: Fraction
    parts: tuple[Part, ...] = ()
    answered: bool = True
    needs_person: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a reviewed answer: an option, a gap, a row.

    A `word` stands where the platform, not the author, wrote it, and is translated when shown.
    `verdict` is None where it is not told. `chosen` says whether the learner ticked it, `given` what she
    wrote or picked there; `expected` is empty unless the key is shown.
    """

    text: str = ""
    word: str = ""
    chosen: bool | None = None
    given: str = ""
    given_word: str = ""
    verdict: Fraction | None = None
    expected: str = ""
    expected_word: str = ""
    feedback: str = ""


UNANSWERED = Grade(NONE, answered=False)


class Kind(Protocol):
    """The functions of a module in this package."""

    NAME: str

    def problems(self, body: Body) -> list[Problem]:
        """Everything that is wrong with the body, in the order of its fields."""

    def normalise(self, body: Body, previous: Body | None) -> dict[str, Any]:
        """The body with defaults and identifiers; identifiers of `previous` are kept."""

    def view(self, body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
        """What the learner may see, with her answer so far: never the key.

        Without `shuffle` in the author's order. Identifiers are tokens of the seed, because the author's
        own letters would tell the order in which she wrote.
        """

    def read(self, body: Body, fields: Fields, seed: int) -> Answer:
        """The answer in a posted form; `None` when nothing was answered. Raises UnreadableAnswer."""

    def grade(self, body: Body, answer: Answer, seed: int) -> Grade:
        """Total: any JSON is graded, the wrong shape earns nothing."""

    def key(self, body: Body, seed: int) -> Answer:
        """An answer that earns full marks (None where only a person can say)."""

    def review(self, body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
        """The answer line by line with feedback; what was right only where `show_key` allows."""

    def summary(self, body: Body, answer: Answer, seed: int) -> str:
        """The answer in words, for results and reports."""

    def responses(self, body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
        """(part, response class) pairs that the statistics count."""
