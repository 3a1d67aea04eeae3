import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import codelists


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        (b"A1\nB2\n", ["A1", "B2"]),
        (b"\xef\xbb\xbfCode\r\nA1\r\n\r\nB2\r\n", ["A1", "B2"]),
        (b"name;code\nAnn;A1\nBo;B2\nCat\n", ["A1", "B2"]),
        ("name\tcode\nÄnn\tA1\n".encode("utf-16"), ["A1"]),
        (b'"A1","x, y"\n"B2",z\n', ["A1", "B2"]),
    ],
)
def test_codes_are_found_whatever_wrote_the_file(raw, codes):
    assert codelists.read(raw) == codes


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", codelists.NoCodes),
        (b"code\n\n", codelists.NoCodes),
        (b"PK\x03\x04workbook", codelists.NotText),
        (b"%PDF-1.7", codelists.NotText),
        (b"\xff\x00\x01", codelists.NotText),
        (b"A\0B", codelists.NotText),
        (b"x" * (codelists.LARGEST + 1), codelists.TooLarge),
        (b"A1\n" * (codelists.MOST + 1), codelists.TooMany),
        (b'"' + b"x" * 200_000, codelists.NotText),
    ],
)
def test_each_bad_file_is_refused_for_its_own_reason(raw, problem):
    with pytest.raises(problem):
        codelists.read(raw)


@settings(max_examples=2000, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_are_they_are_read_or_refused(raw):
    refusals = (codelists.NotText, codelists.NoCodes, codelists.TooLarge, codelists.TooMany)
    try:
        assert codelists.read(raw)
    except refusals:
        return
