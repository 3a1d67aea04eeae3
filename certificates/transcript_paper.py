"""A signed transcript as an A4 document in the look of the certificates: PDF/UA-1 and PDF/A-3a, the signed JSON attached.

Drawn from what was signed, so the same transcript gives the same bytes.
"""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates import pdf
from certificates.credential import Document
from certificates.paper import duration

HERE = Path(__file__).parent


def draw(*, document: Document, language: str) -> bytes:
    """A page is always drawn: a character that no font has costs the standard, not the page."""
    with translation.override(language):
        facts = json.dumps(_facts(document, language), ensure_ascii=False)
    made = datetime.fromisoformat(document["madeAt"])
    stamp = datetime(made.year, made.month, made.day, tzinfo=UTC)
    try:
        return _compiled(facts, stamp, pdf.ACCESSIBLE_ARCHIVE)
    except typst.TypstError:
        return _compiled(facts, stamp, ["1.7"])


def _compiled(facts: str, stamp: datetime, standards: list[pdf.Standard]) -> bytes:
    content = _compiler().compile(
        format="pdf", sys_inputs={"facts": facts}, pdf_standards=[*standards], timestamp=stamp
    )
    if not isinstance(content, bytes):
        raise TypeError("A transcript is one PDF file.")
    return content


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
    )
    return typst.Compiler(HERE / "transcript.typ", font_paths=fonts, ignore_system_fonts=True)


def _facts(document: Document, language: str) -> dict[str, Any]:
    made = datetime.fromisoformat(document["madeAt"])
    days = {"first": _day(document["firstDay"]), "last": _day(document["lastDay"])}
    time = duration(document["minutes"])
    return {
        "language": language,
        "document_title": _("Transcript: %(name)s") % {"name": document["holder"]},
        "issuer": settings.SITE_NAME,
        "made_on": [made.year, made.month, made.day],
        "heading": _("Transcript of learning"),
        "name": pdf.breakable(document["holder"] or _("(name not given)")),
        "period": _("%(first)s to %(last)s") % days,
        "nothing": _("No course was completed in this period."),
        "columns": [_("Completed"), _("Course"), _("Code"), _("Learning time"), _("Credits")],
        "rows": [_row(entry) for entry in document["entries"]],
        "totals": [_("Together: %(time)s") % {"time": time}]
        + [f"{one['amount']} {one['of'].partition(': ')[2]}" for one in document["credits"]],
        "note": _(
            "Learning time is the time planned by the authors. Credits without an accreditation number are those that "
            "the holder may declare by the rules of her council; no accrediting body has awarded them. Whether a "
            "certificate is still valid is answered at %(address)s."
        )
        % {"address": f"{settings.SITE_URL}/c/"},
        "signed": json.dumps(document, ensure_ascii=False, sort_keys=True),
        "signed_label": _("The same transcript as a signed file"),
    }


def _row(entry: dict[str, str]) -> list[str]:
    title = f"{entry['title']} ({entry['subject']}, {entry['version']}, {entry['language']})"
    worth = f"{entry['credits']} {entry['unit']} {entry['accreditation_number']}".strip()
    time = duration(int(entry["minutes"]))
    return [_day(entry["completed_on"]), pdf.breakable(title), entry["code"], time, worth]


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "DATE_FORMAT")
