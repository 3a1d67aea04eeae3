"""The form that follows from semantics asks for everything, and reads back what stands in it."""

import json
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from h5p import semantic_fields
from h5p.semantic_fields import Form, Missing, typed
from h5p.semantics import Filter
from tests.h5p import mini


class Posted(HTMLParser):
    """What a browser would post."""

    def __init__(self, page):
        super().__init__()
        self.fields, self.area, self.select = {}, None, None
        self.feed(page)

    def add(self, name, value):
        self.fields.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "input" and (found.get("type") != "checkbox" or "checked" in found):
            self.add(found["name"], found.get("value", ""))
        elif tag == "textarea":
            self.area = found["name"]
            self.add(self.area, "")
        elif tag == "select":
            self.select, self.first = found["name"], True
        elif tag == "option" and (self.first or "selected" in found):
            self.fields[self.select] = [found.get("value", "")]
            self.first = False

    def handle_data(self, data):
        if self.area:
            self.fields[self.area][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None


def posted_back(library, params):
    form = Form(mini.semantics_of, lambda version: str(version))
    parts = form.parts(mini.semantics_of(library), params, "params")
    page = "".join(render_to_string("h5p/cms/part.html", {"part": part}) for part in parts)
    return semantic_fields.read(Posted(page).fields).get("params", {})


def filtered(library, params):
    return Filter(mini.semantics_of, "x").run(params, library).params


def without_nothing(value):
    """A text that was never there and an empty one say the same."""
    if isinstance(value, dict):
        inner = {k: without_nothing(v) for k, v in value.items()}
        return {k: v for k, v in inner.items() if v not in ("", {}, None)}
    return [without_nothing(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", mini.KINDS)
def test_what_stands_in_a_form_comes_back_unchanged(kind):
    library, params = mini.content(kind)
    params = without_nothing(filtered(library, params))
    assert without_nothing(filtered(library, posted_back(library, params))) == params


@pytest.mark.parametrize("kind", mini.KINDS)
def test_an_empty_form_gives_the_defaults(kind):
    library, _params = mini.content(kind)
    assert isinstance(filtered(library, posted_back(library, {})), dict)


def test_what_is_missing_is_named_once_for_each_place():
    library, _params = mini.content("MultiChoice")
    find = mini.semantics_of
    found = list(semantic_fields.missing(find(library), {"answers": [{"text": "a"}]}, find))
    assert found == [Missing("Question"), Missing("Options", 2)]
    task = {"library": str(library), "params": {"question": "Q", "answers": [{}, {"text": "b"}]}}
    whole, _params = mini.content("QuestionSet")
    assert list(semantic_fields.missing(find(whole), {"questions": [task]}, find)) == [
        Missing("Text")
    ]


def test_rows_are_added_removed_and_moved():
    params = {"answers": ["a", "b", "c"]}
    assert semantic_fields.changed(params, "up:answers.2") == {"answers": ["a", "c", "b"]}
    assert semantic_fields.changed(params, "remove:answers.0") == {"answers": ["c", "b"]}
    assert semantic_fields.changed(params, "add:answers") == {"answers": ["c", "b", None]}
    assert semantic_fields.changed(params, "remove:answers.9") == {"answers": ["c", "b", None]}
    assert semantic_fields.changed(params, "up:answers.0") == {"answers": ["c", "b", None]}


def test_a_list_without_rows_stays_empty():
    assert semantic_fields.read({"params.answers.*": [""]}) == {"params": {"answers": []}}


@pytest.mark.parametrize(
    ("text", "mark", "markup"),
    [
        ("plain", "~", "plain"),
        ("plain", "~~", "<p>plain</p>"),
        ("p < 0.05 & more", "~", "p &lt; 0.05 &amp; more"),
        ("one\n\ntwo", "~~", "<p>one</p><p>two</p>"),
        ("<strong>kept</strong>", "~", "<strong>kept</strong>"),
        ("<p><em>kept</em></p>", "~", "<p><em>kept</em></p>"),
    ],
)
def test_text_is_typed_as_text_and_markup_as_markup(text, mark, markup):
    assert typed(markup) == (text, mark)
    assert semantic_fields.read({f"a{mark}": [text]}) == {"a": markup}


@given(
    st.dictionaries(
        st.text("ab.*~!019", max_size=12), st.lists(st.text(max_size=20), max_size=3), max_size=8
    )
)
def test_whatever_is_posted_is_read_and_can_be_stored(posted):
    json.dumps(semantic_fields.read(posted))


@given(
    st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["a", "b", "0"]), inner, max_size=3)
        ),
    ),
    st.from_regex(r"(add|remove|up|x)?:?[ab0-3.]{0,8}", fullmatch=True),
)
def test_no_action_breaks_the_parameters(params, action):
    json.dumps(semantic_fields.changed(params, action))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5) | st.integers() | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["answers", "question", "behaviour", "questions", "params", "library"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=12,
    )
)
def test_any_parameters_can_be_asked_about(params):
    form = Form(mini.semantics_of, lambda version: str(version))
    for kind in ("MultiChoice", "QuestionSet"):
        library, _ = mini.content(kind)
        form.parts(mini.semantics_of(library), params, "params")
