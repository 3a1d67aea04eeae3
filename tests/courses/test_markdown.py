import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.markdown import citations, render, review_marks

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<svg/onload=alert(1)>",
    "<iframe src=//example.org></iframe>",
    "<p style='background:url(//example.org)'>x</p>",
    "<form action=//example.org><input name=a></form>",
    "[@A](javascript:alert(1))",
    "[?<script>alert(1)</script>]",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_active_survives(text):
    shown = render(text, cited=["A"])
    for part in (
        "<script",
        "onerror",
        '="javascript:',
        '="data:',
        "<svg",
        "<iframe",
        "style=",
        "<form",
    ):
        assert part not in shown.lower()


def test_a_citation_becomes_the_number_of_its_source():
    shown = render("A claim [@B; @A].", cited=["A", "B"])
    assert '<sup class="citation">[<a href="#source-B"' in shown
    assert ">2</a>, <a" in shown
    assert ">1</a>]</sup>." in shown


def test_an_unverified_statement_is_marked_with_a_word():
    shown = render("About 5 % [?figure to be checked [@A]].", cited=["A"], to_verify="À vérifier")
    assert '<mark class="review-mark">À vérifier: figure to be checked <sup' in shown


def test_marks_inside_code_are_left_alone():
    assert render("`[@A] [?b]`") == "<p><code>[@A] [?b]</code></p>"
    assert citations("`[@A]`\n\n```\n[@B]\n```\n[@C; @D]") == [("C", 6), ("D", 6)]
    assert review_marks("`[?a]` [?b]") == ["b"]


def test_tables_say_the_scope_of_their_headers_and_need_no_inline_style():
    shown = render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<th scope="col">a</th>' in shown
    assert '<th class="align-end" scope="col">b</th>' in shown


def test_the_title_of_the_page_stays_the_only_h1():
    assert render("# A") == "<h2>A</h2>"


def test_a_text_of_unreasonable_length_is_shown_as_it_stands():
    assert render("*a* " * 20_000).startswith("<pre>*a* ")


def test_backticks_cost_no_time():
    assert citations("`" * 50_000 + "[@A]") == [("A", 1)]
    assert citations("``a ` [@A]`` [@B]") == [("B", 1)]


def test_nesting_that_nobody_writes_is_shown_and_not_an_error():
    assert "x" in render(">" * 5000 + " x")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab[]@?;:`*_<>|#-+ \n\\!()&\"'=\0\u2028é", max_size=200))
def test_any_text_can_be_shown(text):
    shown = render(text, cited=["a"])
    assert "<script" not in shown
    citations(text)
    review_marks(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CYP2C19 *1/*2 is reported", "CYP2C19 *1/*2 is reported"),
        ("CYP2D6 *4 and *5 do nothing", "CYP2D6 *4 and *5 do nothing"),
        ("DPYD *2A, and *2 of 3* cases", "DPYD *2A, and <em>2 of 3</em> cases"),
        ("an *intermediate* metaboliser", "an <em>intermediate</em> metaboliser"),
    ],
)
def test_the_star_of_an_allele_is_no_emphasis(text, shown):
    assert render(text) == f"<p>{shown}</p>"
