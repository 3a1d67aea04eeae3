"""TOML tables of a course folder: reading with lines, and checking against a list of fields. Pure."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from authoring.problems import Problem, gettext_noop

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
HEADER = re.compile(r"^[ \t]*(\[\[?)[ \t]*([\w.\-\" ]+?)[ \t]*\]\]?[ \t]*(?:#.*)?$")
ASSIGNMENT = re.compile(r"^[ \t]*([\w\-]+|\"[^\"]*\"|'[^']*')[ \t]*(?:\.|=)")
AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
KEY_LENGTH = 80

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Table:
    """A parsed TOML document that knows where its parts stand."""

    file: str
    values: dict[str, Any]
    lines: Mapping[Path, int]
    first_line: int = 1

    def line(self, path: Path) -> int:
        """Of the nearest part that has a line of its own."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, self.first_line)

    def problem(self, path: Path, message: str, **params: object) -> Problem:
        return Problem(self.file, self.line(path), message, params)


def read(text: str, file: str, first_line: int = 1) -> tuple[Table | None, list[Problem]]:
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return None, [_not_toml(error, text, file, first_line)]
    lines = {path: line + first_line - 1 for path, line in _locate(text).items()}
    return Table(file, values, lines, first_line), []


def _not_toml(error: Exception, text: str, file: str, first_line: int) -> Problem:
    place = AT_LINE.search(str(error))
    reason = AT_LINE.sub("", str(error))
    line = int(place.group(1)) if place and place.group(1) else text.count("\n") + 1
    return Problem(
        file,
        first_line + min(line, text.count("\n") + 1) - 1,
        gettext_noop("This is not valid TOML: %(reason)s."),
        {"reason": reason},
    )


def _locate(text: str) -> dict[Path, int]:
    """The line of every table header and every key at the start of a line."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := HEADER.match(line):
            here = _table_path(header.group(2), header.group(1) == "[[", counts)
            found.setdefault(here, number)
        elif assignment := ASSIGNMENT.match(line):
            found.setdefault((*here, assignment.group(1).strip("\"'")), number)
            closing = _opened(line)
    return found


def _table_path(name: str, is_list: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    parts = [part.strip(' "') for part in name.split(".")]
    for position, part in enumerate(parts, 1):
        path = (*path, part)
        if is_list and position == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _opened(line: str) -> str:
    """The quotes that end the multi-line string which starts on this line, if one does."""
    for quotes in ('"""', "'''"):
        if line.count(quotes) == 1:
            return quotes
    return ""


Complaint = tuple[str, dict[str, object]]
Check = Callable[[Any], Complaint | None]


@dataclass(frozen=True)
class Field:
    """One allowed key of a table: its type, whether it must be there, and what else is asked."""

    kind: type
    required: bool = False
    default: Any = None
    check: Check | None = None


@dataclass
class Checked:
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)


def check(table: Table, fields: Mapping[str, Field], values: Any = None, at: Path = ()) -> Checked:
    """The table with defaults filled in, and everything that is wrong with it."""
    values = table.values if values is None else values
    if not isinstance(values, dict):
        return Checked({}, [table.problem(at, gettext_noop("A table is expected here."))])
    result = Checked({name: wanted.default for name, wanted in fields.items()})
    for name, value in values.items():
        if name not in fields:
            result.problems.append(_unknown(table, at, name, fields))
        elif problem := _wrong(table, (*at, name), fields[name], value):
            result.problems.append(problem)
        else:
            result.values[name] = value
    for name, wanted in fields.items():
        if wanted.required and name not in values:
            message = gettext_noop("“%(name)s” is missing.")
            result.problems.append(table.problem(at, message, name=name))
    return result


def _unknown(table: Table, at: Path, name: str, fields: Mapping[str, Field]) -> Problem:
    message = gettext_noop("“%(name)s” is not known here. Known are: %(known)s.")
    return table.problem((*at, name), message, name=name, known=", ".join(fields))


def _wrong(table: Table, at: Path, wanted: Field, value: Any) -> Problem | None:
    name = at[-1]
    if not isinstance(value, wanted.kind) or (wanted.kind is int and isinstance(value, bool)):
        return table.problem(at, KINDS[wanted.kind], name=name)
    if wanted.kind is list and not all(isinstance(v, (str, dict)) for v in value):
        return table.problem(at, gettext_noop("“%(name)s” must be a list of texts."), name=name)
    if isinstance(value, str) and not clean(value):
        message = gettext_noop("“%(name)s” has a control character that cannot be stored.")
        return table.problem(at, message, name=name)
    if wanted.required and value in ("", []):
        return table.problem(at, gettext_noop("“%(name)s” must not be empty."), name=name)
    if wanted.check and (complaint := wanted.check(value)):
        message, params = complaint
        return table.problem(at, message, name=name, **params)
    return None


KINDS: dict[type, str] = {
    str: gettext_noop("“%(name)s” must be a text in quotation marks."),
    int: gettext_noop("“%(name)s” must be a whole number."),
    bool: gettext_noop("“%(name)s” must be true or false."),
    list: gettext_noop("“%(name)s” must be a list."),
    dict: gettext_noop("“%(name)s” must be a table."),
}


def clean(value: str) -> bool:
    """No NUL (PostgreSQL cannot store it) and no other control character but tab and newline."""
    return not CONTROL.search(value)


def is_key(value: str) -> Complaint | None:
    if KEY.fullmatch(value) and len(value) <= KEY_LENGTH:
        return None
    message = gettext_noop(
        "“%(value)s” is not a key: use lower-case letters, digits and hyphens, at most %(limit)d."
    )
    return message, {"value": value[:KEY_LENGTH], "limit": KEY_LENGTH}


def is_day(value: str) -> Complaint | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return gettext_noop("“%(name)s” must be a day like “2026-12-31”."), {}
    return None


def at_most(length: int) -> Check:
    def too_long(value: str) -> Complaint | None:
        if len(value) <= length:
            return None
        return gettext_noop("“%(name)s” is longer than %(limit)d characters."), {"limit": length}

    return too_long


def between(low: int, high: int) -> Check:
    def outside(value: int) -> Complaint | None:
        if low <= value <= high:
            return None
        message = gettext_noop("“%(name)s” must be between %(low)d and %(high)d.")
        return message, {"low": low, "high": high}

    return outside


def one_of(known: Iterable[str]) -> Check:
    allowed = tuple(known)

    def unknown(value: str) -> Complaint | None:
        if value in allowed:
            return None
        message = gettext_noop(
            "“%(value)s” is not possible for “%(name)s”. Possible are: %(known)s."
        )
        return message, {"value": value[:80], "known": ", ".join(allowed)}

    return unknown


def is_web_address(value: str) -> Complaint | None:
    if value == "" or re.fullmatch(r"https?://[^\s<>\"']+", value):
        return None
    message = gettext_noop("“%(value)s” is not a web address (https://…).")
    return message, {"value": value[:80]}
