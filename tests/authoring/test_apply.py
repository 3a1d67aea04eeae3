import re
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.images.models import Image
from wagtail.models import Page, PageLogEntry

from assessments.models import ItemVersion
from authoring import reading, tree
from authoring.apply import PlanOutdated, apply, look
from authoring.models import ImportRecord
from authoring.plan import State
from authoring.source import parse
from authoring.writer import write
from courses.models import LessonPage, StepPage
from tests.authoring import folder
from tests.factories import publish as publish_page

pytestmark = pytest.mark.usefixtures("catalogue")


def course_of(**changes):
    course, problems = parse(folder.files(**changes), reading.VOCABULARY)
    assert problems == []
    return course


@pytest.fixture
def imported(now, catalogue):
    return apply(course=course_of(), now=now, publish=True).page


def states(plan):
    return {item.name: str(item.state) for item in plan.items if item.state != State.SAME}


def edit(page, **fields):
    """As an editor does it: a new draft."""
    draft = page.specific.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision()


def everything():
    """What an import could change."""
    return (
        list(Page.objects.order_by("pk").values_list("pk", "path", "latest_revision_id", "live")),
        Image.objects.count(),
        ItemVersion.objects.count(),
        ImportRecord.objects.count(),
        sorted(p.name for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()),
    )


def test_a_published_import_is_live_with_its_questions(imported):
    steps = StepPage.objects.descendant_of(imported).live().order_by("path")
    assert [step.key for step in steps] == ["genome", "reading", "final"]
    assert ItemVersion.objects.filter(live=True).count() == 2


def test_an_imported_question_to_check_oneself_is_read_with_its_answers(imported):
    lesson = LessonPage.objects.descendant_of(imported).get(key="genome")
    (check,) = [block.value for block in lesson.body if block.block_type == "check"]
    assert [option["text"] for option in check["options"]] == ["Letters", "Words"]
    lesson = LessonPage.objects.get(key="genome")
    assert [block.block_type for block in lesson.body] == [
        "markdown",
        "figure",
        "callout",
        "check",
        "glossary",
        "sources",
    ]


def test_what_was_imported_can_be_edited_in_wagtail(imported):
    """The editor's form gets every value, also inside lists."""
    check, glossary = LessonPage.objects.get(key="genome").body[3:5]
    options = check.block.get_form_state(check.value)["options"]
    assert [option["value"]["text"] for option in options] == ["Letters", "Words"]
    [term] = glossary.block.get_form_state(glossary.value)["terms"]
    assert term["value"]["term"] == "Gene"
    assert check.value["options"][0]["feedback"] == "Four of them."


def test_an_import_without_publishing_makes_drafts(now):
    done = apply(course=course_of(), now=now)
    assert not Page.objects.descendant_of(done.page, inclusive=True).live().exists()
    assert states(look(course_of())) == {}


def test_publishing_what_was_imported_as_a_draft(now):
    apply(course=course_of(), now=now)
    done = apply(course=course_of(), now=now, publish=True)
    assert done.published == 6
    assert done.written == frozenset()
    assert not Page.objects.descendant_of(done.page, inclusive=True).filter(live=False).exists()


def test_the_second_import_changes_nothing(imported, now):
    before = everything()
    done = apply(course=course_of(), now=now, publish=True)
    assert (done.written, done.published) == (frozenset(), 0)
    assert everything() == before


def test_export_and_import_is_the_identity(imported, now):
    before = everything()
    files = write(tree.read(tree.pages(imported)))
    course, problems = parse(files, reading.VOCABULARY)
    assert problems == []
    assert look(course).changes_nothing
    apply(course=course, now=now, publish=True)
    assert everything() == before


def test_a_change_in_the_folder_is_a_draft_that_leaves_the_live_page_alone(imported, now):
    changed = course_of(**{"02-reading.md": folder.SECOND.replace("Text.", "New text.")})
    assert states(look(changed)) == {"step:reading": "changed"}
    apply(course=changed, now=now)
    page = LessonPage.objects.get(key="reading")
    assert page.body[0].value == "Text."
    assert page.get_latest_revision_as_object().body[0].value == "New text."


def test_an_edit_in_wagtail_survives_as_a_reported_conflict(imported, now):
    edit(LessonPage.objects.get(key="reading"), title="My title")
    for changes in ({}, {"02-reading.md": folder.SECOND.replace("Text.", "New text.")}):
        done = apply(course=course_of(**changes), now=now, publish=True)
        [conflict] = done.plan.of(State.CONFLICT)
        assert conflict.name == "step:reading"
        assert conflict.moved_on == bool(changes)
        page = LessonPage.objects.get(key="reading")
        assert page.get_latest_revision_as_object().title == "My title"
        assert page.title == "Reading it"  # her draft is not published either


def test_a_conflict_that_somebody_decides_for_the_folder_stays_in_the_history(imported, now):
    page = LessonPage.objects.get(key="reading")
    edit(page, title="My title")
    apply(course=course_of(), now=now, publish=True, take=["step:reading"])
    assert LessonPage.objects.get(key="reading").title == "Reading it"
    assert "My title" in {r.as_object().title for r in page.revisions.all()}
    assert states(look(course_of())) == {}


def test_nothing_is_deleted(imported, now):
    smaller = course_of(**{"02-reading.md": None})
    assert states(look(smaller)) == {"step:reading": "gone"}
    apply(course=smaller, now=now, publish=True)
    assert LessonPage.objects.get(key="reading").live


def test_a_page_deleted_in_wagtail_comes_back_only_when_asked(imported, now):
    LessonPage.objects.get(key="reading").delete()
    done = apply(course=course_of(), now=now, publish=True)
    assert states(done.plan) == {"step:reading": "conflict"}
    assert not LessonPage.objects.filter(key="reading").exists()
    apply(course=course_of(), now=now, publish=True, take=["step:reading"])
    assert LessonPage.objects.filter(key="reading", live=True).exists()


def test_a_step_written_in_wagtail_stays_where_it_is(imported, now):
    module = LessonPage.objects.get(key="genome").get_parent()
    publish_page(module, LessonPage(title="Mine", slug="mine", key="mine"))
    reordered = {"01-genome.md": None, "05-genome.md": folder.LESSON}
    done = apply(course=course_of(**reordered), now=now, publish=True)
    assert states(done.plan) == {"order": "changed", "step:mine": "gone"}
    keys = StepPage.objects.child_of(module).order_by("path").values_list("key", flat=True)
    assert list(keys) == ["reading", "mine", "genome"]
    assert states(look(course_of(**reordered))) == {"step:mine": "gone"}


def test_a_step_moves_to_another_module(imported, now):
    moved = {"02-reading.md": folder.SECOND.replace('"start"', '"end"')}
    key = LessonPage.objects.get(key="reading").translation_key
    apply(course=course_of(**moved), now=now, publish=True)
    page = LessonPage.objects.get(key="reading")
    assert page.get_parent().title == "End"
    assert page.translation_key == key
    assert page.url.endswith("/end/reading/")
    assert states(look(course_of(**moved))) == {}


def test_blocks_that_stay_keep_their_ids(imported, now):
    before = {b.block_type: b.id for b in LessonPage.objects.get(key="genome").body}
    text = folder.LESSON.replace("three billion", "3.2 billion").replace(
        "::: key-point", "::: caution Beware\nOf junk.\n:::\n\n::: key-point"
    )
    apply(course=course_of(**{"01-genome.md": text}), now=now, publish=True)
    after = LessonPage.objects.get(key="genome").body
    kept = {b.block_type: b.id for b in after if b.value and b.block_type != "callout"}
    assert kept == {kind: pk for kind, pk in before.items() if kind != "callout"}
    assert [b.id == before["callout"] for b in after if b.block_type == "callout"] == [False, True]


def test_a_changed_question_gives_the_quiz_a_new_revision(imported, now):
    quiz = StepPage.objects.get(key="final")
    revision = quiz.live_revision_id
    text = folder.QUIZ.replace("How long is it?", "How long is the genome?")
    changed = course_of(**{"03-final.quiz.toml": text})
    assert states(look(changed)) == {"question:dna-101-size": "changed"}
    apply(course=changed, now=now, publish=True)
    quiz.refresh_from_db()
    assert quiz.live_revision_id != revision
    live = ItemVersion.objects.get(item__key="dna-101-size", live=True)
    assert live.body["text"] == "How long is the genome?"
    assert states(look(changed)) == {}


def test_a_changed_image_never_overwrites_the_old_one(imported, now):
    other = folder.SVG.replace(b'width="2"', b'width="3"')
    changed = course_of(**{"images/cell.svg": other})
    assert states(look(changed)) == {"step:genome": "changed"}
    apply(course=changed, now=now, publish=True)
    assert Image.objects.count() == 2
    figure = LessonPage.objects.get(key="genome").body[1]
    with figure.value["image"].open_file() as stream:
        assert stream.read() == other
    assert states(look(changed)) == {}


def test_a_failure_half_way_leaves_nothing_on_disk(now, monkeypatch):
    before = everything()
    course = course_of()
    broken = course_of(**{"course.toml": re.sub("GLF1.1", "GLF1.2", folder.COURSE)})
    object.__setattr__(broken, "competencies", ("GLF9.9",))
    with pytest.raises(Exception, match="GLF9"):
        apply(course=broken, now=now)
    lesson = course.steps[0]
    object.__setattr__(course.steps[1], "minutes", -1)
    with pytest.raises(Exception, match="minutes"):
        apply(course=course, now=now)
    assert lesson.key == "genome"
    assert everything() == before


def test_a_plan_that_somebody_agreed_to_must_still_be_true(imported, now):
    seen = look(course_of())
    edit(LessonPage.objects.get(key="reading"), title="My title")
    with pytest.raises(PlanOutdated):
        apply(course=course_of(), now=now, agreed=seen.digest)


def test_a_translation_shares_the_identity_of_every_part(imported, now):
    french = {"course.toml": folder.COURSE.replace('"en"', '"fr"').replace("DNA in an hour", "ADN")}
    done = apply(course=course_of(**french), now=now, publish=True)
    assert done.page.locale.language_code == "fr"
    pairs = {
        (page.translation_key, page.specific_class)
        for page in Page.objects.descendant_of(imported, inclusive=True)
    }
    assert pairs == {
        (page.translation_key, page.specific_class)
        for page in Page.objects.descendant_of(done.page, inclusive=True)
    }
    assert states(look(course_of())) == {}
    assert states(look(course_of(**french))) == {}


def test_an_import_is_in_the_log_of_the_course(now, tom):
    done = apply(course=course_of(), now=now, user=tom)
    entry = PageLogEntry.objects.get(action="authoring.import")
    assert (entry.page_id, entry.user) == (done.page.pk, tom)
    assert entry.message == "8 parts imported from a course folder"
    assert PageLogEntry.objects.filter(uuid=entry.uuid).count() > 6


def test_the_bundled_courses_are_good():
    for path in sorted((settings.CONTENT_DIR / "courses").glob("*/course.toml")):
        course, problems = reading.from_path(path.parent)
        assert [str(problem) for problem in problems] == []
        assert course.key == path.parent.name
