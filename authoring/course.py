"""A course as a value: what a folder says and what the pages say, in the same shape. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from authoring import markdown
from authoring.markdown import Block
from courses.markdown import citations, review_marks


@dataclass(frozen=True)
class Module:
    key: str
    title: str
    role: str = "regular"


@dataclass(frozen=True)
class Source:
    key: str
    title: str
    url: str = ""
    year: int | None = None
    verified: bool = False


@dataclass(frozen=True)
class Lesson:
    key: str
    title: str
    module: str
    minutes: int
    required: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Quiz:
    key: str
    title: str
    module: str
    minutes: int
    required: bool
    pass_mark: int
    draw: int | None
    shuffle: bool
    attempts: int | None
    wait_hours: int
    time_limit_minutes: int | None
    counts: bool
    show_key: str
    show_score: str
    show_feedback: str
    shown_from: str
    pretest_of: str
    intro: str
    questions: tuple[Mapping[str, Any], ...]
    blueprint: tuple[Mapping[str, Any], ...] = ()


Step = Lesson | Quiz


@dataclass(frozen=True)
class Course:
    key: str
    language: str
    title: str
    summary: str
    level: int
    cadres: tuple[str, ...]
    competencies: tuple[str, ...]
    objectives: tuple[str, ...]
    validity_months: int
    licence: str
    reviewed: str
    modules: tuple[Module, ...]
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]
    images: Mapping[str, bytes] = field(default_factory=dict)

    def image_digest(self, path: str) -> str:
        """SHA-1 like ``wagtail.images``: an identity, not a protection."""
        content = self.images.get(path, b"")
        return hashlib.sha1(content, usedforsecurity=False).hexdigest()

    def unverified(self) -> list[str]:
        """Statements and sources that still wait for somebody to check them."""
        marks = [
            mark for step in self.steps for text, _ in texts(step) for mark in review_marks(text)
        ]
        return marks + [source.title for source in self.sources if not source.verified]


def figures(step: Step) -> Iterator[Block]:
    if isinstance(step, Lesson):
        yield from (block for block in step.blocks if block.kind == "figure")


def with_sources(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """A list of sources at the end of a lesson that cites something and has none."""
    kept = tuple(blocks)
    cites = any(citations(text) for block in kept for text, _ in markdown.texts(block))
    if not cites or any(block.kind == "sources" for block in kept):
        return kept
    return (*kept, Block("sources", {"keys": []}))


def texts(step: Step) -> Iterator[tuple[str, int]]:
    """Every Markdown text of a step with the line on which it (about) starts."""
    if isinstance(step, Lesson):
        for block in step.blocks:
            yield from markdown.texts(block)
    elif step.intro:
        yield step.intro, 1
