"""Is this SVG a drawing and nothing else? Pure.

Pictures of lessons and of questions: what is accepted here can run and load nothing, wherever it is shown.
"""

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring


def gettext_noop(message: str) -> str:
    """Marks a sentence for translation; it is translated where a person reads it."""
    return message


SVG = "{http://www.w3.org/2000/svg}"
PARTS = """
svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan
textPath linearGradient radialGradient stop pattern clipPath mask marker switch view filter feBlend
feColorMatrix feComposite feFlood feGaussianBlur feMerge feMergeNode feOffset feDropShadow
feComponentTransfer feFuncA feFuncB feFuncG feFuncR
"""
ELEMENTS = frozenset(PARTS.split())
URL = re.compile(r"url\s*\(\s*(?!['\"]?#)|@import|javascript:|expression\s*\(|\\", re.I)


def drawing_problem(content: bytes) -> str | None:
    """What is wrong with it, as a sentence."""
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
