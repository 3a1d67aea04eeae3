"""Takes who, where and with what out of a picture: EXIF, GPS, XMP, IPTC, comments.

JPEG and PNG are cleaned without touching the pixels. A JPEG that relies on its EXIF orientation,
and the rarer kinds, are drawn anew.
"""

import io
import struct
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError

from h5p.filetypes import image_kind

MAX_PIXELS = 50_000_000
_PNG_KEEP = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB iCCP bKGD pHYs acTL fcTL fdAT".split()
)


class BadImage(ValueError):
    """The bytes are no image that can be read, or one too large to be unpacked."""


def without_metadata(data: bytes) -> bytes:
    """Raises BadImage."""
    kind = image_kind(data[:16])
    try:
        if kind == "jpeg" and _orientation(data) == 1:
            return _clean_jpeg(data)
        if kind == "png":
            return _clean_png(data)
        if kind in ("gif", "bmp"):
            return data
        return _redraw(data)
    except (UnidentifiedImageError, OSError, ValueError, struct.error, SyntaxError) as bad:
        raise BadImage(str(bad)) from None
    except (Image.DecompressionBombError, MemoryError, zlib.error):
        raise BadImage("too large") from None


def _orientation(data: bytes) -> int:
    with Image.open(io.BytesIO(data)) as image:
        return int(image.getexif().get(0x0112, 1) or 1)


def _clean_jpeg(data: bytes) -> bytes:
    result, at = bytearray(data[:2]), 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise BadImage("marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9")
            return bytes(result + data[at : end + 2 if end > at else len(data)])
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        # APP0 (JFIF), APP2 (colour profile) and APP14 (Adobe colour) are needed to show it right.
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in (0xE0, 0xE2, 0xEE):
            result += data[at : at + 2 + length]
        at += 2 + length
    raise BadImage("truncated")


def _clean_png(data: bytes) -> bytes:
    result, at = bytearray(data[:8]), 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in _PNG_KEEP:
            result += data[at : at + 12 + length]
        at += 12 + length
        if kind == b"IEND":
            return bytes(result)
    raise BadImage("truncated")


def _redraw(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise BadImage("too large")
        kind = image.format or "PNG"
        upright = ImageOps.exif_transpose(image)
        upright.info = {}
        out = io.BytesIO()
        upright.save(out, kind, **({"quality": 92} if kind in ("JPEG", "WEBP") else {}))
        return out.getvalue()
