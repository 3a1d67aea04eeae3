"""Draws the badge of a course and level, as SVG or PNG. The same facts give the same picture."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import typst

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Badge:
    language: str
    title: str
    code: str
    level: int
    issuer: str


def draw(badge: Badge, kind: Literal["svg", "png"]) -> bytes:
    """400 × 400 points; a PNG has 600 × 600 pixels."""
    facts = json.dumps(asdict(badge), ensure_ascii=False)
    picture = _compiler().compile(format=kind, ppi=108, sys_inputs={"facts": facts})
    if not isinstance(picture, bytes):
        raise TypeError("A badge is one picture.")
    return picture


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    return typst.Compiler(HERE / "badge.typ", font_paths=fonts, ignore_system_fonts=True)
