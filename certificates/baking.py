"""Open Badges 3.0 baking: the signed credential inside a PNG or SVG picture."""

import struct
import zlib
from xml.sax.saxutils import escape

KEYWORD = b"openbadgecredential"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class NotAPicture(ValueError):
    """Neither a PNG file nor an SVG document."""


def into_png(picture: bytes, credential: str) -> bytes:
    """One uncompressed iTXt chunk right after the header."""
    if not picture.startswith(_SIGNATURE) or picture[12:16] != b"IHDR":
        raise NotAPicture
    end_of_header = len(_SIGNATURE) + 12 + struct.unpack(">I", picture[8:12])[0]
    # keyword, not compressed, no method, no language, no translated keyword, text
    data = KEYWORD + b"\0\0\0\0\0" + credential.encode()
    body = b"iTXt" + data
    chunk = struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:end_of_header] + chunk + picture[end_of_header:]


def into_svg(picture: str, credential: str) -> str:
    """The credential as character data of the first child."""
    start = picture.find("<svg")
    end = picture.find(">", start)
    if start < 0 or end < 0 or picture[end - 1] == "/":
        raise NotAPicture
    text = credential.replace("]]>", escape("]]>"))
    child = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    space = ' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    return picture[:end] + space + picture[end : end + 1] + child + picture[end + 1 :]
