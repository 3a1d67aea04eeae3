"""Files that support a self-assessment. They lie outside the public media folder and are served by a view that asks who reads."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

LARGEST = 5 * 1024 * 1024
# A file is what its first bytes say, not what its name says.
KINDS = {".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff"}


class PrivateStorage(FileSystemStorage):
    """A folder beside the public media, without any address."""

    @property
    def base_location(self) -> str:
        return str(Path(settings.MEDIA_ROOT).parent / "evidence")

    @property
    def location(self) -> str:
        return self.base_location

    @property
    def base_url(self) -> None:  # type: ignore[override] # no address: asking for one is an error
        return None


def storage() -> Storage:
    return PrivateStorage()


def path(instance: Any, filename: str) -> str:
    """A name nobody can guess; the ending alone is kept."""
    return f"{instance.country}/{uuid.uuid4().hex}{Path(filename).suffix.lower()}"


def check(file: UploadedFile) -> None:
    """Raises ValidationError unless the file is a PDF, PNG or JPEG of at most 5 MB."""
    if file.size is None or file.size > LARGEST:
        raise ValidationError(_("The file is larger than 5 MB."))
    start = file.read(8)
    file.seek(0)
    begins = KINDS.get(Path(file.name or "").suffix.lower().replace(".jpeg", ".jpg"))
    if begins is None or not start.startswith(begins):
        raise ValidationError(_("The file must be a PDF, PNG or JPEG."))
