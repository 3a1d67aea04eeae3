"""Trainers write in Wagtail: drafts, review by an editor, publishing at an hour, translation."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Task, Workflow
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.operations import TranslationCreator

from accounts.models import Role
from assessments.models import QuizPage
from authoring import reading, staff
from authoring.apply import apply, look
from authoring.source import parse
from authoring.tasks import publish_scheduled
from courses.models import CoursePage, LessonPage
from tests import factories
from tests.authoring import folder


@pytest.fixture
def imported(catalogue, now):
    staff.build()
    course, _problems = parse(folder.files(), reading.VOCABULARY)
    return apply(course=course, now=now, publish=True).page


@pytest.fixture
def lesson(imported):
    return LessonPage.objects.get(key="reading")


@pytest.fixture
def eve(imported):
    return factories.person("eve", "Eve Dahl", "DNK", "2262", (Role.EDITOR, ""))


def drafted(page, title):
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.title = title
    draft.save_revision()
    page.refresh_from_db()
    return draft


def test_who_may_do_what(lesson, tom, eve, ann, fay):
    rights = {
        person: page.permissions_for_user(person)
        for page in [lesson]
        for person in (tom, eve, ann, fay)
    }
    assert [rights[person].can_edit() for person in (tom, eve, ann, fay)] == [
        True,
        True,
        False,
        False,
    ]
    assert [rights[person].can_publish() for person in (tom, eve, ann, fay)] == [
        False,
        True,
        False,
        False,
    ]


def test_what_a_trainer_writes_is_live_once_an_editor_approves(lesson, tom, eve):
    drafted(lesson, title="Better title")
    workflow = lesson.get_workflow()
    assert workflow.name == staff.REVIEW
    task = workflow.start(lesson, tom).current_task_state.task.specific
    assert [name for name, *_ in task.get_actions(lesson, tom)] == []
    assert "approve" in [name for name, *_ in task.get_actions(lesson, eve)]
    lesson.current_workflow_task_state.approve(user=eve)
    lesson.refresh_from_db()
    assert lesson.title == "Better title"


def test_the_review_is_made_once(imported):
    staff.build()
    assert Workflow.objects.filter(name=staff.REVIEW).count() == 1
    assert Task.objects.filter(name=staff.REVIEW).count() == 1


def test_a_page_goes_live_at_its_hour(lesson):
    draft = lesson.get_latest_revision_as_object()
    draft.title, draft.go_live_at = "Tomorrow", timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    publish_scheduled()
    lesson.refresh_from_db()
    assert lesson.title == "Reading it"
    revision = lesson.scheduled_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    publish_scheduled()
    lesson.refresh_from_db()
    assert lesson.title == "Tomorrow"


def test_a_preview_shows_the_draft(lesson):
    draft = drafted(lesson, title="Only a draft")
    response = draft.make_preview_request()
    assert "<h1>Only a draft</h1>" in response.content.decode()


def test_a_translation_in_wagtail_keeps_the_identity_and_is_no_conflict(imported, eve):
    french = Locale.objects.get(language_code="fr")
    pages = [imported, *imported.get_descendants().specific()]
    creator = TranslationCreator(user=eve, target_locales=[french])
    for page in pages:
        creator.create_translations(page)
    copy = CoursePage.objects.get(key="dna-101", locale=french)
    assert {page.translation_key for page in pages} == {
        copy.translation_key,
        *copy.get_descendants().values_list("translation_key", flat=True),
    }
    lesson = LessonPage.objects.get(key="reading", locale=french)
    source = TranslationSource.objects.get_for_instance(
        LessonPage.objects.get(key="reading", locale__language_code="en")
    )
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=french,
            context=segment.context,
            data=f"FR {segment.string.data}",
        )
    translation = source.translations.get(target_locale=french)
    translation.save_target(publish=True)
    lesson.refresh_from_db()
    assert (lesson.title, lesson.body[0].value) == ("FR Reading it", "FR Text.")
    quiz = QuizPage.objects.get(key="final", locale=french)
    assert [item.item.key for item in quiz.quiz_items.all()] == ["dna-101-size", "dna-101-junk"]
    course, _problems = parse(folder.files(), reading.VOCABULARY)
    assert look(course).changes_nothing
