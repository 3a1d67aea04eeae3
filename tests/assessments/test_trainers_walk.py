"""As a trainer would: write a case with a pedigree and a variant question, preview, try, hand in; an editor publishes."""

import json

import pytest
from django.test import Client

from accounts.models import Role
from assessments import attempts, bank, queries
from assessments.models import Item, ItemVersion
from authoring import staff
from tests import factories
from tests.assessments import quizzes
from tests.assessments.questions.samples import RECESSIVE

ADD = "/cms/snippets/assessments/item/add/"


@pytest.fixture
def as_tom(tom, catalogue):
    staff.build()
    client = Client()
    client.force_login(tom)
    return client


@pytest.fixture
def eva(catalogue):
    return factories.person("eva", "Eva Ek", "DNK", "2221", (Role.EDITOR, ""))


@pytest.fixture
def as_eva(eva):
    staff.build()
    client = Client()
    client.force_login(eva)
    return client


def filled(kind, key, fields, **labels):
    """The form of a kind as a browser posts it: in English, the other languages left empty."""
    posted = {f"text_{language}-kind": kind for language in ("en", "fr", "de", "ru")}
    posted |= {f"text_en-{name}": value for name, value in fields.items()}
    facts = {"key": key, "competency": "GLF1.3", "difficulty": "2", "course_key": "dna-basics"}
    return {**posted, **facts, "source": "", "testlet": "", "change": "editorial", **labels}


STORY = filled("case", "mara", {"text": "Mara, 31, asks about her father.", "pedigree": RECESSIVE})
WHO = filled(
    "pedigree-mark",
    "mara-who",
    {"text": "Who must be a carrier?", "pedigree": RECESSIVE, "obligate_carriers": "AR"},
    testlet="mara",
)
CLASS = filled(
    "variant-classification",
    "mara-class",
    {
        "text": "Classify the variant.",
        "evidence-0-text": "Nonsense variant; loss of function is a known mechanism.",
        "evidence-0-criterion": "PVS1",
        "evidence-2-text": "Absent from population databases.",
        "evidence-2-criterion": "PM2",
        "evidence-2-strength": "supporting",
    },
    testlet="mara",
    competency="GLF1.1",
    difficulty="3",
)


def check_preview(client):
    """Of what is not saved yet, with its case above it, to be tried."""
    url = "/cms/snippets/assessments/item/preview/"
    assert client.post(url, CLASS).json()["is_valid"]
    preview = client.get(url, {"mode": "en"}).content.decode()
    assert "Mara, 31, asks about her father." in preview
    assert "Try this answer" in preview


def test_the_whole_walk(as_tom, as_eva, ann, tom, module, now):
    for kind in ("case", "pedigree-mark", "variant-classification"):
        assert (
            f'name="text_en-kind" value="{kind}"'
            in as_tom.get(f"{ADD}?kind={kind}").content.decode()
        )
    for fields in (STORY, WHO, CLASS):
        if fields is CLASS:
            check_preview(as_tom)
        response = as_tom.post(ADD, fields)
        assert response.status_code == 302, response.context["form"].errors
        assert "/versions/" in response.url
    drafts = list(ItemVersion.objects.order_by("pk"))
    for version in drafts:
        url = f"/cms/questions/versions/{version.pk}/decide/"
        as_tom.post(url, {"decision": "publish"})
        version.refresh_from_db()
        assert version.published_at is None
        as_tom.post(url, {"decision": "ask"})
        assert as_eva.post(url, {"decision": "publish"}).status_code == 302
        version.refresh_from_db()
        assert version.live

    page = quizzes.quiz(module, now=now, questions=[quizzes.GENOME])
    bank.set_questions(page, ["genome-size", "mara"])
    page.blueprint = [
        {"competency": "GLF1.3", "difficulty": 2, "count": 1},
        {"competency": "GLF1.1", "difficulty": 3, "count": 1},
    ]
    page.save_revision().publish()
    attempt = attempts.start(user=ann, page=queries.quiz_page(page.translation_key, "en"), now=now)
    assert [row["item"] for row in attempt.paper["questions"]] == ["mara-who", "mara-class"]


def draft(key="mara"):
    return ItemVersion.objects.get(item__key=key, published_at=None)


def test_nobody_publishes_what_she_wrote_herself(as_eva):
    as_eva.post(ADD, STORY)
    url = f"/cms/questions/versions/{draft().pk}/decide/"
    answer = as_eva.post(url, {"decision": "publish"}, follow=True)
    assert "Somebody else publishes a text" in answer.content.decode()
    assert draft().published_at is None
    item = Item.objects.get()
    assert (
        'value="publish"' not in as_eva.get(f"/cms/questions/{item.pk}/versions/").content.decode()
    )


def test_what_is_sent_back_says_why_and_a_change_asks_for_a_new_review(as_tom, as_eva):
    as_tom.post(ADD, STORY)
    url = f"/cms/questions/versions/{draft().pk}/decide/"
    as_tom.post(url, {"decision": "ask"})
    as_eva.post(url, {"decision": "return", "reason": " "})
    assert draft().review_asked_at
    as_eva.post(url, {"decision": "return", "reason": "Whose father?"})
    page = f"/cms/questions/{draft().item_id}/versions/"
    assert "Whose father?" in as_tom.get(page).content.decode()
    as_tom.post(url, {"decision": "ask"})
    edit = f"/cms/snippets/assessments/item/edit/{draft().item_id}/"
    assert as_tom.post(edit, {**STORY, "text_en-text": "Mara asks about Jan."}).status_code == 302
    assert draft().review_asked_at is None


def test_publishing_a_quiz_leaves_alone_what_waits_for_a_reviewer(as_tom, quiz, now):
    item = Item.objects.get(key="genome-size")
    changed = {**quizzes.GENOME, "text": "How long is it?"}
    bank.upsert_questions(questions=[changed], language="en", course_key="x", by=None, now=now)
    as_tom.post(f"/cms/questions/versions/{draft('genome-size').pk}/decide/", {"decision": "ask"})
    quiz.save_revision().publish()
    assert item.versions.filter(published_at=None).count() == 1


def test_the_history_shows_what_changed_and_where_it_is_used(as_tom, quiz, now):
    changed = {**quizzes.GENOME, "text": "How long is it?"}
    bank.upsert_questions(questions=[changed], language="en", course_key="x", by=None, now=now)
    item = Item.objects.get(key="genome-size")
    text = as_tom.get(f"/cms/questions/{item.pk}/versions/").content.decode()
    assert "<ins>+ text = &quot;How long is it?&quot;</ins>" in text
    assert "Version 2: draft" in text
    assert f"/cms/pages/{quiz.pk}/edit/" in text


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"kind": "case"}, ["mara"]),
        ({"competency": "GLF1.1"}, ["genome-size"]),
        ({"difficulty": "1"}, ["genome-size"]),
        ({"course_key": "dna-basics"}, ["fathers-side", "genome-size", "inherited", "mara"]),
        ({"cadre": "2221"}, ["genome-size"]),
        ({"cadre": "2211"}, []),
        ({"review": "overdue"}, ["genome-size"]),
        ({"review": "none"}, ["fathers-side", "inherited", "mara"]),
        ({"state": "draft"}, ["mara"]),
        ({"state": "asked"}, ["fathers-side", "genome-size", "inherited"]),
        ({"state": "review"}, []),
        ({"state": "retired"}, []),
        ({"health": "too-easy"}, []),
    ],
    ids=str,
)
def test_the_list_is_narrowed_down(as_tom, quiz, wish, found):
    Item.objects.filter(key="genome-size").update(cadres=["2221"], review_due="2020-01-01")
    as_tom.post(ADD, STORY)
    answer = as_tom.get("/cms/snippets/assessments/item/", wish)
    assert [item.key for item in answer.context["page_obj"].object_list] == found


TRY = "/cms/questions/try/"


def test_a_question_is_tried_without_storing_anything(as_tom):
    question = {"key": "x", "kind": "true-false", "text": "Most variants are harmless.", "correct": True,
                "feedback_true": "Right: nearly all of them."}  # fmt: skip
    sent = {"question": json.dumps(question), "seed": "7"}
    right = as_tom.post(TRY, {**sent, "1.choice": "true"}).content.decode()
    assert "100" in right
    assert "Right: nearly all of them." in right
    assert "Left empty" in as_tom.post(TRY, sent).content.decode()
    assert "not on your paper" in as_tom.post(TRY, {**sent, "1.choice": "perhaps"}).content.decode()
    assert as_tom.post(TRY, {**sent, "again": "1"}).status_code == 200
    assert as_tom.post(TRY, {"question": "[]"}).status_code == 400
    assert (
        as_tom.post(TRY, {"question": '{"kind": "case", "key": "x", "text": "x"}'}).status_code
        == 400
    )
    assert Item.objects.count() == 0


def test_learners_have_no_business_there(ann, quiz):
    client = Client()
    client.force_login(ann)
    version = ItemVersion.objects.first()
    for url in (TRY, f"/cms/questions/versions/{version.pk}/decide/"):
        assert client.post(url, {"decision": "publish"}).status_code in (302, 403)
    assert client.get(f"/cms/questions/{version.item_id}/versions/").status_code in (302, 403)


def test_rows_that_are_wrong_come_back_as_they_were_typed(as_tom):
    answer = as_tom.post(ADD, {**CLASS, "testlet": "", "text_en-evidence-0-criterion": "PVS9"})
    text = answer.content.decode()
    assert "Absent from population databases." in text
    assert answer.context["form"].errors["text_en"]


def test_a_question_of_a_case_that_is_not_there_is_refused(as_tom):
    assert as_tom.post(ADD, WHO).context["form"].errors == {
        "testlet": ["There is no case with this key in the bank."]
    }


def test_a_translation_starts_from_the_english_text(as_tom):
    as_tom.post(ADD, STORY)
    url = f"/cms/snippets/assessments/item/edit/{Item.objects.get().pk}/"
    there = as_tom.get(url).content.decode().count("Mara, 31, asks about her father.")
    copied = as_tom.get(url, {"copy": "fr"}).content.decode()
    assert copied.count("Mara, 31, asks about her father.") > there
    assert "kind = &quot;case&quot;" in as_tom.get(url, {"as": "text"}).content.decode()
