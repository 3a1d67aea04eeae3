"""Parameters reduced to what the library's own semantics allow, with its defaults filled in."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from h5p import html
from h5p.manifest import Version, reference
from h5p.problems import Problem, error, warn

Semantics = list[Any]
FindSemantics = Callable[[Version], Semantics | None]

_COPIED_PATH = re.compile(r"^(\.\./){1,2}(.*content/)?(\d+|editor)/(.+)$")
_NAMESPACE = uuid.UUID("7c0c1c1c-5d0c-4a2f-9d7a-0f6d6b5a4e11")
_FILE_KEYS = {
    "image": ("path", "mime", "copyright", "width", "height", "originalImage"),
    "video": ("path", "mime", "copyright", "codecs", "quality", "bitrate"),
    "audio": ("path", "mime", "copyright", "codecs", "quality", "bitrate"),
    "file": ("path", "mime", "copyright"),
}
_METADATA_TEXT = (
    "title", "a11yTitle", "license", "licenseVersion", "yearFrom", "yearTo", "source",
    "licenseExtras", "authorComments", "contentType", "defaultLanguage", "language",
)  # fmt: skip
_MISSING = object()


@dataclass
class Filtered:
    """`files`: paths used. `hosts`: foreign hosts that the content would call."""

    params: Any = None
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, bool] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)


class Filter:
    """One run over one content. `seed` makes the ids given here the same at every import."""

    def __init__(self, find: FindSemantics, seed: str) -> None:
        self.find, self.seed = find, seed
        self.result = Filtered()
        self.ids: set[str] = set()

    def run(self, params: Any, library: Version) -> Filtered:
        semantics = self.find(library)
        self.result.params = self._fields(params, semantics or [], f"{library}")
        return self.result

    def _fields(self, params: Any, fields: Semantics, where: str) -> dict[str, Any]:
        params = params if isinstance(params, dict) else {}
        kept: dict[str, Any] = {}
        for spec in fields:
            if not isinstance(spec, dict) or not isinstance(spec.get("name"), str):
                continue
            name = spec["name"]
            if name == "subContentId" and spec.get("type") == "text":
                # rows of Summary and Single Choice Set speak under an id of their own
                kept[name] = self._identity(params.get(name), where)
                continue
            value = self._value(params.get(name, _MISSING), spec, f"{where}/{name}")
            if value is not _MISSING:
                kept[name] = value
        return kept

    def _value(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        kind = spec.get("type")
        if value is _MISSING or value is None:
            value = _default(spec)
        handler = getattr(self, f"_{kind}", None) if isinstance(kind, str) else None
        if handler is None or (value is _MISSING and kind != "group"):
            return _MISSING
        return handler(value, spec, where)

    def _text(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return _MISSING
        text = str(value)
        if "tags" in spec:
            tags = spec["tags"] if isinstance(spec["tags"], list) else []
            font = spec.get("font")
            text = html.clean(
                text, frozenset(t.lower() for t in tags if isinstance(t, str)),
                frozenset(k for k, on in font.items() if on) if isinstance(font, dict) else frozenset(),
            )  # fmt: skip
        else:
            text = html.plain(text)
        limit = _whole(spec.get("maxLength"))
        return text[:limit] if limit else text

    def _number(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        number = _numeric(value)
        if number is None:
            return _MISSING
        low, high = _numeric(spec.get("min")), _numeric(spec.get("max"))
        if low is not None:
            number = max(number, low)
        if high is not None:
            number = min(number, high)
        decimals = _whole(spec.get("decimals"))
        number = round(number, min(decimals, 10)) if decimals else number
        return int(number) if number == int(number) else number

    def _boolean(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        return value if isinstance(value, bool) else value in (1, "1", "true")

    def _select(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        options = spec.get("options")
        allowed = [o.get("value") for o in options or [] if isinstance(o, dict)]
        if isinstance(value, list):
            # several ticks, or choices that only the editor knows (the elements of a drop zone)
            kept = [v for v in value if isinstance(v, str | int) and (not allowed or v in allowed)]
            return [html.plain(v) if isinstance(v, str) else v for v in kept]
        if isinstance(value, str | int | float):
            for option in allowed:
                if isinstance(option, str | int | float) and str(option) == str(value):
                    return option
        if not allowed:
            return html.plain(value) if isinstance(value, str) else _MISSING
        return allowed[0] if not spec.get("optional") else _MISSING

    def _list(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        inner = spec.get("field")
        if not isinstance(value, list) or not isinstance(inner, dict):
            return _MISSING
        limit = _whole(spec.get("max"))
        items = (
            self._value(v, inner, f"{where}/{i}") for i, v in enumerate(value[: limit or None])
        )
        kept = [item for item in items if item is not _MISSING]
        return kept or _MISSING

    def _group(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        fields = spec.get("fields")
        if not isinstance(fields, list):
            return _MISSING
        if (
            len(fields) == 1
            and isinstance(fields[0], dict)
            and spec.get("isSubContent") is not True
        ):
            return self._value(value, fields[0], where)
        if value is _MISSING and spec.get("optional") is True:
            return _MISSING
        kept = self._fields(value, fields, where)
        return kept if kept or value is not _MISSING else _MISSING

    def _library(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        if not isinstance(value, dict) or not value.get("library"):
            return _MISSING
        version = reference(value["library"])
        if version is None or str(version) not in _options(spec):
            self.result.problems.append(
                error("library-not-allowed", library=value["library"], where=where)
            )
            return _MISSING
        semantics = self.find(version)
        if semantics is None:
            self.result.problems.append(error("library-missing", library=version, where=where))
            return _MISSING
        kept: dict[str, Any] = {
            "library": str(version),
            "params": self._fields(value.get("params"), semantics, where),
            "subContentId": self._identity(value.get("subContentId"), where),
        }
        if isinstance(value.get("metadata"), dict):
            kept["metadata"] = self.metadata(value["metadata"])
        self._look_for_alt(version, kept["params"], where)
        return kept

    def metadata(self, source: dict[str, Any]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key in _METADATA_TEXT:
            if isinstance(source.get(key), str | int) and source[key] != "":
                kept[key] = html.plain(str(source[key])[:10_000])
        for key in ("authors", "changes"):
            rows = source.get(key)
            if isinstance(rows, list) and rows:
                kept[key] = [
                    {k: html.plain(v[:2_000]) for k, v in row.items() if isinstance(v, str)}
                    for row in rows[:100] if isinstance(row, dict)
                ]  # fmt: skip
        return kept

    def _identity(self, given: Any, where: str) -> str:
        try:
            identity = str(uuid.UUID(given))
        except (ValueError, TypeError, AttributeError):
            identity = ""
        if not identity or identity in self.ids:
            identity = str(uuid.uuid5(_NAMESPACE, f"{self.seed}{where}"))
        self.ids.add(identity)
        return identity

    def _look_for_alt(self, version: Version, params: dict[str, Any], where: str) -> None:
        shown = params.get("file") and not params.get("decorative")
        if version.name == "H5P.Image" and shown and not str(params.get("alt", "")).strip():
            self.result.problems.append(warn("missing-alt", where=where))

    def _file(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        if not isinstance(value, dict):
            return _MISSING
        kept = self._one_file(value, _FILE_KEYS[spec["type"]], where)
        return kept or _MISSING

    _image = _file

    def _video(self, value: Any, spec: dict[str, Any], where: str) -> Any:
        items = value if isinstance(value, list) else []
        files = (self._one_file(v, _FILE_KEYS[spec["type"]], where) for v in items)
        return [f for f in files if f] or _MISSING

    _audio = _video

    def _one_file(self, value: Any, keys: tuple[str, ...], where: str) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        if not isinstance(value, dict) or not isinstance(value.get("path"), str):
            return kept
        for key in keys:
            item = value.get(key)
            if key == "copyright" and isinstance(item, dict):
                kept[key] = {k: html.plain(v) for k, v in item.items() if isinstance(v, str)}
            elif isinstance(item, str):
                kept[key] = html.plain(item) if key not in ("path", "originalImage") else item
            elif isinstance(item, int) and not isinstance(item, bool):
                kept[key] = item
        kept["path"] = self._path(value["path"], where)
        kept.pop("originalImage", None)
        if kept["path"] and not (kept.get("copyright") or {}).get("license", "U").strip("U"):
            self.result.problems.append(warn("media-licence", path=kept["path"], where=where))
        return kept if kept["path"] else {}

    def _path(self, path: str, where: str) -> str:
        path = path.removesuffix("#tmp")
        if copied := _COPIED_PATH.match(path):
            path = copied[4]
        try:
            url = urlsplit(path)
        except ValueError:
            url = urlsplit("x:")
        if url.scheme in ("https", "http") and url.hostname:
            self.result.hosts.add(url.hostname)
            return path
        if url.scheme or path.startswith(("/", "\\")) or ".." in path.split("/"):
            self.result.problems.append(error("media-path", path=path, where=where))
            return ""
        self.result.files[path] = True
        return path


def _default(spec: dict[str, Any]) -> Any:
    default = spec.get("default", _MISSING)
    return default if default is not None else _MISSING


def _options(spec: dict[str, Any]) -> set[str]:
    options = spec.get("options")
    found = set()
    for option in options if isinstance(options, list) else []:
        name = option.get("name") if isinstance(option, dict) else option
        if version := reference(name):
            found.add(str(version))
    return found


def _numeric(value: Any) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    return value if isinstance(value, int | float) and abs(value) < 1e15 else None


def _whole(value: Any) -> int:
    number = _numeric(value)
    return int(number) if number is not None and number > 0 else 0
