"""What is kept in the process: published texts and editions, which never change; never a draft."""

from assessments import attempts, bank, texts
from assessments.models import Edition, ItemVersion
from tests.assessments import quizzes
from tests.assessments.quizzes import GENOME, RIGHT


def test_a_published_text_is_read_once_and_a_draft_each_time(quiz, now, django_assert_num_queries):
    live = ItemVersion.objects.get(item__key="genome-size").pk
    with django_assert_num_queries(1):
        assert texts.of([live])[live].body == texts.of([live])[live].body
    changed = GENOME | {"text": "How long is it?"}
    bank.upsert_questions(questions=[changed], language="en", course_key="", by=None, now=now)
    draft = ItemVersion.objects.get(item__key="genome-size", published_at=None)
    texts.of([draft.pk])
    ItemVersion.objects.filter(pk=draft.pk).update(body=draft.body | {"text": "How long?"})
    assert texts.of([draft.pk])[draft.pk].body["text"] == "How long?"


def test_the_least_used_text_goes_first(quiz, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(texts, "MOST", 2)
    one, two, three = ItemVersion.objects.values_list("pk", flat=True)
    texts.of([one, two])
    texts.of([one])
    texts.of([three])
    with django_assert_num_queries(0):
        texts.of([one, three])
    with django_assert_num_queries(1):
        texts.of([two])


def test_marking_costs_one_read_a_claim_an_event_and_a_look_at_regrades(
    ann, bo, quiz, now, django_assert_num_queries
):
    quizzes.marked(ann, quiz, RIGHT, now)  # brings the texts
    attempt = quizzes.handed_in(bo, quiz, {}, now)
    with django_assert_num_queries(5):  # with the savepoint of the test
        assert attempts.mark(pk=attempt.pk, now=now)


def test_rules_that_change_make_another_edition(ann, bo, quiz, now):
    first = attempts.start(user=ann, page=quiz, now=now)
    quiz.pass_mark = 60
    second = attempts.start(user=bo, page=quiz, now=now)
    assert second.edition_id != first.edition_id
    assert second.edition.rules["pass_mark"] == 60
    assert Edition.objects.count() == 2


def test_an_attempt_that_is_gone_is_no_error(db, now):
    assert attempts.mark(pk=12345, now=now) is None
