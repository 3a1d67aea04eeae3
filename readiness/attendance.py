"""Reads a trainer's list of participants: one e-mail address or certificate code per line, typed or as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Literal

LARGEST = 100_000  # bytes
MOST = 200  # people in one session
HEADINGS = {"participant", "participants", "email", "e-mail", "code", "certificate"}

Code = Literal[
    "too_large", "encoding", "nobody", "too_many", "twice", "unknown", "again", "herself"
]


@dataclass(frozen=True, slots=True)
class Entry:
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line; `line` 0 stands for the whole list."""

    line: int
    code: Code
    found: str = ""


def read(content: bytes) -> tuple[list[Entry], list[Problem]]:
    """The first column of each line that is not empty; a heading is left out."""
    if len(content) > LARGEST:
        return [], [Problem(0, "too_large")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(0, "encoding")]
    entries = [
        Entry(number, cell)
        for number, line in enumerate(text.splitlines(), start=1)
        if (cell := _first_cell(line)) and not (number == 1 and cell.lower() in HEADINGS)
    ]
    return entries, _problems(entries)


def _first_cell(line: str) -> str:
    separator = ";" if ";" in line and "," not in line else ","
    cells = next(csv.reader(io.StringIO(line), delimiter=separator), [])
    return cells[0].strip() if cells else ""


def _problems(entries: list[Entry]) -> list[Problem]:
    if not entries:
        return [Problem(0, "nobody")]
    if len(entries) > MOST:
        return [Problem(0, "too_many", str(len(entries)))]
    first: dict[str, int] = {}
    return [
        Problem(entry.line, "twice", str(first[entry.text.lower()]))
        for entry in entries
        if first.setdefault(entry.text.lower(), entry.line) != entry.line
    ]
