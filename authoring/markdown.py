"""The body of a lesson file to blocks and back. Pure.

``split(join(blocks)) == blocks`` for blocks as ``tidy`` leaves them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import nh3
import tomli_w

from authoring.problems import Problem, gettext_noop
from authoring.tables import (
    CONTROL,
    Field,
    Path,
    Table,
    at_most,
    check,
    clean,
    is_web_address,
    read,
)

FENCE = re.compile(r"^:::[ \t]*(?:([a-z][a-z-]*)(?:[ \t]+(.*))?)?$")
ESCAPED = re.compile(r"^\\(\\*:::)", re.M)
TO_ESCAPE = re.compile(r"^(\\*:::)", re.M)
CALLOUTS = ("key-point", "caution", "case")
RICH_TEXT = "a b blockquote br code em h2 h3 h4 hr i li ol p strong sub sup ul"
ONE_LINE = {"title", "caption", "alt", "credit", "src", "url"}
TITLE = 200

FIELDS: dict[str, dict[str, Field]] = {
    "figure": {
        "src": Field(str, required=True, check=at_most(200)),
        "alt": Field(str, required=True, check=at_most(1000)),
        "credit": Field(str, required=True, check=at_most(500)),
        "caption": Field(str, default="", check=at_most(500)),
    },
    "video": {
        "url": Field(str, required=True, check=is_web_address),
        "title": Field(str, required=True, check=at_most(TITLE)),
        "transcript": Field(str, required=True),
    },
    "check": {"question": Field(str, required=True), "options": Field(list, required=True)},
    "glossary": {"terms": Field(list, required=True)},
    "sources": {"keys": Field(list, default=())},
}
OPTION = {
    "text": Field(str, required=True, check=at_most(500)),
    "correct": Field(bool, default=False),
    "feedback": Field(str, default=""),
}
TERM = {
    "term": Field(str, required=True, check=at_most(120)),
    "definition": Field(str, required=True),
}
KINDS = ("markdown", "rich-text", "table", *CALLOUTS, *FIELDS, "other")


@dataclass(frozen=True)
class Block:
    """One block of a lesson. ``kind`` and ``values`` are named as in ``courses.blocks``."""

    kind: str
    values: Mapping[str, Any] = field(hash=False)
    line: int = field(default=0, compare=False)


def split(text: str, file: str, first_line: int = 1) -> tuple[list[Block], list[Problem]]:
    blocks: list[Block] = []
    problems: list[Problem] = []
    for part in _parts(text, file, first_line, problems):
        block, wrong = _block(part)
        problems += wrong
        if block:
            blocks.append(block)
    return tidy(blocks), problems


def join(blocks: Iterable[Block]) -> str:
    parts: list[str] = []
    before = ""
    for block in blocks:
        parts.append(_written(block, after_markdown=before == "markdown"))
        before = block.kind
    return "\n\n".join(parts) + "\n"


def tidy(blocks: Iterable[Block]) -> list[Block]:
    """The one form in which equal blocks are equal."""
    tidied = []
    for block in blocks:
        values = _tidy_values(block.kind, block.values)
        if block.kind == "markdown" and not values["text"]:
            continue
        tidied.append(Block(block.kind, values, block.line))
    return tidied


def texts(block: Block) -> Iterator[tuple[str, int]]:
    """Every Markdown text of a block with the line on which it (about) starts."""
    values = block.values
    inner = block.line + 1
    match block.kind:
        case "markdown":
            yield values["text"], block.line
        case "callout" | "table":
            yield values["body"], inner
        case "figure":
            yield values["caption"], inner
        case "check":
            yield values["question"], inner
            for option in values["options"]:
                yield option["text"], inner
                yield option["feedback"], inner
        case "glossary":
            for term in values["terms"]:
                yield term["definition"], inner


@dataclass(frozen=True)
class _Part:
    kind: str
    title: str
    text: str
    file: str
    line: int


def _parts(text: str, file: str, first_line: int, problems: list[Problem]) -> Iterator[_Part]:
    kind, title, start = "", "", first_line
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), first_line):
        fence = FENCE.match(line.rstrip()) if line.startswith(":::") else None
        if line.startswith(":::") and not fence:
            problems.append(Problem(file, number, _NO_KIND, {"kinds": ", ".join(KINDS)}))
        elif not fence:
            lines.append(line)
        elif not fence.group(1):
            if not kind:
                problems.append(Problem(file, number, _NOTHING_TO_CLOSE))
            yield _Part(kind, title, "\n".join(lines), file, start)
            kind, title, start, lines = "", "", number + 1, []
        else:
            if kind:
                problems.append(Problem(file, number, _NOT_CLOSED, {"kind": kind, "line": start}))
            yield _Part(kind, title, "\n".join(lines), file, start)
            kind, title, start, lines = fence.group(1), fence.group(2) or "", number, []
    if kind:
        problems.append(Problem(file, start, _NEVER_CLOSED, {"kind": kind}))
    yield _Part(kind, title, "\n".join(lines), file, start)


def _block(part: _Part) -> tuple[Block | None, list[Problem]]:
    if not part.kind:
        return _prose(part)
    if part.kind in FIELDS:
        return _with_fields(part)
    if part.kind not in KINDS:
        message = gettext_noop("“%(kind)s” is not a kind of block. Known are: %(kinds)s.")
        params = {"kind": part.kind[:40], "kinds": ", ".join(KINDS)}
        return None, [Problem(part.file, part.line, message, params)]
    body = _trim(ESCAPED.sub(r"\1", part.text))
    wrong = _unclean(part) or ([] if body else [_said(part, _EMPTY)])
    title = one_line(part.title)
    if len(title) > TITLE:
        wrong.append(_said(part, gettext_noop("The title of this block is too long.")))
    if part.kind == "rich-text":
        return Block("rich_text", {"html": body}, part.line), wrong
    if part.kind == "table":
        if not title:
            wrong.append(_said(part, gettext_noop("A table needs a caption on the line of “:::”.")))
        return Block("table", {"title": title, "body": body}, part.line), wrong
    if part.kind == "other":
        return _other(part, body)
    if part.kind == "markdown":
        return Block("markdown", {"text": body}, part.line + 1), wrong
    return Block("callout", {"style": part.kind, "title": title, "body": body}, part.line), wrong


def _other(part: _Part, body: str) -> tuple[Block | None, list[Problem]]:
    """A kind of block that a room above brings along; its value travels as JSON."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None, [_said(part, gettext_noop("This block (%(kind)s) needs its value as JSON."))]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", part.title):
        return None, [
            _said(part, gettext_noop("This block (%(kind)s) needs the name of its kind."))
        ]
    return Block("other", {"name": part.title, "value": value}, part.line), []


def _prose(part: _Part) -> tuple[Block | None, list[Problem]]:
    if not part.text.strip():
        return None, []
    skipped = len(part.text) - len(part.text.lstrip("\n"))
    text = _trim(ESCAPED.sub(r"\1", part.text))
    return Block("markdown", {"text": text}, part.line + skipped), _unclean(part)


def _with_fields(part: _Part) -> tuple[Block | None, list[Problem]]:
    table, problems = read(part.text, part.file, part.line + 1)
    if part.title:
        problems.append(_said(part, gettext_noop("A block of the kind “%(kind)s” has no title.")))
    if table is None:
        return None, problems
    checked = check(table, FIELDS[part.kind])
    problems += checked.problems
    values = dict(checked.values)
    for name, fields in (("options", OPTION), ("terms", TERM)):
        if name in values and isinstance(values[name], list):
            values[name] = _rows(table, name, values[name], fields, problems)
    if part.kind == "check" and not problems:
        problems += _check_yourself(table, values["options"])
    if part.kind == "sources" and not all(isinstance(key, str) for key in values["keys"]):
        problems.append(table.problem(("keys",), _TEXTS, name="keys"))
    return (None if problems else Block(part.kind, values, part.line)), problems


def _rows(
    table: Table, name: str, rows: list[Any], fields: dict[str, Field], problems: list[Problem]
) -> list[dict[str, Any]]:
    result = []
    for position, row in enumerate(rows):
        at: Path = (name, position)
        checked = check(table, fields, row, at)
        problems += checked.problems
        result.append(checked.values)
    return result


def _check_yourself(table: Table, options: list[dict[str, Any]]) -> list[Problem]:
    if len(options) < 2:
        return [table.problem(("options",), gettext_noop("A question needs at least two options."))]
    if not any(option["correct"] for option in options):
        return [table.problem((), gettext_noop("No option is marked as the right answer."))]
    return []


def _said(part: _Part, message: str) -> Problem:
    return Problem(part.file, part.line, message, {"kind": part.kind})


def _unclean(part: _Part) -> list[Problem]:
    return [
        Problem(part.file, number, gettext_noop("This line has a control character."))
        for number, line in enumerate(part.text.split("\n"), part.line + bool(part.kind))
        if not clean(line)
    ]


def _written(block: Block, *, after_markdown: bool) -> str:
    values = block.values
    if block.kind == "markdown" and not after_markdown:
        return _escape(values["text"])
    if block.kind in FIELDS:
        return f"::: {block.kind}\n{_toml(block.kind, values)}:::"
    name, title, body = _prose_parts(block.kind, values)
    return f"::: {name} {title}".rstrip() + f"\n{_escape(body)}\n:::"


def _prose_parts(kind: str, values: Mapping[str, Any]) -> tuple[str, str, str]:
    if kind == "markdown":
        return "markdown", "", values["text"]
    if kind == "rich_text":
        return "rich-text", "", values["html"]
    if kind == "table":
        return "table", values["title"], values["body"]
    if kind == "other":
        value = json.dumps(values["value"], ensure_ascii=False, indent=1, sort_keys=True)
        return "other", values["name"], value
    return values["style"], values["title"], values["body"]


def _toml(kind: str, values: Mapping[str, Any]) -> str:
    """Empty and default values are left out, the rest stands in one order; long texts stay readable."""
    kept = {
        name: values[name] for name in FIELDS[kind] if values.get(name) not in ("", [], (), None)
    }
    for name, fields in (("options", OPTION), ("terms", TERM)):
        if name in kept:
            kept[name] = [
                {
                    column: row[column]
                    for column in fields
                    if row.get(column) not in ("", False, None)
                }
                for row in kept[name]
            ]
    written = tomli_w.dumps(kept, multiline_strings=True)
    if re.search(r"^:::", written, re.M):
        written = tomli_w.dumps(kept)
    return written


def _tidy_values(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    def tidied(value: Any) -> Any:
        if isinstance(value, str):
            return tidy_text(value)
        if isinstance(value, (list, tuple)):
            return [tidied(v) for v in value]
        if isinstance(value, Mapping):
            return {k: tidied(v) for k, v in value.items()}
        return value

    result = {name: tidied(value) for name, value in values.items()}
    for name in ONE_LINE & result.keys():
        result[name] = one_line(result[name])
    if kind == "check":
        result["options"] = [{**o, "text": one_line(o["text"])} for o in result["options"]]
    if kind == "glossary":
        result["terms"] = [{**t, "term": one_line(t["term"])} for t in result["terms"]]
    if kind == "rich_text":
        result["html"] = tidy_html(result["html"])
    return result


def tidy_text(text: str) -> str:
    """Unix line ends, no control characters, no blank lines around."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _trim(CONTROL.sub("", text))


def one_line(text: str) -> str:
    return " ".join(text.split())


def tidy_html(markup: str) -> str:
    """What a text block of Wagtail may hold, without the keys its editor adds."""
    for _ in range(3):
        before = markup
        markup = _trim(
            nh3.clean(
                markup,
                tags=set(RICH_TEXT.split()),
                attributes={"a": {"href"}},
                url_schemes={"http", "https", "mailto"},
                link_rel=None,
            )
        )
        if markup == before:
            break
    return markup


def _trim(text: str) -> str:
    """Without blank lines at both ends; the indent of the first line means something."""
    lines = text.rstrip().split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(lines)


def _escape(text: str) -> str:
    return TO_ESCAPE.sub(r"\\\1", text)


_EMPTY = gettext_noop("This block (%(kind)s) is empty.")
_TEXTS = gettext_noop("“%(name)s” must be a list of texts.")
_NO_KIND = gettext_noop("After “:::” the kind of the block is expected: %(kinds)s.")
_NOTHING_TO_CLOSE = gettext_noop("“:::” closes a block, but none is open.")
_NOT_CLOSED = gettext_noop("The block “%(kind)s” of line %(line)d is not closed with “:::”.")
_NEVER_CLOSED = gettext_noop("This block (%(kind)s) is not closed with “:::”.")
