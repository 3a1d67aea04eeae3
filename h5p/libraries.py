"""The library store: what is installed, what may run, what comes in."""

import csv
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from h5p import archive, files, filetypes, manifest, strictjson
from h5p.manifest import LibraryManifest, Version
from h5p.models import ActivityVersion, Library, LibraryFile, LibraryStatus
from h5p.package import Inspection, Installed, PackagedLibrary

# What old but official code cannot do without, inside the sandbox all the same.
EXCEPTIONS: dict[str, dict[str, list[str]]] = {
    "EmbeddedJS": {"script-src": ["'unsafe-eval'"]},
    "RactiveJS": {"script-src": ["'unsafe-eval'"]},
    "H5P.AudioRecorder": {"worker-src": ["blob:"]},
}


@cache
def known_good() -> dict[str, str]:
    """Digest → name and version, of code seen in official packages or written for this project."""
    table = Path(settings.CONTENT_DIR) / "reference" / "h5p_libraries.csv"
    with table.open(encoding="utf-8", newline="") as rows:
        return {row["digest"]: f"{row['name']} {row['version']}" for row in csv.DictReader(rows)}


def in_force(version: Version) -> Library | None:
    """The approved code with the highest patch."""
    return (
        Library.objects.filter(
            name=version.name, major=version.major, minor=version.minor,
            status=LibraryStatus.APPROVED,
        )
        .order_by("-patch", "-installed_at")
        .first()
    )  # fmt: skip


def find_installed(version: Version) -> Installed | None:
    library = in_force(version)
    if library is None:
        return None
    return Installed(manifest_of(library), library.digest, library.semantics)


def manifest_of(library: Library) -> LibraryManifest:
    """From the stored library.json; its files were checked when it came in."""
    source = library.source
    named = [
        e["path"] for key in ("preloadedJs", "preloadedCss") for e in source.get(key, [])
    ]  # fmt: skip
    directory = f"{library.name}-{library.major}.{library.minor}"
    found, _problems = manifest.library_manifest(
        directory, source, {path.strip().removeprefix("/") for path in named}
    )
    if found is None:
        raise LookupError(directory)
    return found


def standing(packaged: PackagedLibrary) -> str:
    """known, waiting, blocked, forked, same, older or new: what installing this code would mean."""
    here = Library.objects.filter(digest=packaged.digest).first()
    if here:
        return {"waiting": "waiting", "blocked": "blocked"}.get(here.status, "same")
    force = in_force(packaged.manifest.version)
    if force and force.patch > packaged.manifest.patch:
        return "older"
    if packaged.digest in known_good():
        return "known"
    # Other bytes under a name and patch that are here or known: not the code it claims to be.
    claimed = f"{packaged.manifest.version.name} {packaged.manifest.full_version}"
    if (force and force.patch == packaged.manifest.patch) or claimed in known_good().values():
        return "forked"
    return "new"


def install(
    packaged: Iterable[PackagedLibrary], file: IO[bytes], limits: archive.Limits
) -> list[Library]:
    """Stores the code that is new. Unknown code waits for an administrator. Safe to repeat."""
    wanted = {p.directory: p for p in packaged if standing(p) in ("known", "new", "forked")}
    if not wanted:
        return []
    stored: dict[str, list[tuple[str, str, int]]] = {name: [] for name in wanted}
    with archive.open_archive(file, limits) as opened:
        for member, path in archive.members(opened, limits, []):
            directory, _, inner = path.partition("/")
            if directory in wanted and _served(inner):
                sha256, size = files.put(archive.chunks(opened, member, path))
                stored[directory].append((inner, sha256, size))
    return [_create(wanted[name], rows) for name, rows in stored.items()]


def _served(path: str) -> bool:
    return filetypes.extension(path) not in filetypes.LEFT_OUT


@transaction.atomic
def _create(packaged: PackagedLibrary, rows: list[tuple[str, str, int]]) -> Library:
    found = packaged.manifest
    trusted = packaged.digest in known_good()
    library, created = Library.objects.get_or_create(
        digest=packaged.digest,
        defaults={
            "name": found.version.name, "major": found.version.major,
            "minor": found.version.minor, "patch": found.patch, "title": found.title,
            "runnable": found.runnable, "licence": found.licence[:40],
            "source": dict(found.source), "semantics": packaged.semantics,
            "known_good": trusted, "policy": EXCEPTIONS.get(found.version.name, {}),
            "status": LibraryStatus.APPROVED if trusted else LibraryStatus.WAITING,
        },
    )  # fmt: skip
    if created:
        unique = {path: (sha256, size) for path, sha256, size in rows}
        LibraryFile.objects.bulk_create(
            LibraryFile(library=library, path=path, sha256=sha256, size=size)
            for path, (sha256, size) in unique.items()
        )
    return library


def resolve(inspection: Inspection) -> tuple[list[Library], list[Version]]:
    """The code in force for what the content needs, in load order, and what is not in force yet."""
    found = [(version, in_force(version)) for version in inspection.needed]
    return [lib for _, lib in found if lib], [version for version, lib in found if lib is None]


def in_use() -> set[str]:
    """Digests that some version of some activity runs with."""
    lists = ActivityVersion.objects.values_list("libraries", flat=True)
    return {digest for digests in lists for digest in digests}


def install_bundled() -> int:
    """The task types that come with this project. Returns how many were new. Safe to repeat."""
    count = 0
    for folder in sorted((Path(settings.CONTENT_DIR) / "h5p").glob("*-*.*")):
        paths = {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}
        digests = {name: hashlib.sha256(p.read_bytes()).hexdigest() for name, p in paths.items()}
        source = strictjson.loads(paths["library.json"].read_bytes())
        digest = manifest.canonical_digest(source, digests)
        found, _problems = manifest.library_manifest(folder.name, source, paths)
        if found is None or Library.objects.filter(digest=digest).exists():
            continue
        semantics = paths.get("semantics.json")
        packaged = PackagedLibrary(
            folder.name, found, digest, {},
            strictjson.loads(semantics.read_bytes()) if semantics else [],
        )  # fmt: skip
        rows = [(name, *files.put([p.read_bytes()])) for name, p in paths.items()]
        library = _create(packaged, rows)
        Library.objects.filter(pk=library.pk).update(status=LibraryStatus.APPROVED, known_good=True)
        count += 1
    return count
