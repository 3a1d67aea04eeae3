"""Is this really the picture its name says, and harmless to serve? Pure."""

import io

from PIL import Image

from authoring.problems import Problem, gettext_noop
from courses.drawings import drawing_problem

PIXELS = 40_000_000
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def problem_of(name: str, content: bytes) -> Problem | None:
    suffix = name[name.rfind(".") :].lower()
    message = drawing_problem(content) if suffix == ".svg" else _bitmap(content, FORMATS[suffix])
    return Problem(name, 0, message) if message else None


def _bitmap(content: bytes, wanted: str) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as image:
            width, height = image.size
            if width * height > PIXELS:
                return gettext_noop("This image has too many pixels.")
            image.verify()
    except Exception:  # noqa: BLE001 (decoders raise whatever a broken file makes them raise)
        return gettext_noop("This file is not an image of the kind its name says.")
    return None
