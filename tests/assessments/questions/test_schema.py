"""The form of every kind: what it shows is what it reads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import questions
from assessments.item_widget import KINDS as NAMES
from assessments.item_widget import QuestionWidget
from assessments.questions import TEXTS, body_of, normalise, schema
from tests.assessments.questions.samples import SAMPLES, question

CASE = {"key": "a-case", "kind": "case", "text": "Mara, 31, asks.", "feedback": "She did well."}
MADE = {**{kind: question(kind) for kind in SAMPLES}, "case": CASE}
every_text = pytest.mark.parametrize("kind", TEXTS)


def posted(fields, body, prefix="") -> dict[str, str]:
    """What a browser would post for this body."""
    found = {}
    for field in fields:
        name = f"{prefix}{field.name}"
        if field.shape != "rows":
            found[name] = schema.shown(field, body.get(field.name))
            continue
        for place, row in enumerate(schema.rows_of(body, field)):
            found[f"{name}-{place}-id"] = str(row.get("id", ""))
            found |= posted(field.fields, row, f"{name}-{place}-")
    return found


@every_text
def test_the_form_has_every_field_of_the_kind_and_the_kind_a_name(kind):
    known = set(TEXTS[kind].KNOWN) | {"pedigree"}
    confident = {"confidence"} if kind in questions.CONFIDENT else set()
    assert set(schema.names(TEXTS[kind].FORM)) == known | confident
    assert kind in NAMES


@every_text
def test_what_the_form_shows_is_read_as_the_same_question(kind):
    whole = normalise(MADE[kind])
    form = TEXTS[kind].FORM
    fields = posted(form, body_of(whole))
    read = schema.read(form, lambda name: fields.get(name, ""))
    labels = {name: whole[name] for name in whole if name in questions.LABELS}
    again = {**labels, **read}
    assert [str(one) for one in questions.problems(again)] == []
    assert normalise(again, whole) == whole


@every_text
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_anything_typed_becomes_a_question_or_sentences(kind, data):
    fields = posted(TEXTS[kind].FORM, body_of(normalise(MADE[kind])))
    odd = st.sampled_from(
        ["", "x", "-1", "1e999", "a | b | c | d", "[1, 2]", "1,2,3,4", "nan", "<b>"]
    )
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=4)):
        fields[name] = data.draw(odd | st.text(max_size=20))
    read = schema.read(TEXTS[kind].FORM, lambda name: fields.get(name, ""))
    for problem in questions.problems({"key": "a", "kind": kind, **read}):
        assert str(problem)[-1] in ".!?)"


@every_text
def test_the_widget_shows_a_name_for_every_field_and_reads_itself(kind):
    body = body_of(normalise(MADE[kind]))
    html = QuestionWidget(kind, body).render("text_en", "")
    fields = {f"text_en-{name}": value for name, value in posted(TEXTS[kind].FORM, body).items()}
    for name in fields:
        assert f'name="{name}"' in html
    text = QuestionWidget().value_from_datadict({**fields, "text_en-kind": kind}, {}, "text_en")
    assert text.startswith(f'kind = "{kind}"')
