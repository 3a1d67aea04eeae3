"""Cases: the story that several questions share, from the bank to the result."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.models import Role
from assessments import attempts, bank, paper, queries
from assessments.models import Item, ItemVersion, QuizPage
from assessments.questions import problems
from authoring import staff
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import RECESSIVE, question

STORY = {
    "key": "mara",
    "kind": "case",
    "text": "Mara, 31, asks about the condition of her father II-1.",
    "pedigree": RECESSIVE,
    "feedback": "She is an obligate carrier.",
}
WHO = {**question("pedigree-mark"), "key": "mara-who", "testlet": "mara", "competency": "GLF1.3"}
CLASS = {
    **question("variant-classification"),
    "key": "mara-class",
    "testlet": "mara",
    "competency": "GLF1.1",
    "difficulty": 3,
}
TESTLET = (STORY, WHO, CLASS)


@pytest.fixture
def case_quiz(module, now):
    return quizzes.quiz(module, now=now, questions=[*TESTLET, quizzes.GENOME], show_key="always")


def test_a_case_is_shown_once_above_its_questions_on_paper_and_result(ann, case_quiz, now):
    attempt = attempts.start(user=ann, page=case_quiz, now=now)
    assert len(attempt.paper["questions"]) == 3
    client = Client()
    client.force_login(ann)
    url = f"/en/quiz/attempt/{attempt.pk}/"
    shown = client.get(url).content.decode()
    assert shown.count("Mara, 31, asks") == 1
    assert "obligate carrier." not in shown.replace("Mark the obligate carriers", "")
    places = [row["item"] for row in attempt.paper["questions"]]
    first = places.index("mara-who")
    assert places[first : first + 2] == ["mara-who", "mara-class"]
    assert f"Case for questions {first + 1} to {first + 2}" in shown
    attempts.submit(attempt=attempt, answers={}, now=now)
    attempts.mark(pk=attempt.pk, now=now)
    result = client.get(url).content.decode()
    assert result.count("Mara, 31, asks") == 1
    assert "She is an obligate carrier." in result


def test_the_paper_keeps_the_case_it_was_handed_out_with(ann, case_quiz, now):
    attempt = attempts.start(user=ann, page=case_quiz, now=now)
    changed = {**STORY, "text": "Another story."}
    bank.upsert_questions(questions=[changed], language="en", course_key="x", by=None, now=now)
    bank.publish_questions(case_quiz, now=now)
    client = Client()
    client.force_login(ann)
    text = client.get(f"/en/quiz/attempt/{attempt.pk}/").content.decode()
    assert "Mara, 31, asks" in text
    assert "Another story." not in text


def test_a_case_brings_its_questions_and_a_question_its_case(module, now):
    bank.upsert_questions(
        questions=[*TESTLET, quizzes.GENOME], language="en", course_key="x", by=None, now=now
    )
    for key, listed in (("by-case", "mara"), ("by-question", "mara-class")):
        page = quizzes.quiz(module, now=now, questions=[quizzes.GENOME], key=key)
        bank.set_questions(page, ["genome-size", listed])
        page.save_revision().publish()
        assert sorted(bank.question_keys(page)) == ["genome-size", "mara", "mara-class", "mara-who"]
        assert len(queries.pool(page)) == 3


def test_a_question_whose_case_has_no_text_in_a_language_is_not_asked(case_quiz):
    ItemVersion.objects.filter(item__key="mara").update(live=False)
    assert [entry.item for entry in queries.pool(case_quiz)] == ["genome-size"]


def test_a_material_change_of_a_case_starts_the_statistics_of_its_questions_anew(case_quiz, now):
    changed = {**STORY, "text": "Her father is not affected after all."}
    bank.upsert_questions(
        questions=[changed], language="en", course_key="x", by=None, now=now, change="material"
    )
    bank.publish_questions(case_quiz, now=now)
    epochs = Item.objects.values_list("key", "epoch").order_by("key")
    assert dict(epochs) == {"genome-size": 1, "mara": 2, "mara-class": 2, "mara-who": 2}
    assert set(
        ItemVersion.objects.filter(live=True, item__testlet="mara").values_list("epoch", flat=True)
    ) == {2}


def test_tags_travel_with_a_question(db, now):
    tagged = {**quizzes.GENOME, "cadres": ["2221", "2211"], "review_due": "2027-01-31"}
    bank.upsert_questions(questions=[tagged], language="en", course_key="x", by=None, now=now)
    found = bank.current_questions(["genome-size"], language="en")["genome-size"]
    assert (found["cadres"], found["review_due"]) == (["2211", "2221"], "2027-01-31")
    again = bank.upsert_questions(
        questions=[found], language="en", course_key="x", by=None, now=now
    )
    assert [outcome.result for outcome in again] == ["same"]


def test_odd_tags_are_refused_in_a_sentence():
    odd = {**quizzes.GENOME, "cadres": "2221", "review_due": "soon", "testlet": 3}
    assert [one.path for one in problems(odd)] == ["testlet", "cadres", "review_due"]
    assert [one.path for one in problems({**STORY, "testlet": "other"})] == ["testlet"]


def test_a_paper_takes_as_many_queries_with_1_and_3_cases(ann, bo, module, now):
    counts = []
    for user, number in ((ann, 1), (bo, 3)):
        some = [
            {**one, "key": f"{one['key']}-{n}", **({"testlet": f"mara-{n}"} if "testlet" in one else {})}
            for n in range(number)
            for one in TESTLET
        ]  # fmt: skip
        page = quizzes.quiz(module, now=now, questions=some, key=f"quiz-{number}")
        attempt = attempts.start(user=user, page=page, now=now)
        client = Client()
        client.force_login(user)
        client.get(f"/en/quiz/attempt/{attempt.pk}/")
        with CaptureQueriesContext(connection) as queries_made:
            client.get(f"/en/quiz/attempt/{attempt.pk}/")
        counts.append(len(queries_made))
    assert counts[0] == counts[1]


def page_fields(page, cells):
    names = "title key slug minutes pass_mark wait_hours show_key show_score show_feedback intro".split()  # noqa: SIM905
    rows = [{"id": row.pk, "item": row.item_id} for row in page.quiz_items.all()]
    return nested_form_data(
        {
            **{name: getattr(page, name) for name in names},
            "quiz_items": inline_formset(rows, initial=len(rows)),
            "blueprint_cells": inline_formset(cells),
            "comments": inline_formset([]),
            "shuffle": "on",
        }
    )


@pytest.fixture
def editor(catalogue):
    staff.build()
    client = Client()
    client.force_login(factories.person("eva", "Eva Ek", "SWE", "2221", (Role.EDITOR, "")))
    return client


UNMET = [{"competency": "GLF1.3", "difficulty": "2", "count": "1"}]


def test_a_blueprint_is_proven_when_the_quiz_is_published(editor, case_quiz):
    url = f"/cms/pages/{case_quiz.pk}/edit/"
    fields = page_fields(case_quiz, UNMET)
    refused = editor.post(url, {**fields, "action-publish": "1"})
    assert "because cases are drawn whole" in refused.content.decode()
    assert case_quiz.blueprint_cells.count() == 0
    good = [*UNMET, {"competency": "GLF1.1", "difficulty": "3", "count": "1"}]
    fields = page_fields(case_quiz, good)
    assert editor.post(url, {**fields, "action-publish": "1"}).status_code == 302
    assert QuizPage.objects.get().blueprint == [
        {"competency": "GLF1.3", "difficulty": 2, "count": 1},
        {"competency": "GLF1.1", "difficulty": 3, "count": 1},
    ]


def test_a_draft_may_have_a_blueprint_that_cannot_be_met_yet(editor, case_quiz):
    url = f"/cms/pages/{case_quiz.pk}/edit/"
    assert editor.post(url, page_fields(case_quiz, UNMET)).status_code == 302
    assert QuizPage.objects.get().blueprint == []


def test_a_blueprint_that_can_no_longer_be_met_says_so_and_loses_nothing(ann, case_quiz, now):
    case_quiz.blueprint = [{"competency": "GLF1.1", "difficulty": 1, "count": 1}]
    case_quiz.save()
    Item.objects.filter(key="genome-size").update(retired_at=now)
    client = Client()
    client.force_login(ann)
    answer = client.post(f"/en/quiz/{case_quiz.translation_key}/start/", follow=True)
    assert "This quiz cannot be put together now" in answer.content.decode()


def test_papers_of_a_blueprint_quiz_are_rebuilt_from_their_seeds(ann, bo, case_quiz, now):
    case_quiz.blueprint = [
        {"competency": "GLF1.3", "count": 1},
        {"competency": "GLF1.1", "count": 1},
    ]
    case_quiz.save()
    for user in (ann, bo):
        attempt = attempts.start(user=user, page=case_quiz, now=now)
        attempt.refresh_from_db()
        entries = attempts.drawn(attempt.edition, attempt.seed)
        assert {entry.item for entry in entries} == {"mara-who", "mara-class"}
        assert paper.paper(entries, seed=attempt.seed, shuffle=True) == attempt.paper


def test_the_contents_of_a_quiz_hold_what_a_case_brings(module, case_quiz):
    listed = {row[2] for row in QuizPage.contents_of([case_quiz.pk])}
    bank.set_questions(case_quiz, ["mara", "genome-size"])
    case_quiz.save()
    assert {row[2] for row in QuizPage.contents_of([case_quiz.pk])} == listed
    assert len(QuizPage.contents_of([case_quiz.pk])) == 4
