import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readiness.workforce_files import Count, Problem, gho, national

HEAD = "group,year,value,source,basis\n"
GROUPS = {"physicians", "dentists"}


def read(text, **changes):
    content = text if isinstance(text, bytes) else (HEAD + text).encode()
    return national(content, **{"country": "SWE", "groups": GROUPS, "this_year": 2026, **changes})


def test_a_line_becomes_a_count():
    assert read("physicians,2024,45 913,Register,licensed\n") == (
        [Count(2, "SWE", "physicians", 2024, 45913, "Register", "licensed")],
        [],
    )


def test_a_file_saved_by_a_spreadsheet_with_semicolons_and_a_mark_is_read():
    text = "\ufeffgroup;year;value;source\nphysicians;2024;1\u202f097\u00a0609;Register\n"
    assert read(text.encode())[0][0].value == 1097609


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("surgeons,2024,5,R,", Problem(2, "group", "surgeons")),
        ("physicians,2027,5,R,", Problem(2, "future", "2027")),
        ("physicians,20x4,5,R,", Problem(2, "year", "20x4")),
        ("physicians,2024,0,R,", Problem(2, "zero")),
        ("physicians,2024,-5,R,", Problem(2, "value", "-5")),
        ('physicians,2024,"45,5",R,', Problem(2, "value", "45,5")),
        ("physicians,2024,45.913,R,", Problem(2, "value", "45.913")),
        ("physicians,2024,5,,", Problem(2, "source")),
        ("physicians,2024,5,R,counted", Problem(2, "basis", "counted")),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line, problem):
    assert read(line + "\n") == ([], [problem])


def test_everything_wrong_is_told_at_once():
    _counts, problems = read("surgeons,2024,5,R,\nphysicians,2024,0,R,\n")
    assert [(p.line, p.code) for p in problems] == [(2, "group"), (3, "zero")]


def test_the_same_group_and_year_twice_is_a_problem():
    _counts, problems = read("physicians,2024,5,R,\nphysicians,2024,6,R,\n")
    assert problems == [Problem(3, "double", "2")]


def test_a_file_in_another_encoding_is_refused_with_its_line():
    assert read((HEAD + "physicians,2024,5,Läkare,\n").encode("latin-1")) == (
        [],
        [Problem(2, "encoding")],
    )


def test_missing_columns_are_named():
    assert read(b"group,value\n") == ([], [Problem(1, "columns", "year, source")])


def test_a_huge_file_is_refused():
    assert read(bytes(1024 * 1024 + 1))[1] == [Problem(0, "too_large")]


def test_lines_may_end_as_on_an_old_machine():
    assert len(read(b"group,year,value,source\rphysicians,2024,5,Register\r")[0]) == 1


def test_a_cell_that_never_ends_is_a_problem_of_its_line():
    text = 'physicians,2024,5,"' + "x" * 200_000
    assert read(text) == ([], [Problem(2, "unreadable")])


@pytest.mark.parametrize("year", ["²", "9" * 5000, "", "20 24"])
def test_a_year_has_four_digits(year):
    assert [one.code for one in read(f"physicians,{year},5,Register\n")[1]] == ["year"]


@given(st.binary(max_size=300))
@example(b"\r\x00")
def test_no_file_breaks_the_reader(content):
    read(content)
    gho(b"IndicatorCode," + content, countries={"SWE"}, this_year=2026)
    gho(b"{" + content, countries={"SWE"}, this_year=2026)


@pytest.mark.parametrize("text", ["{", "{}", '{"value": 3}', '{"value": [[]]}', '{"value":' * 9000])
def test_odata_that_is_none_is_said_to_be_unreadable(text):
    assert gho(text.encode(), countries={"SWE"}, this_year=2026) == ([], [Problem(0, "unreadable")])


CLASSIC = (
    "IndicatorCode,SpatialDimValueCode,Period,Dim1ValueCode,FactValueNumeric,Value\n"
    'HWF_0002,NAM, 2018,,1097609,"1 097 609"\n'
    'HWF_0001,NAM, 2018,,5.9,"5.9"\n'
    'HWF_0008,NAM, 2018,SEX_FMLE,12,"12"\n'
)


def test_gho_numbers_come_from_the_numeric_column_and_namibia_is_a_country():
    counts, problems = gho(CLASSIC.encode(), countries={"NAM"}, this_year=2026)
    assert [(c.country, c.group, c.year, c.value) for c in counts] == [
        ("NAM", "physicians", 2018, 1097609)
    ]
    assert problems == []


def test_the_odata_shape_is_read_alike():
    row = {
        "IndicatorCode": "HWF_0015",
        "SpatialDimType": "COUNTRY",
        "SpatialDim": "SWE",
        "TimeDim": 2020,
        "NumericValue": 8156.0,
        "Value": "8 156",
    }
    region = {**row, "SpatialDimType": "REGION", "SpatialDim": "EUR"}
    counts, _problems = gho(
        json.dumps({"value": [row, region]}).encode(), countries={"SWE"}, this_year=2026
    )
    assert [(c.country, c.group, c.year, c.value) for c in counts] == [
        ("SWE", "pharmacists", 2020, 8156)
    ]


def test_unknown_countries_and_future_years_are_problems():
    text = (
        "IndicatorCode,SpatialDimValueCode,Period,FactValueNumeric\n"
        "HWF_0002,XXX,2018,5\nHWF_0002,SWE,2031,5\n"
    )
    counts, problems = gho(text.encode(), countries={"SWE"}, this_year=2026)
    assert counts == []
    assert [(p.line, p.code) for p in problems] == [(2, "country"), (3, "value")]
