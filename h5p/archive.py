"""Reading an `.h5p` archive of unknown origin: every check streams, nothing touches the disk.

A member's size is counted while it is unpacked; what the archive's directory declares is not
believed. Only JSON that the checks need is kept in memory.
"""

import hashlib
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from h5p import filetypes, strictjson
from h5p.problems import BadPackage, Problem, error, warn

CHUNK = 256 * 1024
# Elsewhere (labels of official libraries among them) a key given twice is sloppy, not an attack.
_CAREFUL = frozenset(("h5p.json", "content.json", "library.json"))


@dataclass(frozen=True)
class Limits:
    package_bytes: int = 600 * 1024 * 1024
    members: int = 10_000
    member_bytes: int = 256 * 1024 * 1024
    total_bytes: int = 1024 * 1024 * 1024
    ratio: int = 100
    ratio_from: int = 1024 * 1024
    name_bytes: int = 240
    json_bytes: int = strictjson.MAX_BYTES
    json_total_bytes: int = 24 * 1024 * 1024


@dataclass(frozen=True)
class StoredFile:
    """A file of the package: its path in it, and what it holds."""

    path: str
    size: int
    sha256: str
    head: bytes = field(default=b"", repr=False, compare=False)


@dataclass
class Contents:
    """All that one pass over the archive finds out. Paths are relative to their directory."""

    sha256: str = ""
    h5p: Any = None
    content: Any = None
    files: dict[str, StoredFile] = field(default_factory=dict)
    libraries: dict[str, dict[str, StoredFile]] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0
    json_bytes: int = 0


def open_archive(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """Raises BadPackage. The directory's size is checked before it is read."""
    _check_end_record(file, limits)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        raise BadPackage("not-a-zip") from None
    if len(archive.infolist()) > limits.members:
        raise BadPackage("too-many-members", limit=limits.members)
    return archive


def _check_end_record(file: IO[bytes], limits: Limits) -> None:
    size = file.seek(0, 2)
    if size > limits.package_bytes:
        raise BadPackage("package-too-large", limit=_megabytes(limits.package_bytes))
    file.seek(max(0, size - 65_557))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise BadPackage("not-a-zip")
    disk, start_disk, here, entries, length, offset, comment = struct.unpack(
        "<HHHHIIH", tail[at + 4 : at + 22]
    )
    if disk or start_disk or here != entries:
        raise BadPackage("multi-disk")
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\x06\x07":
        raise BadPackage("zip64")
    # 46 bytes of fixed fields, a name, and room for extra fields and a comment.
    if entries > limits.members or length > limits.members * (46 + limits.name_bytes + 128):
        raise BadPackage("too-many-members", limit=limits.members)
    if len(tail) - at - 22 != comment or offset + length > size:
        raise BadPackage("not-a-zip")


def read(file: IO[bytes], limits: Limits | None = None) -> Contents:
    """One pass over everything. Raises BadPackage for what makes the rest meaningless."""
    limits = limits or Limits()
    contents = Contents(sha256=_sha256(file))
    seen: dict[str, StoredFile | str] = {}
    with open_archive(file, limits) as archive:
        for member, path in members(archive, limits, contents.problems):
            in_library = not path.startswith("content/") and path != "h5p.json"
            _read_member(archive, member, path, in_library, limits, contents, seen)
    for required in ("h5p.json", "content/content.json"):
        if required not in contents.json:
            contents.problems.append(error("missing-file", path=required))
    contents.h5p = contents.json.pop("h5p.json", None)
    contents.content = contents.json.pop("content/content.json", None)
    return contents


def members(
    archive: zipfile.ZipFile, limits: Limits, problems: list[Problem]
) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The members worth reading with their clean paths. A dangerous name stops everything."""
    ignored: set[str] = set()
    for member in archive.infolist():
        path = _name(member, limits)
        if member.flag_bits & 0x1:
            raise BadPackage("encrypted", path=path)
        mode = stat.S_IFMT(member.external_attr >> 16)
        if path.endswith("/"):
            continue
        if mode not in (0, stat.S_IFREG):
            raise BadPackage("special-file", path=path)
        parts = path.split("/")
        if any(part.startswith((".", "_")) for part in parts):
            continue
        if len(parts) == 1 and path != "h5p.json":
            ignored.add(path)
            continue
        yield member, path
    problems.extend(warn("ignored-file", path=path) for path in sorted(ignored)[:20])


def _name(member: zipfile.ZipInfo, limits: Limits) -> str:
    raw = member.orig_filename
    if not member.flag_bits & 0x800 and not raw.isascii():
        try:
            raw = raw.encode("cp437").decode("utf-8")
        except UnicodeError:
            raise BadPackage("name-encoding", path=member.filename) from None
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in raw):
        raise BadPackage("name-characters", path=raw)
    if "\\" in raw or raw.startswith("/") or ":" in raw.split("/")[0]:
        raise BadPackage("name-absolute", path=raw)
    path = unicodedata.normalize("NFC", raw)
    parts = path.removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in parts):
        raise BadPackage("name-traversal", path=raw)
    if len(path.encode()) > limits.name_bytes:
        raise BadPackage("name-too-long", path=raw, limit=limits.name_bytes)
    return path


def _read_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: str,
    in_library: bool,
    limits: Limits,
    contents: Contents,
    seen: dict[str, StoredFile | str],
) -> None:
    if path != "h5p.json" and not filetypes.allowed(path, in_library=in_library):
        contents.problems.append(error("file-type", path=path))
        return
    keep = _wanted_json(path)
    stored, data = _unpack(archive, member, path, keep, limits, contents)
    key = unicodedata.normalize("NFC", path.casefold())
    if key in seen:
        if seen[key] != stored:
            raise BadPackage("duplicate-name", path=path)
        return
    seen[key] = stored
    if filetypes.disguised(path, stored.head, in_library=in_library):
        contents.problems.append(error("disguised-file", path=path))
    if keep:
        _parse(path, data, limits, contents)
    if path.startswith("content/"):
        if path != "content/content.json":
            contents.files[path.removeprefix("content/")] = stored
    elif path != "h5p.json":
        directory, _, inner = path.partition("/")
        contents.libraries.setdefault(directory, {})[inner] = stored


def _wanted_json(path: str) -> bool:
    """JSON that the checks read. Other JSON (media) is checked as bytes only."""
    parts = path.split("/")
    return (
        path in ("h5p.json", "content/content.json")
        or (len(parts) == 2 and parts[1] in ("library.json", "semantics.json"))
        or (len(parts) == 3 and parts[1] == "language" and path.endswith(".json"))
    )


def _parse(path: str, data: bytes, limits: Limits, contents: Contents) -> None:
    parts = path.split("/")
    try:
        contents.json[path] = strictjson.loads(
            data, max_bytes=limits.json_bytes, duplicates=parts[-1] not in _CAREFUL
        )
    except strictjson.BadJson as bad:
        contents.problems.append(error(f"json-{bad.reason}", path=path))
        contents.json[path] = None
    if len(parts) == 3:
        # A language file only has to be valid; keeping hundreds of them would be waste.
        del contents.json[path]


def _unpack(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    path: str,
    keep: bool,
    limits: Limits,
    contents: Contents,
) -> tuple[StoredFile, bytes]:
    digest = hashlib.sha256()
    kept = bytearray()
    head = b""
    size = 0
    for chunk in chunks(archive, member, path):
        head = head or chunk[: filetypes.HEAD]
        size += len(chunk)
        contents.total += len(chunk)
        if size > limits.member_bytes:
            raise BadPackage("member-too-large", path=path, limit=_megabytes(limits.member_bytes))
        if contents.total > limits.total_bytes:
            raise BadPackage("total-too-large", limit=_megabytes(limits.total_bytes))
        if size > limits.ratio_from and size > limits.ratio * max(1, member.compress_size):
            raise BadPackage("bomb", path=path, limit=limits.ratio)
        if keep:
            if size > limits.json_bytes:
                raise BadPackage("json-size", path=path)
            kept += chunk
            contents.json_bytes += len(chunk)
            if contents.json_bytes > limits.json_total_bytes:
                raise BadPackage("json-size", path=path)
        digest.update(chunk)
    return StoredFile(path, size, digest.hexdigest(), head), bytes(kept)


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str) -> Iterator[bytes]:
    """The bytes of a member; a broken, lying or unknown compression is BadPackage."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise BadPackage("unknown-compression", path=path)
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error):
        raise BadPackage("broken-member", path=path) from None
    except (NotImplementedError, RuntimeError, MemoryError, IndexError):
        raise BadPackage("unknown-compression", path=path) from None


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:g}"
