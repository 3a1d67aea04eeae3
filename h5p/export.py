"""An activity as an `.h5p` file: the same version gives the same bytes, with or without its libraries."""

import json
import zipfile
from collections.abc import Iterator
from typing import IO

from h5p import activities, files
from h5p.models import ActivityVersion

_WHEN = (1980, 1, 1, 0, 0, 0)


def write(version: ActivityVersion, out: IO[bytes], *, with_libraries: bool = True) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, data in _members(version, with_libraries=with_libraries):
            info = zipfile.ZipInfo(path, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)


def _members(version: ActivityVersion, *, with_libraries: bool) -> Iterator[tuple[str, bytes]]:
    libraries = sorted(activities.libraries_of(version), key=str)
    head = {k: v for k, v in version.metadata.items() if k not in ("title", "license")} | {
        "title": version.metadata.get("title") or version.activity.title,
        "language": version.language or "und",
        "mainLibrary": version.library.name,
        "embedTypes": ["iframe"],
        "license": version.licence or "U",
        "preloadedDependencies": [
            {"machineName": lib.name, "majorVersion": lib.major, "minorVersion": lib.minor}
            for lib in libraries
        ],
    }
    yield "h5p.json", _json(head)
    yield "content/content.json", _json(version.params)
    for row in version.files.order_by("path"):
        yield f"content/{row.path}", _bytes(row.sha256)
    if with_libraries:
        for library in libraries:
            folder = f"{library.name}-{library.major}.{library.minor}"
            for file in library.files.order_by("path"):
                yield f"{folder}/{file.path}", _bytes(file.sha256)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _bytes(sha256: str) -> bytes:
    with files.read(sha256) as file:
        return file.read()
