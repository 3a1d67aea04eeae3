"""Reads a course folder or a zip of one into memory, trusting nothing it says. Pure.

Nothing is ever written to disk. Sizes are counted while reading, never taken from a header.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from authoring.problems import Problem, gettext_noop

MEBIBYTE = 1024 * 1024
CHUNK = 64 * 1024
IMAGE_SUFFIXES = (".svg", ".png", ".jpg", ".jpeg", ".webp")
RUBBISH = re.compile(r"(^|/)(__MACOSX|\.git|\.DS_Store|Thumbs\.db|desktop\.ini)(/|$)")
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Limits:
    archive: int = 40 * MEBIBYTE
    total: int = 80 * MEBIBYTE
    members: int = 1000
    image: int = 2 * MEBIBYTE
    text: int = MEBIBYTE // 2

    def for_file(self, name: str) -> int:
        return self.image if name.lower().endswith(IMAGE_SUFFIXES) else self.text


LIMITS = Limits()


class Refused(Exception):
    """The folder or archive as a whole cannot be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


Files = dict[str, bytes]


def read_folder(folder: Path, limits: Limits = LIMITS) -> tuple[Files, list[Problem]]:
    """All files by their path from the folder, with ``/`` between the parts."""
    files: Files = {}
    problems: list[Problem] = []
    total = 0
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        try:
            _check_count(len(files), limits)
            if path.is_symlink() or not path.is_file():
                problems.append(Problem(name, 0, _LINK))
                continue
            with path.open("rb") as stream:
                content = _read(stream, name, limits, limits.total - total)
        except Refused as refused:
            return {}, [*problems, refused.problem]
        except OSError:
            problems.append(Problem(name, 0, gettext_noop("This file cannot be read.")))
            continue
        total += len(content)
        if len(content) > limits.for_file(name):
            problems.append(_too_large(name, limits))
        else:
            files[name] = content
    return files, problems


def read_zip(stream: IO[bytes], limits: Limits = LIMITS) -> tuple[Files, list[Problem]]:
    """Like ``read_folder``; one folder around everything is taken off."""
    try:
        _check_archive_size(stream, limits)
        with zipfile.ZipFile(stream) as archive:
            return _read_members(archive, limits)
    except Refused as refused:
        return {}, [refused.problem]
    except BROKEN_ZIP:
        return {}, [Problem("", 0, gettext_noop("This is not a readable zip archive."))]


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """The same files give the same bytes, on any day."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(f"{folder}/{name}", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
    return stream.getvalue()


def _read_members(archive: zipfile.ZipFile, limits: Limits) -> tuple[Files, list[Problem]]:
    members = [m for m in archive.infolist() if not RUBBISH.search(m.filename)]
    _check_count(len(members) - 1, limits)
    problems = [problem for member in members if (problem := _suspicious(member))]
    problems += _repeated([m.filename for m in members])
    if problems:
        return {}, problems
    files: Files = {}
    total = 0
    for member in members:
        if member.is_dir():
            continue
        with archive.open(member) as stream:
            content = _read(stream, member.filename, limits, limits.total - total)
        total += len(content)
        if len(content) > limits.for_file(member.filename):
            problems.append(_too_large(member.filename, limits))
        else:
            files[member.filename] = content
    return _without_outer_folder(files, problems)


def _read(stream: IO[bytes], name: str, limits: Limits, left: int) -> bytes:
    """At most one chunk more than the file may have, so that a bomb costs nothing."""
    ceiling = limits.for_file(name)
    parts: list[bytes] = []
    size = 0
    while size <= ceiling and (part := stream.read(CHUNK)):
        parts.append(part)
        size += len(part)
        if size > left:
            raise Refused(Problem("", 0, _TOTAL, {"limit": limits.total // MEBIBYTE}))
    return b"".join(parts)


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if RUBBISH.search(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _suspicious(member: zipfile.ZipInfo) -> Problem | None:
    name = member.filename
    parts = name.rstrip("/").split("/")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return Problem(name, 0, gettext_noop("The archive has an absolute path; nothing was read."))
    if "\\" in name or any(part in ("", ".", "..") for part in parts):
        return Problem(
            name,
            0,
            gettext_noop("The archive has a path that leaves its folder; nothing was read."),
        )
    if not name.isprintable() or len(name) > 200:
        return Problem(
            name[:80],
            0,
            gettext_noop("The archive has a file name that cannot be used; nothing was read."),
        )
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Problem(name, 0, _LINK)
    if member.flag_bits & 0x1:
        return Problem(name, 0, gettext_noop("This file is encrypted; nothing was read."))
    return None


def _repeated(names: list[str]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for name in names:
        folded = name.rstrip("/").casefold()
        if folded in seen:
            problems.append(Problem(name, 0, gettext_noop("The archive has this file twice.")))
        seen.add(folded)
    return problems


def _without_outer_folder(files: Files, problems: list[Problem]) -> tuple[Files, list[Problem]]:
    outer = {name.partition("/")[0] for name in files}
    if len(outer) != 1 or not all("/" in name for name in files):
        return files, problems
    prefix = f"{outer.pop()}/"
    if f"{prefix}course.toml" not in files:
        return files, problems
    inner = {name.removeprefix(prefix): content for name, content in files.items()}
    return inner, [
        Problem(p.file.removeprefix(prefix), p.line, p.message, p.params) for p in problems
    ]


def _check_count(already: int, limits: Limits) -> None:
    if already >= limits.members:
        raise Refused(
            Problem(
                "",
                0,
                gettext_noop("There are more than %(limit)d files; nothing was read."),
                {"limit": limits.members},
            )
        )


def _check_archive_size(stream: IO[bytes], limits: Limits) -> None:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > limits.archive:
        raise Refused(
            Problem(
                "",
                0,
                gettext_noop("The archive is larger than %(limit)d MB; nothing was read."),
                {"limit": limits.archive // MEBIBYTE},
            )
        )


def _too_large(name: str, limits: Limits) -> Problem:
    if name.lower().endswith(IMAGE_SUFFIXES):
        limit = limits.image // MEBIBYTE
        return Problem(
            name, 0, gettext_noop("This image is larger than %(limit)d MB."), {"limit": limit}
        )
    return Problem(
        name,
        0,
        gettext_noop("This file is larger than %(limit)d KB."),
        {"limit": limits.text // 1024},
    )


_LINK = gettext_noop("Links and special files are not read; put the file itself here.")
_TOTAL = gettext_noop(
    "Unpacked, the files are larger than %(limit)d MB together; nothing was read."
)
