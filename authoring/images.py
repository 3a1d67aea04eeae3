"""Is this really the picture its name says, and harmless to serve? Pure."""

import io
import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from authoring.problems import Problem, gettext_noop

PIXELS = 40_000_000
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
SVG = "{http://www.w3.org/2000/svg}"
PARTS = """
svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan
textPath linearGradient radialGradient stop pattern clipPath mask marker switch view filter feBlend
feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode feOffset feDropShadow
feComponentTransfer feFuncA feFuncB feFuncG feFuncR
"""
ELEMENTS = frozenset(PARTS.split())
URL = re.compile(r"url\s*\(\s*(?!['\"]?#)|@import|javascript:|expression\s*\(|\\", re.I)


def problem_of(name: str, content: bytes) -> Problem | None:
    suffix = name[name.rfind(".") :].lower()
    message = _svg(content) if suffix == ".svg" else _bitmap(content, FORMATS[suffix])
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


def _svg(content: bytes) -> str | None:
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        return gettext_noop("This SVG has a document type or entities; save it as plain SVG.")
    except (ParseError, ValueError, LookupError, RecursionError):
        return gettext_noop("This SVG is not well-formed XML.")
    if root.tag != f"{SVG}svg":
        return gettext_noop("This file is not an SVG drawing.")
    if b"<?xml-stylesheet" in content:
        return gettext_noop("This SVG loads a style sheet from elsewhere.")
    if any(_active(element) for element in root.iter()):
        return gettext_noop(
            "This SVG has a script, a link to elsewhere or another active part; save it as plain SVG."
        )
    return None


def _active(element: Element) -> bool:
    """Elements of other namespaces (editors leave them) draw nothing and are harmless."""
    tag = str(element.tag)
    if tag.startswith("{http://www.w3.org/1999/xhtml}"):
        return True
    if tag.startswith(SVG) and tag.removeprefix(SVG) not in ELEMENTS:
        return True
    if tag == f"{SVG}style" and URL.search(element.text or ""):
        return True
    for name, value in element.attrib.items():
        local = name.rpartition("}")[2].lower()
        if local.startswith("on") or (local == "href" and not value.startswith("#")):
            return True
        if URL.search(value) and not name.startswith("{"):
            return True
    return False
