"""H5P tasks become questions of the bank, and quizzes become question sets; what cannot come along is said."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import CountryRole, Role
from assessments import bank
from assessments.models import Item
from assessments.questions import problems
from authoring import converting
from authoring.conversion import MEDIA, NO_KIND, TIPS, Note, Task, markdown, to_questions, to_task
from courses.markdown import render
from courses.models import ModulePage
from h5p import libraries, scoring, writing
from h5p.manifest import Version
from h5p.models import Activity
from h5p.semantics import Filter
from tests.assessments import quizzes
from tests.h5p import mini


@pytest.fixture
def activity(db):
    libraries.install_bundled()
    fields = {
        "title": "Bases of DNA",
        "question": "Which are *bases*?",
        "options": "* Adenine | Yes.\n* Guanine\nAlanine | An amino acid.",
    }
    return writing.save(
        kind="MultiChoice", fields=fields, language="en", activity=None, user=None
    ).activity


@pytest.fixture
def quiz(course, now):
    return quizzes.quiz(ModulePage.objects.child_of(course).get(), now=now)


@pytest.mark.parametrize("kind", sorted(set(mini.KINDS) - {"MarkTheWords", "QuestionSet"}))
def test_every_task_that_has_a_counterpart_becomes_a_question_without_problems(kind):
    found = to_questions(f"H5P.{kind}", mini.PARAMS[kind], "k")
    assert found.questions
    assert not any(problems(question) for question in found.questions)


def test_a_set_becomes_its_tasks_and_says_what_stays():
    found = to_questions("H5P.QuestionSet", mini.QUESTION_SET, "set")
    assert [q["key"] for q in found.questions] == ["set-1", "set-2", "set-3", "set-4"]
    assert found.notes == (Note(TIPS), Note(NO_KIND, "GenLit.MarkTheWords"))


def test_a_multiple_choice_keeps_its_options_and_points():
    (question,) = to_questions("H5P.MultiChoice", mini.MULTI, "k").questions
    assert (question["kind"], question["scoring"]) == ("multiple-response", "penalty")
    assert [o["correct"] for o in question["options"]] == [True, True, False]


def test_gaps_keep_their_alternatives():
    (question,) = to_questions("H5P.Blanks", mini.BLANKS, "k").questions
    assert question["passage"] == "The gene [[gap-1]] lies on chromosome [[gap-2]]."
    assert question["gaps"][0]["answers"] == ["BRCA1", "BRCA 1"]


def test_words_to_place_become_a_choice_in_each_gap():
    (question,) = to_questions("H5P.DragText", mini.DRAG, "k").questions
    assert question["gaps"][0]["options"] == ["transcribed", "translated", "translocated"]


@pytest.mark.parametrize(
    ("name", "params", "texts"),
    [
        (
            "H5P.SingleChoiceSet",
            {"choices": [{"question": "Q", "answers": ["right", "wrong"]}]},
            [("Q", "right")],
        ),
        (
            "H5P.Summary",
            {
                "intro": "Choose.",
                "summaries": [{"summary": ["right", "wrong"]}, {"summary": ["x"]}],
            },
            [("Choose.", "right")],
        ),
    ],
)
def test_where_the_first_answer_is_right_it_stays_right(name, params, texts):
    found = to_questions(name, params, "k").questions
    right = [(q["text"], next(o["text"] for o in q["options"] if o["correct"])) for q in found]
    assert (right, [problems(q) for q in found]) == (texts, [[]])


def test_pictures_are_left_out_and_named():
    assert Note(MEDIA) in to_questions("H5P.TrueFalse", mini.TRUE | {"media": {"x": 1}}, "k").notes


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one <strong>two</strong></p><p>three</p>", "one **two**\n\nthree"),
        ("CYP2C19*2 &lt; [1]", r"CYP2C19\*2 < \[1\]"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        (None, ""),
    ],
)
def test_markup_becomes_markdown(markup, text):
    assert markdown(markup) == text


@pytest.mark.parametrize("question", quizzes.QUESTIONS, ids=lambda question: question["key"])
def test_a_question_becomes_a_task_worth_points(question):
    task = to_task(bank.normalise(question), render)
    assert isinstance(task, Task)
    assert scoring.maximum(
        Version(f"H5P.{task.kind}", 1, 16 if task.kind != "TrueFalse" else 8), task.params
    )


def test_a_question_there_and_back_has_the_same_key_and_text():
    question = bank.normalise(quizzes.GENOME)
    task = to_task(question, render)
    (back,) = to_questions(f"H5P.{task.kind}", task.params, "k").questions
    assert (back["kind"], back["text"]) == (question["kind"], question["text"])
    assert [(o["text"], o["correct"]) for o in back["options"]] == [
        (o["text"], o["correct"]) for o in question["options"]
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["answers", "questions", "text", "correct", "params", "library"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@given(st.sampled_from([*mini.KINDS, "Summary", "SingleChoiceSet", "SortParagraphs"]), JSON)
def test_what_the_filter_would_let_pass_never_breaks(kind, params):
    library = Version(f"GenLit.{kind}", 1, 0)
    kept = Filter(mini.semantics_of, "x").run(params, library).params
    json.dumps([dict(q) for q in to_questions(f"H5P.{kind}", kept, "k").questions])


def test_an_activity_is_drafted_once(activity, now, tom):
    first = converting.to_bank(activity=activity, course_key="", by=tom, now=now)
    again = converting.to_bank(activity=activity, course_key="", by=tom, now=now)
    assert [one.result for one in first + again] == ["created", "same"]
    assert first[0].version.published_at is None


def test_a_quiz_becomes_one_question_set(quiz, tom):
    made = converting.to_activity(quiz=quiz, by=tom)
    assert (made.library.name, made.sealable) == ("GenLit.QuestionSet", True)
    assert len(made.params["questions"]) == len(quizzes.QUESTIONS)
    assert converting.to_activity(quiz=quiz, by=tom) == made


def test_in_the_cms_one_looks_first_and_then_makes_drafts(client, tom, activity, quiz):
    tom.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(tom)
    url = reverse("authoring_convert")
    page = client.get(url, {"activity": activity.pk, "course": ""}).content.decode()
    assert "Adenine" in page
    assert Item.objects.filter(key__startswith="bases-of-dna").count() == 0
    client.post(url, {"activity": activity.pk, "course": ""})
    assert Item.objects.filter(key__startswith="bases-of-dna").count() == 1
    assert "questions have a counterpart" in client.get(url, {"quiz": quiz.pk}).content.decode()
    client.post(url, {"quiz": quiz.pk})
    assert Activity.objects.filter(title=quiz.title).count() == 1


def test_who_may_not_write_courses_converts_nothing(client, ann, activity):
    CountryRole.objects.create(user=ann, role=Role.FOCAL_POINT, country="SWE")
    ann.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(ann)
    client.post(reverse("authoring_convert"), {"activity": activity.pk, "course": ""})
    assert Item.objects.count() == 0
