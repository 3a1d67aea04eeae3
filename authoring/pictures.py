"""Images of a course folder as Wagtail images and back."""

import hashlib
import re
from collections.abc import Iterable

from django.core.files.base import ContentFile
from wagtail.images.models import Image

from accounts.models import User
from authoring.models import ImportedImage

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def paths(course_key: str, pks: Iterable[int]) -> dict[int, str]:
    """Where each image stands in the folder of the course; every image has its own place."""
    images = Image.objects.in_bulk(sorted(set(pks)))
    rows = ImportedImage.objects.filter(course_key=course_key, image__in=images)
    imported = dict(rows.values_list("image_id", "path"))
    found: dict[int, str] = {}
    for pk in sorted(images, key=lambda pk: (pk not in imported, -pk)):
        wanted = imported.get(pk) or f"images/{_file_name(images[pk])}"
        found[pk] = _free(wanted, set(found.values()))
    return found


def contents(images: dict[int, str]) -> dict[str, bytes]:
    """The bytes by path; a file that is lost counts as empty."""
    result = {}
    for pk, image in Image.objects.in_bulk(sorted(images)).items():
        try:
            with image.open_file() as stream:
                result[images[pk]] = stream.read()
        except OSError:
            result[images[pk]] = b""
    return result


def store(course_key: str, path: str, content: bytes, title: str, user: User | None) -> Image:
    """The image with exactly these bytes at this place; made when there is none. Safe to repeat."""
    sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    known = Image.objects.filter(
        imported_from__course_key=course_key, imported_from__path=path, file_hash=sha1
    ).first()
    if known:
        return known
    name = path.removeprefix("images/")
    image = Image(
        title=title[:255] or name,
        file=ContentFile(content, name=f"{course_key}-{name}"),
        file_size=len(content),
        file_hash=sha1,
        uploaded_by_user=user,
    )
    image.save()
    ImportedImage.objects.create(image=image, course_key=course_key, path=path)
    return image


def _file_name(image: Image) -> str:
    name = image.file.name.rsplit("/", 1)[-1]
    return UNSAFE.sub("-", name).lstrip(".-_") or f"image-{image.pk}"


def _free(path: str, taken: set[str]) -> str:
    stem, dot, suffix = path.rpartition(".")
    number, candidate = 2, path
    while candidate in taken:
        candidate = f"{stem}-{number}{dot}{suffix}"
        number += 1
    return candidate
