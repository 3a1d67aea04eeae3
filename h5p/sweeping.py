"""Removes bytes that nothing names any more."""

from datetime import datetime, timedelta

from h5p import files
from h5p.models import LibraryFile, Upload, UploadStatus, VersionFile

GRACE = timedelta(days=1)
"""Younger files stay: an installation that is running may be about to name them."""


def remove_unused(*, now: datetime) -> int:
    """Returns how many files went. Safe to repeat."""
    limit = (now - GRACE).timestamp()
    named = set(LibraryFile.objects.values_list("sha256", flat=True))
    named |= set(VersionFile.objects.values_list("sha256", flat=True))
    open_ = (UploadStatus.WAITING, UploadStatus.READ, UploadStatus.AGREED)
    named |= set(Upload.objects.filter(status__in=open_).values_list("sha256", flat=True))
    gone = 0
    for sha256, changed in files.stored():
        if changed < limit and sha256 not in named:
            files.remove(sha256)
            gone += 1
    for path in files.half_written(limit):
        path.unlink(missing_ok=True)
        gone += 1
    return gone
