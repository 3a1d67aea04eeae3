import pytest
from django.test import Client

from accounts.models import Role
from assessments import regrading, tasks
from assessments.models import Attempt, AttemptEvent, ItemVersion, Regrade, RegradeLook
from authoring import staff
from tests import factories
from tests.assessments import quizzes
from tests.assessments.quizzes import RIGHT
from tests.assessments.test_regrading import correct_the_key


@pytest.fixture
def editor(db) -> Client:
    staff.build()
    client = Client()
    client.force_login(factories.person("eva", "Eva", "SWE", "2212", (Role.EDITOR, "")))
    return client


@pytest.fixture
def item(ann, bo, quiz, now):
    """Ann has passed by the wrong key, Bo failed by it."""
    quizzes.marked(ann, quiz, RIGHT, now)
    quizzes.marked(bo, quiz, RIGHT | {"fathers-side": "true"}, now)
    return correct_the_key(quiz, now)


def looked(editor, item, callbacks, **fields) -> str:
    """Ask for a dry run and let the worker do it; the address of what it found."""
    live = ItemVersion.objects.get(item=item, live=True).pk
    with callbacks(execute=True):
        answer = editor.post(
            f"/cms/regrades/question/{item.pk}/",
            {"policy": "current-key", "version_en": live} | fields,
        )
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


DECISION = {"passes": "stand", "reason": "The key was wrong."}


def test_an_editor_looks_decides_and_finds_it_in_the_ledger(
    editor, item, bo, django_capture_on_commit_callbacks
):
    address = looked(editor, item, django_capture_on_commit_callbacks)
    text = editor.get(address).content.decode()
    assert "Would fall below the pass mark" in text
    assert "Ann Lind" in text
    assert not AttemptEvent.objects.filter(kind="regraded").exists()
    answer = editor.post(address, {"reason": " "})
    assert "Say why the question is graded anew." in answer.content.decode()
    assert "Say what becomes of attempts that fall below the mark." in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = editor.post(address, DECISION)
    text = editor.get(answer.url).content.decode()
    assert "Done." in text
    assert "2 changed, 1 passing, 1 falling below the mark, 0 certificates" in text
    assert Attempt.objects.get(user=bo).passed
    assert "The key was wrong." in editor.get("/cms/regrades/").content.decode()


def test_deciding_twice_is_one_regrade_and_says_so(
    editor, item, django_capture_on_commit_callbacks
):
    address = looked(editor, item, django_capture_on_commit_callbacks)
    first = editor.post(address, DECISION)
    second = editor.post(address, DECISION, follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert "This was decided already" in second.content.decode()
    other = looked(editor, item, django_capture_on_commit_callbacks, policy="drop")
    third = editor.post(other, DECISION, follow=True)
    assert "This question is being regraded already." in third.content.decode()
    assert Regrade.objects.count() == 1


def test_progress_is_shown_until_the_worker_has_been(editor, item, now):
    look = regrading.look(item=item, policy="drop", by=None, now=now)
    text = editor.get(f"/cms/regrades/look/{look.pk}/").content.decode()
    assert "0 of 2 attempts" in text
    assert 'http-equiv="refresh"' in text
    assert "Decide" not in text
    tasks.resume_regrades()
    assert RegradeLook.objects.get().share_done == 100


def test_an_older_key_can_be_chosen(editor, item, django_capture_on_commit_callbacks):
    older = ItemVersion.objects.get(item=item, live=False).pk
    looked(editor, item, django_capture_on_commit_callbacks, version_en=older)
    look = RegradeLook.objects.get()
    assert (look.seen, look.changed) == (2, 0)


def test_trainers_and_learners_do_not_regrade(editor, item, tom, ann, now):
    look = regrading.look(item=item, policy="drop", by=None, now=now)
    for person in (tom, ann):
        client = Client()
        client.force_login(person)
        for address in (
            "/cms/regrades/",
            f"/cms/regrades/question/{item.pk}/",
            f"/cms/regrades/look/{look.pk}/",
        ):
            assert client.get(address).status_code == 302
