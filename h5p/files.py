"""One copy of each file, named by its SHA-256. A folder that no web server shows."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def root() -> Path:
    return Path(getattr(settings, "H5P_ROOT", None) or Path(settings.MEDIA_ROOT).parent / "h5p")


def path_of(sha256: str) -> Path:
    return root() / "files" / sha256[:2] / sha256


def put(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Stores the bytes; returns their SHA-256 and size. Safe to repeat; nothing half-written is ever seen."""
    folder = root() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def read(sha256: str) -> BinaryIO:
    return path_of(sha256).open("rb")


def remove(sha256: str) -> None:
    path_of(sha256).unlink(missing_ok=True)


def stored() -> Iterator[tuple[str, float]]:
    """Every stored file with the time it was last put."""
    for path in (root() / "files").glob("??/*"):
        yield path.name, path.stat().st_mtime


def half_written(older_than: float) -> Iterator[Path]:
    for path in (root() / "incoming").glob("*"):
        if path.stat().st_mtime < older_than:
            yield path
