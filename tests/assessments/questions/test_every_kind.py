"""What holds for every kind of question, on any answer."""

import json
import random
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import grading, questions
from assessments.questions import CONFIDENT, KINDS, body_of, kind_for
from assessments.questions.contract import UnreadableAnswer
from tests.assessments.questions.samples import SAMPLES, question

VARIANTS = [(kind, False) for kind in KINDS] + [(kind, True) for kind in CONFIDENT]
every_kind = pytest.mark.parametrize(
    ("name", "sure"), VARIANTS, ids=[f"{kind}{' + confidence' * sure}" for kind, sure in VARIANTS]
)
BY_PERSON = {"written"}  # no machine marks it, so it has no key
by_machine = pytest.mark.parametrize(
    ("name", "sure"), [one for one in VARIANTS if one[0] not in BY_PERSON]
)
FUZZED = 10_000
relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def made(name: str, sure: bool):
    raw = question(name, **({"confidence": True} if sure else {}))
    assert [str(problem) for problem in questions.problems(raw)] == []
    body = body_of(questions.normalise(raw))
    return kind_for(name, body), body


def words_of(value) -> set:
    """Every text in a piece of JSON, to build nearly right answers from."""
    if isinstance(value, dict):
        return set(value) | set().union(*map(words_of, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(words_of, value))
    return {value} if isinstance(value, str) else set()


def test_every_kind_has_a_sample():
    assert set(SAMPLES) == set(KINDS)


@by_machine
@given(seed=st.integers(0, 2**32))
@relaxed
def test_the_key_gets_full_marks_and_nothing_gets_none(name, sure, seed):
    kind, body = made(name, sure)
    best = kind.grade(body, kind.key(body, seed), seed)
    assert (best.fraction, best.answered) == (1, True)
    for empty in (None, "", [], {}):
        assert kind.grade(body, empty, seed) == grading.grade_question(
            grading.Asked("a", name, body, seed), None
        )
        assert kind.grade(body, empty, seed).fraction == 0


@every_kind
@given(answer=json_values, seed=st.integers(0, 100))
@relaxed
def test_any_json_is_graded_reviewed_and_summed_up(name, sure, answer, seed):
    kind, body = made(name, sure)
    check_total(kind, body, answer, seed)


def check_total(kind, body, answer, seed):
    grade = kind.grade(body, answer, seed)
    assert isinstance(grade.fraction, Fraction)
    assert -2 <= grade.fraction <= 1
    assert isinstance(kind.summary(body, answer, seed), str)
    kind.review(body, answer, seed, True)
    kind.review(body, answer, seed, False)
    json.dumps(kind.view(body, seed, True, answer))
    for part, response in kind.responses(body, answer, seed):
        assert isinstance(part, str)
        assert isinstance(response, str)


@every_kind
def test_ten_thousand_nearly_right_answers_are_graded(name, sure):
    kind, body = made(name, sure)
    chance = random.Random(f"{name}{sure}")
    words = sorted(words_of(body) | words_of(kind.key(body, 1)) | {"", "true", "1e999", "1/0", "٣"})
    for number in range(FUZZED):
        answer = mangled(kind.key(body, number), chance, words)
        grade = kind.grade(body, answer, number)
        assert -2 <= grade.fraction <= 1
        if number % 50 == 0:
            check_total(kind, body, answer, number)


def mangled(value, chance, words):
    """The key with pieces swapped, dropped, doubled or replaced by something of another shape."""
    if chance.random() < 0.25:
        odd = [None, True, -1, 1.5, [], {}, [[]], {"a": []}, "x" * 2000, chance.choice(words)]
        return chance.choice(odd)
    if isinstance(value, dict):
        return {
            chance.choice(words) if chance.random() < 0.2 else name: mangled(inner, chance, words)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [mangled(chance.choice(value), chance, words) for _ in range(chance.randint(0, 5))]
    return chance.choice(words) if chance.random() < 0.5 else value


@every_kind
@given(seed=st.integers(0, 2**32), shuffle=st.booleans())
@relaxed
def test_the_page_never_tells_the_key(name, sure, seed, shuffle):
    """Texts and order on the page stay the same when the author's key changes, and feedback is not there."""
    kind, body = made(name, sure)
    view = json.dumps(kind.view(body, seed, shuffle, None))
    for secret in ("correct", "feedback", "credit", "Nearer", "likelihood", "formula", "answers"):
        assert secret not in view
    for option in body.get("options", []):
        assert json.dumps(option["id"]) not in view


@by_machine
@given(seed=st.integers(0, 2**32))
@relaxed
def test_what_the_page_shows_can_be_posted_back(name, sure, seed):
    """The key, shown as an answer on the page and posted as the browser would, is read as the key."""
    kind, body = made(name, sure)
    best = kind.key(body, seed)
    fields = posted(kind.view(body, seed, True, best))
    assert kind.grade(body, kind.read(body, fields, seed), seed).fraction == 1
    assert kind.read(body, {}, seed) is None


def posted(view) -> dict[str, list[str]]:
    fields = {}
    options = [row for row in view.get("options", []) if row.get("chosen")]
    if options:
        fields["choice"] = [row["id"] for row in options]
    for row in view.get("rows", []):
        fields[row["id"]] = [str(row["value"])]
    for row in view.get("segments", []):
        if "gap" in row:
            fields[row["gap"]] = [row["value"]]
    for person in view.get("people", []):
        fields |= {row["id"]: [row["value"]] for row in person["lists"]}
    for row in view.get("evidence", []):
        fields[f"{row['id']}-criterion"] = [row["criterion"]]
        fields[f"{row['id']}-strength"] = [row["strength"]]
    for many, field in (("classes", "class"), ("phenotypes", "phenotype"), ("actions", "action")):
        if many in view:
            fields[field] = [row["id"] for row in view[many] if row["chosen"]]
    if "levels" in view:
        fields["confidence"] = [row["id"] for row in view["levels"] if row["chosen"]]
    if "value" in view:
        fields |= {"text": [view["value"]], "number": [view["value"]]}
    return fields


@every_kind
def test_a_forged_or_endless_field_is_refused_in_a_sentence(name, sure):
    kind, body = made(name, sure)
    names = posted(kind.view(body, 1, True, kind.key(body, 1)))
    with pytest.raises(UnreadableAnswer) as caught:
        kind.read(body, {name: ["x" * 1_000_000] for name in names}, 1)
    assert str(caught.value).endswith(".")


@by_machine
def test_the_order_of_options_never_matters(name, sure):
    kind, body = made(name, sure)
    answer = kind.key(body, 5)
    listed = next(
        (
            field
            for field in ("options", "pairs", "gaps", "spots")
            if isinstance(body.get(field), list)
        ),
        None,
    )
    if listed is None:
        return
    turned = {**body, listed: body[listed][::-1]}
    assert kind.grade(turned, answer, 5).fraction == 1
    assert kind.view(turned, 5, True, None) == kind.view(body, 5, True, None)


@every_kind
@given(broken=json_values, data=st.data())
@relaxed
def test_problems_are_told_for_any_broken_body(name, sure, broken, data):
    raw = question(name)
    field = data.draw(st.sampled_from(sorted(SAMPLES[name])))
    for problem in questions.problems({**raw, field: broken, "oops": 1}):
        assert str(problem).endswith((".", "!", "?", ")"))


@every_kind
def test_normalising_twice_is_normalising_once(name, sure):
    once = questions.normalise(question(name))
    assert questions.problems(once) == []
    assert questions.normalise(once, once) == once
    assert questions.normalise(question(name), once) == once
