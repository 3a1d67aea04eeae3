"""What `h5p.json` and `library.json` say: checked, typed, and the identity of a library's code."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from h5p import strictjson
from h5p.problems import Problem, error

CORE_API = (1, 28)

_REFERENCE = re.compile(r"^([\w.\-]{1,255})[\- ](\d{1,5})\.(\d{1,5})$", re.ASCII)
_DIRECTORY = re.compile(r"^[\w.\-]{1,255}$", re.ASCII)
_MACHINE_NAME = re.compile(r"^[$a-z_][0-9a-z_.$\-]{1,254}$", re.IGNORECASE | re.ASCII)
_LANGUAGE = re.compile(r"^[-a-zA-Z]{1,10}$")
_CODE_PATH = re.compile(r"^/?([\w\-\s.]+/)*[\w\-\s.]+\.(js|css)$", re.ASCII | re.IGNORECASE)


class Version(NamedTuple):
    """A library as content refers to it: everything but the patch."""

    name: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.name} {self.major}.{self.minor}"


@dataclass(frozen=True)
class LibraryManifest:
    version: Version
    patch: int
    title: str
    runnable: bool
    core_api: tuple[int, int]
    licence: str
    preloaded_js: tuple[str, ...] = ()
    preloaded_css: tuple[str, ...] = ()
    preloaded: tuple[Version, ...] = ()
    dynamic: tuple[Version, ...] = ()
    editor: tuple[Version, ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def full_version(self) -> str:
        return f"{self.version.major}.{self.version.minor}.{self.patch}"


@dataclass(frozen=True)
class PackageManifest:
    title: str
    main_library: str
    language: str
    licence: str
    dependencies: tuple[Version, ...]
    source: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def main(self) -> Version | None:
        return next((v for v in self.dependencies if v.name == self.main_library), None)


def reference(text: object) -> Version | None:
    """'H5P.Blanks 1.14' or 'H5P.Blanks-1.14' as a version; None when it is neither."""
    match = _REFERENCE.match(text) if isinstance(text, str) else None
    return Version(match[1], int(match[2]), int(match[3])) if match else None


def package_manifest(source: Any) -> tuple[PackageManifest | None, list[Problem]]:
    problems: list[Problem] = []
    if not isinstance(source, dict):
        return None, [error("h5p-json-shape")]
    _check(source, "title", lambda v: isinstance(v, str) and 1 <= len(v) <= 255, problems)
    _check(source, "mainLibrary", lambda v: isinstance(v, str) and _MACHINE_NAME.match(v), problems)
    _check(source, "language", lambda v: isinstance(v, str) and _LANGUAGE.match(v), problems)
    _check(
        source, "embedTypes",
        lambda v: isinstance(v, list) and v and all(e in ("iframe", "div") for e in v), problems,
    )  # fmt: skip
    dependencies = _dependencies(source, "preloadedDependencies", "h5p.json", problems)
    if "preloadedDependencies" not in source:
        problems.append(error("h5p-json-field", field="preloadedDependencies"))
    if problems:
        return None, problems
    licence = source.get("license")
    manifest = PackageManifest(
        source["title"], source["mainLibrary"], source["language"],
        licence if isinstance(licence, str) else "U", dependencies, source,
    )  # fmt: skip
    if manifest.main is None:
        return None, [error("main-library-unlisted", library=manifest.main_library)]
    return manifest, []


def _check(source: dict, name: str, holds: Any, problems: list[Problem]) -> None:
    if not holds(source.get(name)):
        problems.append(error("h5p-json-field", field=name))


def library_manifest(
    directory: str, source: Any, files: Iterable[str]
) -> tuple[LibraryManifest | None, list[Problem]]:
    """`files`: the paths in the library's directory, relative to it."""
    problems: list[Problem] = []
    if not _DIRECTORY.match(directory):
        return None, [error("library-directory", directory=directory)]
    if not isinstance(source, dict):
        return None, [error("library-json-shape", directory=directory)]
    name = source.get("machineName")
    major, minor, patch = (number(source.get(f"{p}Version")) for p in ("major", "minor", "patch"))
    if not isinstance(name, str) or not _MACHINE_NAME.match(name):
        problems.append(error("library-json-field", directory=directory, field="machineName"))
    if major is None or minor is None or patch is None:
        problems.append(error("library-json-field", directory=directory, field="…Version"))
    if not isinstance(source.get("title"), str) or not source["title"]:
        problems.append(error("library-json-field", directory=directory, field="title"))
    if number(source.get("runnable", 0)) not in (0, 1):
        problems.append(error("library-json-field", directory=directory, field="runnable"))
    if problems or not isinstance(name, str) or major is None or minor is None or patch is None:
        return None, problems
    version = Version(name, major, minor)
    if directory not in (name, f"{name}-{version.major}.{version.minor}"):
        problems.append(error("library-directory-name", directory=directory, library=version))
    core_api = _core_api(source.get("coreApi"))
    if core_api > CORE_API:
        problems.append(error("core-api", library=version, needs=f"{core_api[0]}.{core_api[1]}"))
    manifest = LibraryManifest(
        version=version, patch=patch, title=source["title"][:255],
        runnable=number(source.get("runnable", 0)) == 1, core_api=core_api,
        licence=source["license"] if isinstance(source.get("license"), str) else "",
        preloaded_js=_code(source, "preloadedJs", directory, files, problems),
        preloaded_css=_code(source, "preloadedCss", directory, files, problems),
        preloaded=_dependencies(source, "preloadedDependencies", directory, problems),
        dynamic=_dependencies(source, "dynamicDependencies", directory, problems),
        editor=_dependencies(source, "editorDependencies", directory, problems), source=source,
    )  # fmt: skip
    return (None if problems else manifest), problems


def number(value: Any) -> int | None:
    """Versions come as 1 and as "1"; anything but a small whole number is None."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and 0 <= value <= 99999:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 5:
        return int(value)
    return None


def _core_api(value: Any) -> tuple[int, int]:
    if not isinstance(value, dict):
        return (1, 0)
    return (number(value.get("majorVersion")) or 1, number(value.get("minorVersion")) or 0)


def _code(
    source: dict, key: str, directory: str, files: Iterable[str], problems: list[Problem]
) -> tuple[str, ...]:
    entries = source.get(key, [])
    paths: list[str] = []
    for entry in entries if isinstance(entries, list) else [None]:
        path = entry.get("path") if isinstance(entry, dict) else None
        path = path.strip().removeprefix("/") if isinstance(path, str) else ""
        if not _CODE_PATH.match(path) or any(part in ("", ".", "..") for part in path.split("/")):
            problems.append(error("library-code-path", directory=directory, path=path or key))
        elif path not in files:
            problems.append(error("library-code-missing", directory=directory, path=path))
        else:
            paths.append(path)
    return tuple(paths)


def _dependencies(
    source: dict, key: str, where: str, problems: list[Problem]
) -> tuple[Version, ...]:
    entries = source.get(key, [])
    versions: list[Version] = []
    for entry in entries if isinstance(entries, list) else [None]:
        entry = entry if isinstance(entry, dict) else {}
        name, major, minor = (
            entry.get("machineName"), number(entry.get("majorVersion")),
            number(entry.get("minorVersion")),
        )  # fmt: skip
        named = isinstance(name, str) and _MACHINE_NAME.match(name)
        if not named or major is None or minor is None:
            problems.append(error("dependency-shape", where=where, field=key))
        else:
            versions.append(Version(str(name), major, minor))
    return tuple(dict.fromkeys(versions))


def canonical_digest(source: Mapping[str, Any], files: Mapping[str, str]) -> str:
    """The identity of a library's code, the same however a host has rewritten `library.json`.

    `files`: path → SHA-256 in hex, relative to the library's directory. README-like files and the
    wording of library.json do not count; what is loaded and in which order does.
    """
    subset: dict[str, Any] = {"machineName": source["machineName"]}
    for key in ("majorVersion", "minorVersion", "patchVersion", "runnable"):
        if key in source:
            subset[key] = number(source[key])
    for key in ("preloadedJs", "preloadedCss"):
        if key in source:
            subset[key] = [entry["path"] for entry in source[key]]
    for key in ("preloadedDependencies", "dynamicDependencies", "editorDependencies"):
        if key in source:
            subset[key] = sorted(
                f"{d['machineName']} {d['majorVersion']}.{d['minorVersion']}" for d in source[key]
            )
    if "addTo" in source:
        subset["addTo"] = source["addTo"]
    digest = hashlib.sha256(_compact_ascii(subset) + b"\n")
    for path in sorted(files):
        if path != "library.json" and not path.lower().endswith(".md"):
            digest.update(path.encode() + b"\0" + files[path].encode() + b"\n")
    return digest.hexdigest()


def _compact_ascii(value: Any) -> bytes:
    return strictjson.json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
