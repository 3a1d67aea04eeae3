import pytest

from assessments import bank
from assessments.models import Item, ItemVersion
from tests.assessments import quizzes
from tests.assessments.quizzes import FATHER, GENOME, QUESTIONS


def upsert(*questions, now, language="en", change="editorial"):
    outcomes = bank.upsert_questions(
        questions=questions,
        language=language,
        course_key="dna-basics",
        by=None,
        now=now,
        change=change,
    )
    return [outcome.result for outcome in outcomes]


def test_importing_twice_changes_nothing(db, now):
    assert upsert(*QUESTIONS, now=now) == ["created"] * 3
    assert upsert(*QUESTIONS, now=now) == ["same"] * 3
    assert ItemVersion.objects.count() == 3


def test_what_is_read_back_is_what_an_import_compares_with(db, now):
    upsert(*QUESTIONS, now=now)
    current = bank.current_questions([q["key"] for q in QUESTIONS], language="en")
    for question in QUESTIONS:
        assert bank.normalise(question, current[question["key"]]) == current[question["key"]]
    assert bank.normalise(current["genome-size"]) == current["genome-size"]


def test_one_bad_question_stops_all_and_every_problem_is_told(db, now):
    bad = {"key": "Bad Key", "kind": "single-choice", "text": "", "options": [{"text": "one"}]}
    with pytest.raises(bank.BadQuestion) as caught:
        upsert(GENOME, bad, now=now)
    assert [str(problem) for problem in caught.value.problems["Bad Key"]] == [
        "A question needs a key of at most 100 lower-case letters, digits and hyphens.",
        "The field “text” needs a text.",
        "“options” must be a list of at least 2 entries.",
        "A single choice has one right option; this question has 0.",
    ]
    assert Item.objects.count() == 0


def test_a_published_version_never_changes_and_a_draft_waits_for_the_quiz(quiz, now):
    changed = GENOME | {"text": "How long is the haploid human genome, about?"}
    assert upsert(changed, now=now) == ["changed"]
    texts = ItemVersion.objects.filter(item__key="genome-size").order_by("number")
    assert [(v.number, v.live, v.body["text"]) for v in texts] == [
        (1, True, GENOME["text"]),
        (2, False, changed["text"]),
    ]
    quiz.save_revision().publish()
    assert [v.live for v in texts.all()] == [False, True]
    assert Item.objects.get(key="genome-size").epoch == 1


def test_a_draft_is_changed_in_place(quiz, now):
    upsert(GENOME | {"text": "One?"}, now=now)
    upsert(GENOME | {"text": "Two?"}, now=now)
    assert ItemVersion.objects.filter(item__key="genome-size").count() == 2


def test_a_changed_right_answer_is_material_and_starts_the_statistics_anew(quiz, now):
    upsert(FATHER | {"correct": True}, now=now)
    quiz.save_revision().publish()
    item = Item.objects.get(key="fathers-side")
    assert (item.epoch, item.versions.get(live=True).epoch) == (2, 2)


def test_an_item_is_one_thing_across_languages(quiz, now):
    french = FATHER | {"text": "Un cancer du côté paternel n'a pas d'importance."}
    assert upsert(french, now=now, language="fr") == ["created"]
    item = Item.objects.get(key="fathers-side")
    assert sorted(item.versions.values_list("language", "number")) == [("en", 1), ("fr", 1)]


def test_labels_change_at_once_without_a_new_version(quiz, now):
    assert upsert(GENOME | {"difficulty": 3}, now=now) == ["changed"]
    item = Item.objects.get(key="genome-size")
    assert (item.difficulty, item.versions.count()) == (3, 1)


def test_option_letters_stay_with_their_texts(db, now):
    upsert(GENOME, now=now)
    first, second, third = GENOME["options"]
    moved = GENOME | {"options": [third, {"text": "One base pair"}, first, second]}
    upsert(moved, now=now)
    options = bank.current_questions(["genome-size"], language="en")["genome-size"]["options"]
    assert [option["id"] for option in options] == ["c", "d", "a", "b"]


def test_a_quiz_keeps_the_order_of_its_questions(quiz):
    assert bank.question_keys(quiz) == ["genome-size", "inherited", "fathers-side"]
    assert bank.question_keys(quiz.get_latest_revision_as_object()) == bank.question_keys(quiz)


def test_a_quiz_cannot_name_a_question_that_is_not_there(quiz):
    with pytest.raises(bank.UnknownItem):
        bank.set_questions(quiz, ["genome-size", "no-such"])


def test_a_retired_question_is_not_asked(ann, quiz, now):
    Item.objects.filter(key="genome-size").update(retired_at=now)
    attempt = quizzes.handed_in(ann, quiz, {}, now)
    assert {row["item"] for row in attempt.paper["questions"]} == {"inherited", "fathers-side"}
