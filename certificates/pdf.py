"""Draws a certificate: one A4 page, PDF/UA-1 and PDF/A-3a in the same file.

The same `Sheet` gives the same bytes: only the bundled fonts are used, and the date in the
file is the date of issue.
"""

import io
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

import segno
import typst

HERE = Path(__file__).parent
Standard = Literal["ua-1", "a-3a", "1.7"]
ACCESSIBLE_ARCHIVE: list[Standard] = ["ua-1", "a-3a"]


@dataclass(frozen=True)
class Sheet:
    """All that is printed, as plain text in the language of the certificate."""

    language: str
    document_title: str
    issuer: str
    issued_on: date
    heading: str
    certifies: str
    name: str
    achieved: str
    title: str
    edition: str
    details: tuple[tuple[str, str], ...]
    competencies_label: str
    competencies: tuple[str, ...]
    note: str
    code: str
    check_label: str
    check_url: str
    qr_url: str
    qr_alt: str
    credential: str | None = None
    credential_label: str = ""


@dataclass(frozen=True)
class Drawing:
    """`unprintable` says why the accessible form had to be given up, or is empty."""

    content: bytes
    unprintable: str = ""


def draw(sheet: Sheet) -> Drawing:
    """A page is always drawn: a character that no font has costs the standard, not the page."""
    try:
        return Drawing(_compile(sheet, ACCESSIBLE_ARCHIVE))
    except typst.TypstError as error:
        return Drawing(_compile(sheet, ["1.7"]), unprintable=error.message)


def _compile(sheet: Sheet, standards: list[Standard]) -> bytes:
    content = _compiler().compile(
        format="pdf",
        sys_inputs={"facts": json.dumps(_facts(sheet), ensure_ascii=False)},
        pdf_standards=[*standards],
        timestamp=datetime(*sheet.issued_on.timetuple()[:3], tzinfo=UTC),
    )
    if not isinstance(content, bytes):
        raise TypeError("A certificate is one PDF file.")
    return content


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    return typst.Compiler(HERE / "certificate.typ", font_paths=fonts, ignore_system_fonts=True)


def _facts(sheet: Sheet) -> dict[str, object]:
    issued = sheet.issued_on
    return asdict(sheet) | {
        "name": breakable(sheet.name),
        "title": breakable(sheet.title),
        "document_date": [issued.year, issued.month, issued.day],
        "issued_on": issued.isoformat(),
        "check_address": sheet.check_url.split("://", 1)[-1].removesuffix(sheet.code),
        "qr": _qr(sheet.qr_url),
    }


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def breakable(text: str, longest: int = 28) -> str:
    """Lets a word that is too long for a line break anyway."""
    return " ".join(
        "\u200b".join(word[at : at + longest] for at in range(0, len(word), longest)) or word
        for word in text.split(" ")
    )
