"""Packages on their way in: read by the worker, agreed to by a person, installed by the worker."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from h5p import activities, archive, files, filetypes, images, libraries, package
from h5p.models import Activity, ActivityVersion, Upload, UploadStatus
from h5p.problems import BadPackage, error


class NotWaiting(Exception):
    """Somebody else has this upload, or it is in another state."""


class LibrariesMissing(Exception):
    """Code that the content needs is not in force (yet)."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(", ".join(names))


def limits() -> archive.Limits:
    return archive.Limits(**getattr(settings, "H5P_LIMITS", {}))


def receive(
    *, name: str, chunks: Iterable[bytes], user: User | None, now: datetime, replaces: Activity | None = None
) -> Upload:  # fmt: skip
    """Stores the package to be read. The same package of the same person, still unread, is one upload."""
    sha256, size = files.put(chunks)
    waiting = Upload.objects.filter(
        sha256=sha256, uploaded_by=user, replaces=replaces,
        status__in=(UploadStatus.WAITING, UploadStatus.READ),
    ).first()  # fmt: skip
    return waiting or Upload.objects.create(
        name=name[:255], sha256=sha256, size=size, uploaded_by=user, replaces=replaces,
        uploaded_at=now, changed_at=now,
    )  # fmt: skip


def read(upload: Upload, *, now: datetime) -> Upload:
    """The dry run. Changes nothing but the upload's report. Safe to repeat."""
    with files.read(upload.sha256) as file:
        inspection = package.inspect(file, libraries.find_installed, limits())
    status = UploadStatus.READ if inspection.ok else UploadStatus.REFUSED
    return _move(upload, (UploadStatus.WAITING, UploadStatus.READ), status, now, report(inspection))


def report(inspection: package.Inspection) -> dict[str, Any]:
    main = inspection.manifest.main if inspection.manifest else None
    existing = ActivityVersion.objects.filter(package_sha256=inspection.sha256).first()
    return {
        "title": inspection.manifest.title if inspection.manifest else "",
        "main": str(main or ""),
        "problems": [asdict(problem) for problem in inspection.problems],
        "libraries": [
            {
                "library": f"{version.name} {packaged.manifest.full_version}",
                "standing": libraries.standing(packaged),
                "needed": version in inspection.needed,
                "licence": packaged.manifest.licence,
                "digest": packaged.digest,
            }
            for version, packaged in sorted(inspection.libraries.items())
        ],
        "hosts": inspection.hosts,
        "maximum": activities.maximum_of(main, inspection.params) if main and inspection.ok else None,
        "files": len(inspection.files),
        "bytes": sum(file.size for file in inspection.files.values()),
        "known_as": existing.activity_id if existing else None,
    }  # fmt: skip


def agree(upload: Upload, *, now: datetime) -> Upload:
    """A person has read the report and wants it. Raises NotWaiting."""
    return _move(upload, (UploadStatus.READ,), UploadStatus.AGREED, now)


def install(upload: Upload, *, now: datetime) -> ActivityVersion | None:
    """Installs what was agreed to, all or nothing. Safe to repeat: one package, one activity.

    None when code that it needs still waits for an administrator; the upload can be agreed to again then.
    """
    if upload.status != UploadStatus.AGREED:
        raise NotWaiting
    with files.read(upload.sha256) as file:
        inspection = package.inspect(file, libraries.find_installed, limits())
        if not inspection.ok:
            _move(upload, (UploadStatus.AGREED,), UploadStatus.REFUSED, now, report(inspection))
            return None
        # All code first, also what only other content needs: it is what the package is trusted with.
        libraries.install(inspection.libraries.values(), file, limits())
        found, missing = libraries.resolve(inspection)
        if missing:
            waiting = report(inspection) | {"missing": [str(version) for version in missing]}
            _move(upload, (UploadStatus.AGREED,), UploadStatus.READ, now, waiting)
            return None
        try:
            stored = list(_store(inspection, file))
        except BadPackage as bad:
            refused = report(inspection)
            refused["problems"].append(asdict(bad.problem))
            _move(upload, (UploadStatus.AGREED,), UploadStatus.REFUSED, now, refused)
            return None
    return _finish(upload, inspection, found, stored, now)


def _store(inspection: package.Inspection, file: Any) -> Iterator[tuple[str, str, int]]:
    with zipfile.ZipFile(file) as opened:
        for member, path in archive.members(opened, limits(), []):
            inner = path.removeprefix("content/")
            if inner == path or inner not in inspection.files:
                continue
            chunks: Iterable[bytes] = archive.chunks(opened, member, path)
            if filetypes.image_kind(inspection.files[inner].head):
                try:
                    chunks = [images.without_metadata(b"".join(chunks))]
                except images.BadImage:
                    problem = error("bad-image", path=path)
                    raise BadPackage(problem.code, **problem.facts) from None
            yield (inner, *files.put(chunks))


@transaction.atomic
def _finish(
    upload: Upload,
    inspection: package.Inspection,
    found: list[Any],
    stored: list[tuple[str, str, int]],
    now: datetime,
) -> ActivityVersion:
    _move(upload, (UploadStatus.AGREED,), UploadStatus.INSTALLED, now)
    existing = ActivityVersion.objects.filter(package_sha256=inspection.sha256)
    if upload.replaces_id:
        existing = existing.filter(activity=upload.replaces_id)
    version = existing.order_by("-number").first()
    if version is None:
        manifest = inspection.manifest
        main = next(lib for lib in found if manifest and lib.version == manifest.main)
        version = activities.add_version(
            activity=upload.replaces, title=manifest.title if manifest else upload.name,
            libraries=found, main=main, params=inspection.params,
            files={row[0]: row for row in stored}.values(),
            metadata=inspection.metadata, language=manifest.language if manifest else "",
            licence=manifest.licence if manifest else "", package_sha256=inspection.sha256,
            made_by=upload.uploaded_by, note=upload.name,
        )  # fmt: skip
    Upload.objects.filter(pk=upload.pk).update(activity=version.activity)
    return version


def _move(
    upload: Upload,
    before: tuple[str, ...],
    after: str,
    now: datetime,
    report: dict[str, Any] | None = None,
) -> Upload:
    """The claim: one conditional UPDATE. Raises NotWaiting."""
    values: dict[str, Any] = {"status": after, "changed_at": now}
    if report is not None:
        values["report"] = report
    if not Upload.objects.filter(pk=upload.pk, status__in=before).update(**values):
        raise NotWaiting
    upload.refresh_from_db()
    return upload
