import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Item, ItemVersion
from authoring import staff
from tests.assessments import quizzes

NEW = """kind = "true-false"
text = "Most variants are harmless."
correct = true
"""


@pytest.fixture
def as_tom(tom, catalogue):
    """Tom is a trainer: he writes, editors publish."""
    staff.build()
    client = Client()
    client.force_login(tom)
    return client


def fields(**changes):
    texts = {f"text_{language}": "" for language in ("en", "fr", "de", "ru")}
    labels = {
        "key": "harmless",
        "competency": "GLF1.1",
        "difficulty": "1",
        "course_key": "dna-basics",
    }
    return {**texts, **labels, "source": "", "change": "editorial", "text_en": NEW, **changes}


ADD = "/cms/snippets/assessments/item/add/"


def test_a_trainer_writes_a_question_in_two_languages(as_tom, tom):
    french = NEW.replace("Most variants are harmless.", "La plupart des variants sont bénins.")
    response = as_tom.post(ADD, fields(text_fr=french))
    assert response.status_code == 302
    item = Item.objects.get(key="harmless")
    assert (item.kind, item.competency) == ("true-false", "GLF1.1")
    assert sorted(item.versions.values_list("language", "live", "created_by")) == [
        ("en", False, tom.pk),
        ("fr", False, tom.pk),
    ]


def test_the_editor_shows_what_it_would_save_and_saving_it_again_changes_nothing(as_tom, quiz):
    item = Item.objects.get(key="genome-size")
    url = f"/cms/snippets/assessments/item/edit/{item.pk}/"
    form = as_tom.get(url).context["form"]
    texts = {name: form[name].value() or "" for name in form.fields}
    assert 'kind = "single-choice"' in texts["text_en"]
    before = list(ItemVersion.objects.values_list("pk", "body"))
    assert (
        as_tom.post(url, {**texts, "retired_at": "", "review_due": "", "cadres": []}).status_code
        == 302
    )
    assert list(ItemVersion.objects.values_list("pk", "body")) == before


def test_problems_are_told_where_they_can_be_mended(as_tom):
    response = as_tom.post(ADD, fields(text_en='kind = "true-false"\ntext = ""'))
    errors = response.context["form"].errors
    assert errors == {
        "text_en": [
            "The field “text” needs a text.",
            "Say with “correct” whether the statement is true or false.",
        ]
    }
    response = as_tom.post(ADD, fields(text_en="kind = true-false"))
    assert response.context["form"].errors["text_en"][0].startswith("This is not understood: ")
    assert as_tom.post(ADD, fields(text_en="")).context["form"].errors == {
        "text_en": ["A question needs a text."]
    }
    assert Item.objects.count() == 0


def test_a_question_can_be_looked_at_before_it_is_saved(as_tom):
    url = "/cms/snippets/assessments/item/preview/"
    assert as_tom.post(url, fields()).json()["is_valid"]
    text = as_tom.get(url, {"mode": "en"}).content.decode()
    assert "Most variants are harmless." in text
    assert "As the right answer is explained" in text


def test_the_list_takes_the_same_number_of_queries_for_1_and_3_questions(as_tom, module, now):
    counts = []
    for number in (1, 3):
        quizzes.quiz(module, now=now, questions=quizzes.QUESTIONS[:number], key=f"quiz-{number}")
        as_tom.get("/cms/snippets/assessments/item/")
        with CaptureQueriesContext(connection) as queries:
            text = as_tom.get("/cms/snippets/assessments/item/").content.decode()
        assert "genome-size" in text
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_learner_has_no_business_in_the_bank(ann, catalogue):
    client = Client()
    client.force_login(ann)
    assert client.get("/cms/snippets/assessments/item/").status_code == 302


def test_a_quiz_is_put_together_from_the_bank(as_tom, quiz):
    text = as_tom.get(f"/cms/pages/{quiz.pk}/edit/").content.decode()
    assert "genome-size" in text
    assert "/cms/snippets/choose/assessments/item/" in text or "item-chooser" in text
