"""A form for any content type: what its semantics ask, what stands there, and what was posted. Pure.

The name of a field is its path in the parameters: `params.questions.0.params.answers.1.text`. A mark behind the path says how
what was typed is to be read: `~` plain text or markup, `~~` the same with its paragraph marked, `!` JSON (kept, not
typed). What comes out of `read` is
untrusted and goes through `semantics.Filter`, which coerces it. Semantics: https://h5p.org/semantics
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from h5p import html
from h5p.manifest import Version, reference

Semantics = list[Any]
MARKUP = re.compile(r"</?[a-zA-Z]")
DEEPEST = 12
MOST_ROWS = 200


@dataclass(frozen=True)
class Input:
    """`control`: line, area, number, checkbox, choice or kept."""

    name: str
    label: str
    control: str
    value: Any
    help: str = ""
    options: tuple[tuple[str, str], ...] = ()
    low: Any = None
    high: Any = None
    kind = "input"


@dataclass(frozen=True)
class Section:
    label: str
    parts: tuple["Part", ...]
    folded: bool = False
    help: str = ""
    kind = "section"


@dataclass(frozen=True)
class Row:
    name: str
    number: int
    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Rows:
    name: str
    label: str
    entity: str
    rows: tuple[Row, ...]
    help: str = ""
    kind = "rows"


@dataclass(frozen=True)
class Content:
    """A part of a type of its own: which type, and its fields."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    parts: tuple["Part", ...]
    kind = "content"


Part = Input | Section | Rows | Content


@dataclass(frozen=True)
class Form:
    """`find` gives the semantics of a library, `title` its name if authors may choose it here, else ''."""

    find: Callable[[Version], Semantics | None]
    title: Callable[[Version], str]

    def parts(self, semantics: Semantics, params: Any, at: str = "") -> tuple[Part, ...]:
        params = params if isinstance(params, dict) else {}
        found = (
            self._part(spec, params.get(spec["name"]), _under(at, spec["name"]))
            for spec in semantics
            if isinstance(spec, dict) and isinstance(spec.get("name"), str)
        )
        return tuple(part for part in found if part)

    def _part(self, spec: Mapping[str, Any], value: Any, name: str) -> Part | None:
        if name.count(".") > DEEPEST:
            return None
        if spec["name"] == "subContentId":
            return Input(name, "", "hidden", value or "")
        if value is None:
            value = spec.get("default")
        match spec.get("type"):
            case "group":
                return self._group(spec, value, name)
            case "list":
                return self._rows(spec, value, name)
            case "library":
                return self._content(spec, value, name)
            case "text" | "number" | "boolean" | "select":
                return _input(spec, value, name)
        if value:
            return Input(f"{name}!", _label(spec), "kept", json.dumps(value), _file_name(value))
        return None

    def _group(self, spec: Mapping[str, Any], value: Any, name: str) -> Part | None:
        fields = [one for one in spec.get("fields") or [] if isinstance(one, dict)]
        if len(fields) == 1 and spec.get("isSubContent") is not True:
            # a group of one field has no level of its own in the parameters
            return self._part({"name": "", **fields[0]}, value, name)
        parts = self.parts(fields, value, name)
        folded = bool(spec.get("common")) or all(one.get("common") for one in fields)
        return Section(_label(spec), parts, folded, _help(spec)) if parts else None

    def _rows(self, spec: Mapping[str, Any], value: Any, name: str) -> Part | None:
        inner = spec.get("field")
        if not isinstance(inner, dict):
            return None
        rows = value if isinstance(value, list) else []
        least = spec.get("min")
        rows += [None] * ((least if isinstance(least, int) else 0) - len(rows))
        found = []
        for number, row in enumerate(rows[:MOST_ROWS]):
            below = _under(name, str(number))
            part = self._part({"name": "", **inner}, row, below)
            parts = part.parts if isinstance(part, Section) else (part,) if part else ()
            found.append(Row(below, number + 1, parts))
        entity = str(spec.get("entity") or _label(inner) or "")
        return Rows(name, _label(spec), entity, tuple(found), _help(spec))

    def _content(self, spec: Mapping[str, Any], value: Any, name: str) -> Part | None:
        value = value if isinstance(value, dict) else {}
        chosen = reference(value.get("library"))
        offered = [(str(v), self.title(v)) for v in _libraries(spec)]
        options = [(version, title) for version, title in offered if title]
        if chosen and str(chosen) not in dict(options):
            options.append((str(chosen), str(chosen)))
        if not options:
            return None
        parts: tuple[Part, ...] = ()
        if chosen:
            inner = self.parts(self.find(chosen) or [], value.get("params"), f"{name}.params")
            identity = str(value.get("subContentId") or "")
            kept = json.dumps(value.get("metadata") or {})
            parts = (
                Input(f"{name}.subContentId", "", "hidden", identity),
                Input(f"{name}.metadata!", "", "hidden", kept),
                *inner,
            )
        picked = str(chosen) if chosen else ""
        return Content(f"{name}.library", _label(spec), tuple(options), picked, parts)


@dataclass(frozen=True)
class Missing:
    """`least` rows are needed, or a text."""

    label: str
    least: int = 0


def missing(
    semantics: Semantics, params: Any, find: Callable[[Version], Semantics | None]
) -> Iterator[Missing]:
    """What a type cannot do without and nobody typed: texts that are not optional, and rows below the least number."""
    params = params if isinstance(params, dict) else {}
    for spec in semantics:
        if isinstance(spec, dict) and isinstance(spec.get("name"), str):
            yield from _missing(spec, params.get(spec["name"]), find)


def _missing(
    spec: Mapping[str, Any], value: Any, find: Callable[[Version], Semantics | None]
) -> Iterator[Missing]:
    match spec.get("type"):
        case "text" if not spec.get("optional") and "default" not in spec:
            if spec.get("name") != "subContentId" and not str(value or "").strip():
                yield Missing(_label(spec))
        case "group" if value or not spec.get("optional"):
            fields = [one for one in spec.get("fields") or [] if isinstance(one, dict)]
            if len(fields) == 1 and spec.get("isSubContent") is not True:
                yield from _missing(fields[0], value, find)
            else:
                yield from missing(fields, value, find)
        case "list":
            rows = value if isinstance(value, list) else []
            least = spec.get("min") or 0
            if len(rows) < least and not spec.get("optional"):
                yield Missing(_label(spec), int(least))
            for row in rows if isinstance(spec.get("field"), dict) else ():
                yield from _missing(spec["field"], row, find)
        case "library" if isinstance(value, dict) and (found := reference(value.get("library"))):
            yield from missing(find(found) or [], value.get("params"), find)


def read(posted: Mapping[str, list[str]]) -> dict[str, Any]:
    """The parameters as typed, nested by the names of the fields. Total: unknown names and rubbish are left out."""
    tree: dict[str, Any] = {}
    for name in sorted(posted):
        path = name.rstrip("~!").split(".")
        if not posted[name] or not all(path) or len(path) > 2 * DEEPEST:
            continue
        _put(tree, path, _value(name, posted[name]))
    return {key: _listed(value) for key, value in tree.items()}


def changed(params: Any, action: str) -> Any:
    """`add:path`, `remove:path`, `up:path` on a row; anything else changes nothing."""
    verb, _, path = action.partition(":")
    *above, last = path.split(".")
    if verb == "add":
        rows = _walk(params, [*above, last], make=True)
        if isinstance(rows, list) and len(rows) < MOST_ROWS:
            rows.append(None)
        return params
    rows = _walk(params, above)
    if isinstance(rows, list) and last.isdecimal() and int(last) < len(rows):
        row = rows.pop(int(last))
        if verb == "up":
            rows.insert(max(int(last) - 1, 0), row)
        elif verb != "remove":
            rows.insert(int(last), row)
    return params


def paragraphs(text: str, *, marked: bool = False) -> str:
    """What was typed, as markup: kept if it is markup, else escaped. Several paragraphs are always marked as such."""
    if MARKUP.search(text):
        return text
    parts = [p.strip() for p in text.replace("\r\n", "\n").split("\n\n") if p.strip()]
    lines = [html.plain(p).replace("\n", "<br>") for p in parts]
    return (
        "".join(f"<p>{line}</p>" for line in lines) if marked or len(lines) > 1 else "".join(lines)
    )


def typed(markup: str) -> tuple[str, str]:
    """What a person types to get this markup, plain text where that is enough, and the mark to read it by."""
    marked = markup.startswith("<p>")
    plain = html.text(markup).strip()
    text = plain if paragraphs(plain, marked=marked) == markup else markup
    return text, "~~" if marked and text == plain else "~"


def _value(name: str, values: list[str]) -> Any:
    text = values[-1]
    if name.endswith("~"):
        return paragraphs(text, marked=name.endswith("~~"))
    if name.endswith("!"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return None
    return values if len(values) > 1 and values[0] == "" else text


def _put(tree: dict[str, Any], path: list[str], value: Any) -> None:
    for step in path[:-1]:
        below = tree.get(step)
        if not isinstance(below, dict):
            below = tree[step] = {}
        tree = below
    if not isinstance(tree.get(path[-1]), dict):
        tree[path[-1]] = value


def _listed(value: Any) -> Any:
    """Numbered rows as lists, in order. `*` alone is a list without rows."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(below) for key, below in value.items()}
    if "*" in inner:
        order = sorted((int(key), key) for key in inner if key.isdecimal())
        return [inner[key] for _number, key in order[:MOST_ROWS]]
    return inner


def _walk(params: Any, path: Iterable[str], *, make: bool = False) -> Any:
    for step in path:
        if isinstance(params, dict):
            params = params.setdefault(step, []) if make else params.get(step)
        elif isinstance(params, list) and step.isdecimal() and int(step) < len(params):
            params = params[int(step)]
        else:
            return None
    return params


def _under(at: str, name: str) -> str:
    return f"{at}.{name}".strip(".")


def _input(spec: Mapping[str, Any], value: Any, name: str) -> Input:
    label, help_text = _label(spec), _help(spec)
    match spec["type"]:
        case "boolean":
            return Input(name, label, "checkbox", value in (True, 1, "1", "true"), help_text)
        case "number":
            return Input(
                name, label, "number", "" if value is None else value, help_text,
                low=spec.get("min"), high=spec.get("max"),
            )  # fmt: skip
        case "select":
            options = tuple(
                (str(o.get("value", "")), str(o.get("label", "")))
                for o in spec.get("options") or []
                if isinstance(o, dict)
            )
            if spec.get("optional"):
                options = (("", "–"), *options)
            return Input(name, label, "choice", str(value), help_text, options)
    text = "" if value is None else str(value)
    if "tags" in spec or spec.get("widget") == "html":
        shown, mark = typed(text)
        return Input(name + mark, label, "area", shown, help_text)
    control = "area" if spec.get("widget") == "textarea" else "line"
    return Input(name, label, control, unescape(text), help_text)


def _label(spec: Mapping[str, Any]) -> str:
    return str(spec.get("label") or spec.get("name") or "")


def _help(spec: Mapping[str, Any]) -> str:
    """What the type says about a field, without the markup of its editor."""
    return html.text(str(spec.get("description") or ""))


def _libraries(spec: Mapping[str, Any]) -> Iterator[Version]:
    for option in spec.get("options") or []:
        found = reference(option.get("name") if isinstance(option, dict) else option)
        if found:
            yield found


def _file_name(value: Any) -> str:
    first = value[0] if isinstance(value, list) else value
    return str(first.get("path", "")) if isinstance(first, dict) else ""
