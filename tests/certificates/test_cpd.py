import csv
import io
import json
from datetime import date, timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.conf import settings as configured
from hypothesis import given
from hypothesis import strategies as st

from certificates import (
    cpd,
    cpdrules,
    issuing,
    paper,
    renewal,
    signedfiles,
    transcript,
    transcript_paper,
)
from certificates.models import Certificate, SignedFile
from tests import factories
from tests.certificates.conftest import completed

DAY = date(2026, 11, 20)
TABLE = """
[[council]]
key = "swe-nurses"
country = "SWE"
name = "Nursing Council"
cadres = ["2221"]
unit = "points"
minutes_per_credit = 60
step = "0.25"
category = "self-study"
self_declared = {declared}
verified = "V"
source = "test"
{more}
"""
ACCREDITED = """
[[council.accreditation]]
course = "dna-basics"
number = "NC-77"
first = 2026-01-01
last = 2026-12-31
"""


def given_rules(declared="false", more="") -> tuple[cpd.Rule, ...]:
    return cpd.read(TABLE.format(declared=declared, more=more))


def found(rules, **changes):
    asked = {"country": "SWE", "cadre": "2221", "course": "dna-basics", "minutes": 95, "day": DAY}
    return cpd.awards(rules, **asked | changes)


def test_without_accreditation_and_self_declaration_nothing_is_promised():
    assert found(given_rules()) == []


def test_self_declared_credits_carry_no_number():
    [award] = found(given_rules("true"))
    assert (award.basis, award.amount, award.number) == ("declared", "1.5", "")


def test_an_accredited_course_carries_the_number_within_its_dates_only():
    rules = given_rules(more=ACCREDITED)
    [award] = found(rules)
    assert (award.basis, award.number) == ("accredited", "NC-77")
    assert found(rules, day=date(2027, 1, 1)) == []
    assert found(rules, course="other") == []
    assert found(rules, country="GEO") == found(rules, cadre="2211") == []


@given(st.integers(0, 10_000), st.sampled_from(["0.25", "0.5", "1"]), st.integers(30, 120))
def test_credits_are_whole_steps_and_never_more_than_the_time(minutes, step, each):
    rule = cpd.Rule("x", "", "X", (), "p", each, Decimal(step), "", True, True, "")
    amount = cpd.credits_for(rule, minutes)
    assert amount % rule.step == 0
    assert amount * each <= minutes < (amount + rule.step) * each


@pytest.mark.parametrize(
    "text",
    [
        '[[council]]\nkey = "x"',
        TABLE.format(declared="true", more=ACCREDITED.replace("NC-77", "")),
        TABLE.format(declared="true", more="").replace('"0.25"', '"0"'),
        TABLE.format(declared="true", more="") * 2,
    ],
)
def test_a_table_that_contradicts_itself_is_refused(text):
    with pytest.raises(cpd.BadRules):
        cpd.read(text)


def test_the_table_that_is_shipped_reads_and_accredits_nothing():
    rules = cpdrules.rules(configured.CPD_RULES)
    assert rules
    assert not any(rule.accreditations for rule in rules)
    assert all(rule.source for rule in rules)


@pytest.fixture
def table(settings, tmp_path):
    def write(*args, **kwargs):
        path = tmp_path / f"rules-{len(kwargs)}-{len(args)}.toml"
        path.write_text(TABLE.format(**{"declared": "true", "more": ""} | kwargs))
        settings.CPD_RULES = str(path)

    return write


def test_credits_are_frozen_with_country_and_profession(ann, course, now, table):
    course.minutes = 95
    course.save_revision().publish()
    table()
    first = issuing.issue(completion=completed(ann, course, now), now=now)
    assert [one["amount"] for one in first.credits] == ["1.5"]
    printed = str(paper.sheet(first))
    assert "1.5 points" in printed
    assert "no accrediting body" in printed


def test_an_accreditation_is_printed_with_its_number(ann, course, now, table):
    course.minutes = 60
    course.save_revision().publish()
    table(declared="false", more=ACCREDITED)
    printed = str(paper.sheet(issuing.issue(completion=completed(ann, course, now), now=now)))
    assert "NC-77" in printed
    assert "no accrediting body" not in printed


def test_a_transcript_lists_what_was_earned_once_under_the_present_name(
    client, ann, bo, catalogue, course, now, signing_keys, staff, table
):
    course.minutes = 95
    course.save_revision().publish()
    table()
    first = issuing.issue(completion=completed(ann, course, now), now=now)
    newer = renewal.reissue(certificate=first, holder_name="Ann Ek", by=staff, now=now)
    other = factories.course(catalogue, key="other")
    wrong = issuing.issue(completion=completed(ann, other, now), now=now)
    reason = Certificate.Reason.ISSUED_IN_ERROR
    renewal.revoke(certificate=wrong, reason=reason, note="", by=staff, now=now)
    issuing.issue(completion=completed(bo, other, now), now=now)
    question = {"first": "2026-01-01", "last": "2026-12-31"}
    row = signedfiles.ask(user=ann, kind=SignedFile.Kind.TRANSCRIPT, question=question, now=now)
    signedfiles.make(pk=row.pk, now=now)
    row.refresh_from_db()
    [line] = csv.DictReader(io.StringIO(row.table))
    assert (line["code"], line["credits"], line["council"]) == (
        newer.grouped_code,
        "1.5",
        "swe-nurses",
    )
    assert row.document["credits"] == [{"of": "swe-nurses: points", "amount": "1.5"}]
    assert row.document["minutes"] == 95
    assert signedfiles.is_genuine(row.document)


def test_a_period_is_asked_for_on_a_page_and_a_wrong_one_is_refused(client, ann, certificate):
    client.force_login(ann)
    address = "/en/certificates/transcript/"
    assert client.get(address).status_code == 200
    later = str(DAY + timedelta(days=1))
    wrong = client.post(address, {"first": later, "last": str(DAY)})
    assert wrong.status_code == 422
    assert "before" in wrong.content.decode()
    assert client.post(address, {"first": "2026-01-01", "last": "2026-12-31"}).status_code == 302


def document(holder="Ann Lind", entries=1):
    entry = {
        **dict.fromkeys(transcript.COLUMNS, ""),
        "completed_on": "2026-11-20",
        "code": "AAAA-BBBB-CCCC-DDDD",
        "title": "DNA basics",
        "minutes": "95",
        "credits": "1.5",
        "unit": "points",
    }
    return {
        "holder": holder,
        "firstDay": "2026-01-01",
        "lastDay": "2026-12-31",
        "madeAt": "2026-11-20T10:00:00+00:00",
        "minutes": 95 * entries,
        "credits": [{"of": "swe-nurses: points", "amount": "1.5"}],
        "entries": [entry] * entries,
    }


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
@pytest.mark.parametrize("entries", [0, 1, 60])
def test_a_transcript_is_drawn_accessible_with_the_signed_file_inside(language, entries):
    signed = document(entries=entries)
    content = transcript_paper.draw(document=signed, language=language)
    assert content == transcript_paper.draw(document=signed, language=language)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfuaid:part"], metadata["pdfaid:part"]) == ("1", "3")
        attached = pdf.attachments["transcript.json"].get_file().read_bytes()
    assert json.loads(attached) == signed


@pytest.mark.parametrize(
    "holder", ["", "ქეთევან Ёж محمد 李", '#panic("x") \\ *b*', "x" * 200, "\U00013000"]
)
def test_any_name_gets_its_transcript(holder):
    assert transcript_paper.draw(document=document(holder), language="en").startswith(b"%PDF")


def test_a_transcript_is_fetched_as_pdf_and_a_check_of_codes_is_not(
    client, ann, certificate, signing_keys, now
):
    client.force_login(ann)
    period = {"first": "2026-01-01", "last": "2026-12-31"}
    answers = []
    for kind, question in (("transcript", period), ("check", ["x"])):
        row = signedfiles.ask(user=ann, kind=kind, question=question, now=now)
        signedfiles.make(pk=row.pk, now=now)
        page = client.get(f"/en/certificates/files/{row.key}/")
        answers.append(client.get(f"/en/certificates/files/{row.key}/file.pdf").status_code)
        assert ("Document (PDF)" in page.content.decode()) == (kind == "transcript")
    assert answers == [200, 404]
