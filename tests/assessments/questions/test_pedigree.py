import itertools
import xml.etree.ElementTree as ElementTree

import pytest

from assessments import questions
from assessments.questions import figures
from assessments.questions.pedigree import carriers, drawing, notation
from tests.assessments.questions.samples import RECESSIVE, question

HAEMOPHILIA = """
I-1 male affected deceased "80"
I-2 female
II-1 female
II-2 male
II-3 female
II-4 male
III-1 male affected
III-2 female proband
III-3 male
I-1 + I-2: II-1 II-3
II-1 + II-2: III-1 III-2
II-3 + II-4: III-3
"""
DOMINANT = """
I-1 male affected
I-2 female
II-1 female
II-2 male
III-1 male affected
I-1 + I-2: II-1
II-1 + II-2: III-1
"""


def sound(text):
    pedigree, problems = notation.read(text)
    assert [str(problem) for problem in problems] == []
    return pedigree


@pytest.mark.parametrize("text", [RECESSIVE, HAEMOPHILIA, DOMINANT])
def test_writing_what_was_read_gives_the_same_pedigree(text):
    assert notation.read(notation.written(sound(text)))[0] == sound(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("I-1 male\nfamily I-1", "Pedigree line 2 is not understood: “family I-1”."),
        ("I-1 male\nI-2 green", "Pedigree line 2 has a word that is not known: “green”."),
        ("I-1 male\nI-2", "I-2 needs one of: male, female, unknown."),
        ("I-1 male\nI-1 male", "I-1 stands twice in the pedigree."),
        ("I-1 male", "A pedigree has 2 to 60 people; this one has 1."),
        (
            "I-1 male\nI-2 female\nI-1 + I-2: II-1",
            "II-1 is named but not described by a line of its own.",
        ),
        (
            "I-1 male\nII-1 female\nII-1 + I-1: II-1",
            "II-1 would be among the own ancestors.",
        ),
        (
            "I-1 male proband\nI-2 female\nII-1 male\nII-2 female\nI-1 + II-2: II-1\nII-1 + I-2: I-1",
            "I-1 would be among the own ancestors.",
        ),
        (
            "I-1 male\nI-2 male\nII-1 male\nI-1 + I-2: II-1",
            "The parents I-1 and I-2 must be a mother and a father.",
        ),
        (
            "II-1 male\nII-2 female\nI-1 male\nII-1 + II-2: I-1",
            "I-1 must stand in a generation below II-1.",
        ),
        ("I-1 male proband\nI-2 female proband", "A pedigree has one proband at most."),
    ],
)
def test_what_cannot_be_is_told(text, sentence):
    assert sentence in [str(problem) for problem in notation.read(text)[1]]


def test_a_broken_pedigree_stops_any_question():
    raw = question("single-choice", pedigree="I-1 male\nI-1 male")
    assert [str(one) for one in questions.problems(raw)] == ["I-1 stands twice in the pedigree."]


def test_obligate_carriers_of_a_recessive_condition():
    assert carriers.obligate_carriers(sound(RECESSIVE), "AR") == ["I-1", "I-2", "III-1"]


def test_obligate_carriers_of_an_x_linked_condition():
    """Both daughters of the affected man; his granddaughter may be one but need not."""
    assert carriers.obligate_carriers(sound(HAEMOPHILIA), "XR") == ["II-1", "II-3"]


def test_a_mother_of_one_affected_son_alone_need_not_carry():
    text = "I-1 male\nI-2 female\nII-1 male affected\nI-1 + I-2: II-1"
    assert carriers.obligate_carriers(sound(text), "XR") == []


def test_an_affected_son_and_an_affected_brother_make_mother_and_grandmother_carriers():
    text = (
        "I-1 male\nI-2 female\nII-1 male affected\nII-2 female\nII-3 male\nIII-1 male affected\n"
        "I-1 + I-2: II-1 II-2\nII-2 + II-3: III-1"
    )
    assert carriers.obligate_carriers(sound(text), "XR") == ["I-2", "II-2"]


def test_a_skipped_generation_of_a_dominant_condition():
    assert carriers.obligate_carriers(sound(DOMINANT), "AD") == ["II-1"]


@pytest.mark.parametrize("text", [RECESSIVE, HAEMOPHILIA, DOMINANT])
def test_the_drawing_shows_everybody_once_and_nobody_twice_in_one_place(text):
    pedigree = sound(text)
    places = drawing.placed(pedigree)
    assert set(places) == set(pedigree.people)
    by_row = {}
    for x, y in places.values():
        by_row.setdefault(y, []).append(x)
    for row in by_row.values():
        row.sort()
        assert all(right - left >= drawing.GAP - 1e-6 for left, right in itertools.pairwise(row))
    root = ElementTree.fromstring(drawing.svg(pedigree))  # noqa: S314 - our own drawing
    shown = [element.text for element in root.iter() if element.tag.endswith("text")]
    assert sorted(one for one in shown if "-" in one) == sorted(pedigree.people)


def test_a_note_cannot_break_out_of_the_drawing():
    pedigree = sound('I-1 male "<script>&"\nI-2 female')
    assert "<script>" not in drawing.svg(pedigree)


def test_everybody_is_described_in_words():
    assert drawing.described(sound(HAEMOPHILIA))[0] == {
        "id": "I-1",
        "words": ["man", "affected", "deceased"],
        "note": "80",
        "parents": [],
        "partners": [{"id": "I-2", "consanguineous": False}],
        "children": ["II-1", "II-3"],
    }


def test_the_key_of_a_family_to_be_built_is_not_drawn():
    body = questions.body_of(questions.normalise(question("pedigree-build")))
    assert "pedigree" not in questions.view("pedigree-build", body, 1, True, None)
    assert "pedigree" in figures.figure(body)
