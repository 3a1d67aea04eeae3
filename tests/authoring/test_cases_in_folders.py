"""Cases, blueprints, tags and pictures travel in course folders, both ways."""

import pytest

from assessments import bank, queries
from assessments.models import Item, QuizPage
from authoring import reading, tree
from authoring.apply import apply, look
from authoring.source import parse
from authoring.writer import write
from tests.authoring import folder

CASE = """
[[questions]]
key = "dna-101-mara"
kind = "case"
text = "Mara asks about her father."
pedigree = '''
I-1 male affected
I-2 female
II-1 female proband
I-1 + I-2: II-1
'''

[[questions]]
key = "dna-101-mara-who"
kind = "pedigree-mark"
testlet = "dna-101-mara"
competency = "GLF1.1"
difficulty = 2
cadres = ["2221"]
review_due = 2027-01-31
text = "Who must be a carrier?"
pedigree = "I-1 male affected\\nI-2 female\\nII-1 female\\nI-1 + I-2: II-1"
obligate_carriers = "AR"

[[questions]]
key = "dna-101-mara-where"
kind = "hotspot"
testlet = "dna-101-mara"
competency = "GLF1.1"
difficulty = 2
text = "Mark the nucleus."
alt = "A cell."
picture = '''<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="2" height="2"/></svg>'''
spots = [
  {text = "The box", area = [0, 0, 50, 50], correct = true},
  {text = "The rest", area = [50, 50, 50, 50]},
]
"""
BLUEPRINT = """
[[blueprint]]
competency = "GLF1.1"
difficulty = 2
count = 2

[[blueprint]]
competency = "GLF1.1"
difficulty = 1
count = 1
"""


def blueprint_first(blueprint=BLUEPRINT):
    """TOML wants the plain keys before the tables."""
    head, sep, rest = folder.QUIZ.partition("[[questions]]")
    return folder.files(**{"03-final.quiz.toml": head + blueprint + sep + rest + CASE})


def told(files) -> list[str]:
    return [str(problem) for problem in parse(files, reading.VOCABULARY)[1]]


@pytest.fixture
def imported(catalogue, now):
    course, problems = parse(blueprint_first(), reading.VOCABULARY)
    assert problems == []
    return apply(course=course, now=now, publish=True).page


def test_a_case_and_a_blueprint_become_a_quiz(imported):
    page = QuizPage.objects.get()
    assert page.blueprint == [
        {"competency": "GLF1.1", "difficulty": 2, "count": 2},
        {"competency": "GLF1.1", "difficulty": 1, "count": 1},
    ]
    assert bank.question_keys(page)[2:] == [
        "dna-101-mara",
        "dna-101-mara-who",
        "dna-101-mara-where",
    ]
    assert [entry.testlet for entry in queries.pool(page)] == [
        "",
        "",
        "dna-101-mara",
        "dna-101-mara",
    ]
    item = Item.objects.get(key="dna-101-mara-who")
    assert (item.cadres, str(item.review_due)) == (["2221"], "2027-01-31")


def test_what_is_exported_is_imported_as_the_same(imported, now):
    exported = write(tree.read(tree.pages(imported)))
    course, problems = parse(exported, reading.VOCABULARY)
    assert problems == []
    assert look(course).changes_nothing
    assert look(parse(blueprint_first(), reading.VOCABULARY)[0]).changes_nothing


@pytest.mark.parametrize(
    ("blueprint", "sentence"),
    [
        (
            BLUEPRINT.replace("count = 2", "count = 1"),
            "03-final.quiz.toml:8: Row 1 of the blueprint (competency GLF1.1, difficulty 2) asks for 1 questions,"
            " which cannot be reached exactly because cases are drawn whole: change the number or add single questions.",
        ),
        (
            BLUEPRINT.replace("count = 1", "count = 5"),
            "03-final.quiz.toml:13: Row 2 of the blueprint (competency GLF1.1, difficulty 1) asks for 5 questions,"
            " but there are only 1.",
        ),
        (
            "draw = 2\n" + BLUEPRINT,
            "03-final.quiz.toml:7: “draw” and “blueprint” exclude each other: the rows say how many.",
        ),
    ],
)  # fmt: skip
def test_a_blueprint_that_cannot_be_met_is_told_with_file_and_line(blueprint, sentence):
    assert told(blueprint_first(blueprint)) == [sentence]


def test_cases_that_lead_nowhere_are_told():
    lost = folder.QUIZ + CASE.replace('testlet = "dna-101-mara"', 'testlet = "dna-101-maria"')
    assert told(folder.files(**{"03-final.quiz.toml": lost})) == [
        "03-final.quiz.toml:30: No question belongs to this case (testlet = “dna-101-mara”).",
        "03-final.quiz.toml:44: There is no case “dna-101-maria” in this quiz.",
        "03-final.quiz.toml:56: There is no case “dna-101-maria” in this quiz.",
    ]
