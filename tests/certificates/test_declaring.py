from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from authoring import staff
from certificates.models import Notice, Recertification
from courses.models import CourseVersion, ModulePage
from tests import factories
from tests.certificates import renewing as scene


@pytest.fixture
def editor(db):
    staff.build()
    return factories.person("eva", "Eva Falk", "SWE", "1342", (Role.EDITOR, ""))


@pytest.fixture
def course(catalogue, now):
    return scene.course_with_refresher(catalogue, now)


@pytest.fixture
def held(ann, cat, course, now):
    return [scene.complete(ann, now), scene.complete(cat, now)]


@pytest.fixture
def page(client, editor, held, course):
    client.force_login(editor)
    return reverse("material_change", args=[course.pk])


def facts(**changes):
    draft = scene.edit("lesson-1")
    return {
        "pages": [draft.pk],
        "summary": "Penetrance was revised.",
        "competencies": ["GLF1.1"],
        "delta": [str(scene.step("new-evidence").translation_key)],
        "due_on": (timezone.localdate() + timedelta(days=60)).isoformat(),
        **changes,
    }


def test_the_editor_sees_how_many_in_which_countries_before_anything_happens(client, page):
    answer = client.post(page, facts())
    text = answer.content.decode()
    assert "2 people hold a valid certificate of an earlier version" in text
    assert "<td>Georgia</td><td>1</td>" in text
    assert "<td>Sweden</td><td>1</td>" in text
    assert scene.step("lesson-1").has_unpublished_changes
    assert not CourseVersion.objects.filter(material=True).exists()


def test_confirmed_it_is_published_and_each_holder_asked(
    client, page, course, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, facts(confirm="yes"))
    assert answer.url == reverse("wagtailadmin_explore", args=[course.pk])
    assert not scene.step("lesson-1").has_unpublished_changes
    version = CourseVersion.objects.get(material=True)
    assert (version.number, version.competencies) == (2, ["GLF1.1"])
    assert version.declared_by.email == "eva@example.org"
    assert Recertification.objects.count() == 2
    assert Notice.objects.filter(kind="asked").count() == 2


def test_back_leads_to_the_form_with_what_was_entered(client, page):
    text = client.post(page, facts(back="yes")).content.decode()
    assert "Penetrance was revised." in text
    assert "Show whom it asks" in text
    assert not CourseVersion.objects.filter(material=True).exists()


def test_another_competency_asks_nobody(client, page, course):
    course.competencies = ["GLF1.1", "GLF3.1"]
    course.save_revision().publish()
    text = client.post(page, facts(competencies=["GLF3.1"])).content.decode()
    assert "Nobody will be asked." in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"summary": ""}, "This field is required."),
        ({"due_on": "2020-01-01"}, "Choose a day that is still to come."),
        ({"delta": []}, "This field is required."),
        ({"competencies": ["GLF9.9"]}, "GLF9.9 is not one of the available choices"),
    ],
)
def test_what_is_missing_is_said_and_nothing_happens(client, page, changes, sentence):
    text = client.post(page, facts(confirm="yes", **changes)).content.decode()
    assert sentence in text
    assert not CourseVersion.objects.filter(material=True).exists()


def test_a_step_that_is_only_a_draft_cannot_be_asked_for(client, page, course):
    module = ModulePage.objects.get(key="what-is-new")
    draft = module.add_child(
        instance=factories.LessonPage(title="Draft", slug="draft", key="draft", live=False)
    )
    draft.save_revision()
    key = str(draft.translation_key)
    text = client.post(page, facts(delta=[key])).content.decode()
    assert "must be published" in text
    drafts = [scene.step("lesson-1").pk, draft.pk]
    with_it = client.post(page, facts(delta=[key], pages=drafts)).content.decode()
    assert "2 people hold" in with_it


def test_the_button_beside_publish_keeps_the_draft_and_leads_there(client, page, course):
    module = ModulePage.objects.get(key="start")
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])
    assert "action-material-change" in client.get(address).content.decode()
    data = {"title": "Start, revised", "slug": "start", "key": "start", "role": "regular"}
    data |= {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    answer = client.post(address, data | {"action-material-change": "yes"})
    assert answer.url == f"{page}?page={module.pk}"
    assert ModulePage.objects.get(pk=module.pk).title == "Start"
    first = client.get(answer.url)
    assert [one.pk for one in first.context["form"].initial["pages"]] == [module.pk]


@pytest.mark.parametrize("who", ["ann", "tom", "fay"])
def test_who_may_not_publish_may_not_declare(client, page, who, request):
    client.force_login(request.getfixturevalue(who))
    assert client.post(page, facts(confirm="yes")).status_code in (302, 403)
    assert not CourseVersion.objects.filter(material=True).exists()
