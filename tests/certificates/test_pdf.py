import io
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from certificates import pdf

SHEET = pdf.Sheet(
    language="en",
    document_title="Certificate: DNA basics, Ann Lind",
    issuer="Genomic Literacy",
    issued_on=date(2026, 11, 20),
    heading="Certificate",
    certifies="This certifies that",
    name="Ann Lind",
    achieved="has completed the course and passed its assessment",
    title="DNA basics",
    edition="DNA-BASICS, content version 1, English",
    details=(("Completed", "20 November 2026"), ("Valid until", "19 November 2028")),
    competencies_label="Competencies",
    competencies=("GLF1.1 Use core genomic terms and variant types correctly",),
    note="Not a licence to practise.",
    code="7KQ2-M9XT-4C8H-WZ3R",
    check_label="Check here:",
    check_url="https://learn.example.org/c/7KQ2-M9XT-4C8H-WZ3R",
    qr_url="https://learn.example.org/c/7KQ2-M9XT-4C8H-WZ3R#" + 230 * "x",
    qr_alt="QR code with the address of the check page",
)
NAMES = {
    "Latin": "Ann-Sofie Lindqvist",
    "Cyrillic": "Олександра Ґалаґан-Ковальчук",
    "Greek": "Ελευθερία Παπαδοπούλου",
    "Georgian": "ნინო ბერიძე",
    "Armenian": "Անահիտ Հարությունյան",
    "Arabic": "فاطمة الزهراء",
    "Hebrew": "שירה כהן־לוי",
    "Han, kana and hangul": "王小明 山田太郎 김민수",
    "Devanagari": "प्रिया शर्मा",
    "Thai": "สมชาย ใจดี",
}


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_script_gives_an_accessible_archivable_page(name):
    drawing = pdf.draw(replace(SHEET, name=name))
    assert drawing.unprintable == ""
    with opened(drawing.content) as document:
        metadata = document.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert len(document.pages) == 1


def test_the_page_is_tagged_and_says_its_title_and_language():
    with opened(pdf.draw(SHEET).content) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "en"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert document.open_metadata()["dc:title"] == SHEET.document_title
        roles = _roles(root.StructTreeRoot)
        assert {"/H1", "/H2", "/Figure", "/Link"} <= roles


def _roles(node) -> set[str]:
    found = {str(node.S)} if "/S" in node else set()
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found |= _roles(kid)
    return found


def test_the_same_facts_give_the_same_bytes():
    first = pdf.draw(SHEET).content
    pdf._compiler.cache_clear()
    assert pdf.draw(SHEET).content == first
    assert pdf.draw(replace(SHEET, name="Bo Ek")).content != first


def test_a_character_that_no_font_has_still_gives_a_page_and_a_reason():
    drawing = pdf.draw(replace(SHEET, name="Ann \U00013000"))
    assert "\U00013000" in drawing.unprintable
    with opened(drawing.content) as document:
        assert len(document.pages) == 1


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x") \\ *b* $x$ @ref <label> // no comment',
        "Maria da Conceição Aparecida dos Santos Oliveira e Albuquerque von Hohenzollern de Bourbon",
        "X" * 200,
    ],
    ids=["markup", "long", "one endless word"],
)
def test_odd_names_stay_on_one_page_and_are_not_read_as_markup(name):
    drawing = pdf.draw(replace(SHEET, name=name, title=name, competencies=SHEET.competencies * 20))
    assert drawing.unprintable == ""
    with opened(drawing.content) as document:
        assert len(document.pages) == 1


def test_the_signed_credential_travels_inside_the_file():
    drawing = pdf.draw(replace(SHEET, credential='{"a": 1}', credential_label="Signed credential"))
    with opened(drawing.content) as document:
        assert document.attachments["credential.json"].get_file().read_bytes() == b'{"a": 1}'


def test_the_qr_code_carries_the_check_address():
    assert pdf._qr("https://learn.example.org/c/7KQ2-M9XT-4C8H-WZ3R").startswith("<svg")
