import io
import zipfile

import pytest
from django.utils import timezone

from readiness import spells
from tests import factories
from tests.readiness.conftest import certify, workforce


@pytest.fixture
def seven(course, programme):
    workforce("SWE", "nursing_midwifery", 1000)
    for n in range(7):
        certify(factories.person(f"n{n}", "N", "SWE", "2221"), course, timezone.now().date())
    spells.catch_up(now=timezone.now())


def test_the_workbook_has_the_figures_and_a_sheet_that_explains_them(client, seven):
    answer = client.get("/en/readiness/SWE/figures.xlsx")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    assert b'name="metadata"' in book.read("xl/workbook.xml")
    assert b"National register" in book.read("xl/sharedStrings.xml")
    assert b"<v>7</v>" in book.read("xl/worksheets/sheet1.xml")  # people at most


def test_a_title_that_looks_like_a_formula_stays_text_in_the_workbook(client, programme, seven):
    programme.title = "=HYPERLINK(1)"
    programme.save_revision().publish()
    book = zipfile.ZipFile(io.BytesIO(client.get("/en/readiness/SWE/figures.xlsx").content))
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_brief_shows_public_numbers_even_to_the_focal_point(client, fay, seven):
    client.force_login(fay)
    page = client.get("/en/readiness/SWE/brief/").context["page"]
    [[_programme, [row]]] = page.sections
    assert (row.people.kind, row.people.value) == ("rounded", 5)
    assert len(page.workforce_domain) == 7


def test_the_public_brief_has_neither_profile_nor_plan(client, seven):
    page = client.get("/en/readiness/SWE/brief/").context["page"]
    assert (page.workforce_domain, page.actions) == ([], [])
