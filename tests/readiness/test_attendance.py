import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.attendance import Entry, Problem, read


def test_one_person_per_line_and_only_the_first_column_counts():
    entries, problems = read(
        "\ufeffemail,name\nann@example.org,Ann\n\n bo@example.org ,Bo\n".encode()
    )
    assert entries == [Entry(2, "ann@example.org"), Entry(4, "bo@example.org")]
    assert problems == []


def test_semicolons_separate_as_well():
    assert read(b"ann@example.org;Ann Lind")[0] == [Entry(1, "ann@example.org")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem(0, "nobody")),
        (b"participant\n", Problem(0, "nobody")),
        (b"\xff\xfe", Problem(0, "encoding")),
        (b"a" * 100_001, Problem(0, "too_large")),
        ("\n".join(f"n{n}@x.org" for n in range(201)).encode(), Problem(0, "too_many", "201")),
        (b"Ann@example.org\nann@example.org", Problem(2, "twice", "1")),
    ],
)
def test_lists_that_cannot_be_used_say_why(content, problem):
    assert read(content)[1] == [problem]


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(content):
    read(content)
