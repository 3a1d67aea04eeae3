"""The tree that a learner enters: drawn from what she said, whatever she said."""

import random

import pytest
from django.test import Client
from django.utils import timezone

from assessments import attempts
from assessments.questions import pedigree_build, view
from assessments.questions.pedigree.drawing import svg
from assessments.questions.pedigree.own import Impossible, entered
from tests.assessments import quizzes
from tests.assessments.questions.samples import question

NAMES = {"I-1": "Karl", "I-2": "Berta", "II-1": "Anna"}


def test_a_whole_family_is_drawn_as_the_key_is():
    body = question("pedigree-build")
    own = entered(NAMES, pedigree_build.key(body, 0))
    assert {(one.id, one.note, one.sex) for one in own.people.values()} == {
        ("I-1", "Berta", "female"),
        ("I-2", "Karl", "male"),
        ("II-1", "Anna", "female"),
    }
    assert own.people["I-2"].marks == {"deceased"}
    assert own.people["II-1"].affected
    assert own.parents("II-1") == ("I-2", "I-1")


def test_nothing_said_is_nothing_drawn_and_one_parent_stands_beside_somebody_unknown():
    assert entered(NAMES, {}) is None
    own = entered(NAMES, {"II-1 mother": "I-2"})
    assert sorted(one.note for one in own.people.values()) == ["?", "Anna", "Berta"]


def test_a_circle_is_told_in_a_sentence():
    body = question("pedigree-build")
    circle = {"I-2 mother": "II-1", "II-1 mother": "I-2"}
    with pytest.raises(Impossible):
        entered(NAMES, circle)
    assert pedigree_build.drawn(body, circle)["problem"].endswith(".")


def test_ten_thousand_families_entered_anyhow_are_drawn_or_refused():
    chance = random.Random(3)
    names = {f"p{n}": f"Person {n}" for n in range(6)}
    drawn = 0
    for _ in range(10_000):
        facts = {
            f"{one} {fact}": chance.choice([*names, "-", "male", "affected", "deceased", "x"])
            for one in names
            for fact in pedigree_build.FACTS
            if chance.random() < 0.3
        }
        try:
            own = entered(names, facts)
        except Impossible:
            continue
        drawn += own is not None and svg(own).startswith("<svg")
    assert drawn > 3000


def test_the_drawing_comes_with_the_paper_and_alone(ann, bo, module):
    now = timezone.now()
    page = quizzes.quiz(module, now=now, questions=[question("pedigree-build")])
    attempt = attempts.start(user=ann, page=page, now=now)
    client = Client()
    client.force_login(ann)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    assert "<svg" not in client.get(f"{url}drawing/1/").content.decode()
    given = {"a-pedigree-build": {"II-1 sex": "female", "II-1 mother": "I-2"}}
    attempts.save(attempt=attempt, answers=given, now=now)
    for address in (url, f"{url}drawing/1/"):
        text = client.get(address).content.decode()
        assert 'class="pedigree"' in text
        assert "Parents:" in text
    assert client.get(f"{url}drawing/2/").status_code == 404
    client.force_login(bo)
    assert client.get(f"{url}drawing/1/").status_code == 404


def test_the_drawing_says_nothing_of_the_key():
    body = question("pedigree-build")
    given = {"II-1 sex": "male"}
    other = {**body, "pedigree": body["pedigree"].replace("female affected", "male")}
    one, two = (view("pedigree-build", which, 3, True, given)["drawn"] for which in (body, other))
    assert one == two
