import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import CountryRole, Role
from authoring import staff
from authoring.models import ImportRecord
from courses.models import CoursePage, LessonPage
from tests import factories
from tests.authoring import folder

UPLOAD = "/cms/courses/import/"


@pytest.fixture
def stage(catalogue):
    staff.build()


@pytest.fixture
def eve(stage):
    return factories.person("eve", "Eve Dahl", "DNK", "2262", (Role.EDITOR, ""))


def upload(client, **changes):
    archive = folder.zipped(folder.files(**changes))
    archive.name = "dna-101.zip"
    return client.post(UPLOAD, {"archive": archive})


def agree(client, **data):
    record = ImportRecord.objects.get(status="waiting")
    address = f"{UPLOAD}{record.pk}/"
    digest = client.get(address).context["plan"].digest
    return client.post(address, {"agreed": digest, **data}, follow=True)


def test_an_editor_uploads_looks_and_publishes(client, eve):
    client.force_login(eve)
    response = upload(client)
    record = ImportRecord.objects.get()
    assert response.url == reverse("authoring_plan", args=[record.pk])
    page = client.get(response.url).content.decode()
    assert "New (8)" in page
    assert not CoursePage.objects.exists()
    agree(client, publish="on")
    assert CoursePage.objects.get().live
    record.refresh_from_db()
    assert (record.status, record.published, bytes(record.archive)) == ("applied", True, b"")
    assert "Applied" in client.get(f"{UPLOAD}{record.pk}/").content.decode()


def test_a_trainer_imports_drafts_that_an_editor_publishes(client, stage, tom):
    client.force_login(tom)
    upload(client)
    agree(client, publish="on")
    assert not CoursePage.objects.get().live


def test_a_bad_zip_is_refused_with_its_sentences_and_nothing_is_kept(client, eve):
    client.force_login(eve)
    response = upload(client, **{"images/cell.svg": None})
    assert response.status_code == 422
    page = response.content.decode()
    assert "The image “images/cell.svg” is missing." in page
    assert "<code>01-genome.md</code></td><td>9</td>" in page
    assert not ImportRecord.objects.exists()
    rubbish = io.BytesIO(b"rubbish")
    rubbish.name = "x.zip"
    page = client.post(UPLOAD, {"archive": rubbish}).content.decode()
    assert "This is not a readable zip archive." in page


@pytest.mark.usefixtures("stage")
def test_nobody_else_may_import_or_export(client, ann, fay, course):
    for person in (ann, fay):
        client.force_login(person)
        assert client.get(UPLOAD).status_code in (302, 403)
        assert upload(client).status_code in (302, 403)
        assert client.get(f"/cms/courses/export/{course.pk}/").status_code in (302, 403)
    assert not ImportRecord.objects.exists()


def test_a_trainer_sees_only_her_own_imports(client, eve, tom):
    client.force_login(eve)
    upload(client)
    record = ImportRecord.objects.get()
    client.force_login(tom)
    assert client.get(f"{UPLOAD}{record.pk}/", follow=True).status_code == 404
    assert client.post(f"{UPLOAD}{record.pk}/abandon/", follow=True).status_code == 404
    record.refresh_from_db()
    assert record.status == "waiting"


def test_the_conflict_flow(client, eve):
    client.force_login(eve)
    upload(client)
    agree(client, publish="on")
    draft = LessonPage.objects.get(key="reading").get_latest_revision_as_object()
    draft.title = "My title"
    draft.save_revision()
    upload(client)
    record = ImportRecord.objects.get(status="waiting")
    page = client.get(f"{UPLOAD}{record.pk}/").content.decode()
    assert 'name="take" value="step:reading"' in page
    assert "Edited here; the folder has not changed." in page
    agree(client, publish="on")
    page = LessonPage.objects.get(key="reading")
    assert page.get_latest_revision_as_object().title == "My title"
    upload(client)
    agree(client, take="step:reading")
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Reading it"


def test_a_plan_that_is_not_true_any_more_is_shown_again(client, eve):
    client.force_login(eve)
    upload(client)
    agree(client, publish="on")
    upload(client, **{"02-reading.md": folder.SECOND.replace("Text.", "New.")})
    record = ImportRecord.objects.get(status="waiting")
    digest = client.get(f"{UPLOAD}{record.pk}/").context["plan"].digest
    draft = LessonPage.objects.get(key="reading").get_latest_revision_as_object()
    draft.title = "My title"
    draft.save_revision()
    response = client.post(f"{UPLOAD}{record.pk}/", {"agreed": digest}, follow=True)
    assert "Something changed in the meantime" in response.content.decode()
    record.refresh_from_db()
    assert record.status == "waiting"


def test_agreeing_twice_imports_once(client, eve):
    client.force_login(eve)
    upload(client)
    record = ImportRecord.objects.get()
    digest = client.get(f"{UPLOAD}{record.pk}/").context["plan"].digest
    for _ in range(2):
        client.post(f"{UPLOAD}{record.pk}/", {"agreed": digest})
    assert CoursePage.objects.count() == 1
    assert ImportRecord.objects.count() == 1


def test_an_abandoned_import_changes_nothing(client, eve):
    client.force_login(eve)
    upload(client)
    record = ImportRecord.objects.get()
    client.post(f"{UPLOAD}{record.pk}/abandon/")
    record.refresh_from_db()
    assert (record.status, bytes(record.archive)) == ("abandoned", b"")
    assert not CoursePage.objects.exists()


def test_the_exported_zip_is_what_was_imported(client, eve):
    client.force_login(eve)
    upload(client)
    agree(client)
    page = CoursePage.objects.get()
    for place in (page.pk, page.get_parent().pk):
        assert (
            f"/cms/courses/export/{page.pk}/" in client.get(f"/cms/pages/{place}/").content.decode()
        )
    response = client.get(f"/cms/courses/export/{page.pk}/")
    assert response["Content-Disposition"] == 'attachment; filename="dna-101-en.zip"'
    assert response.content == client.get(f"/cms/courses/export/{page.pk}/").content
    archive = io.BytesIO(response.content)
    archive.name = "again.zip"
    client.post(UPLOAD, {"archive": archive})
    assert client.get(f"{UPLOAD}{ImportRecord.objects.first().pk}/").context["plan"].changes_nothing


def test_roles_bring_and_take_the_groups(stage, ann):
    role = CountryRole.objects.create(user=ann, role=Role.TRAINER, country="SWE")
    other = CountryRole.objects.create(user=ann, role=Role.TRAINER, country="NOR")
    assert [group.name for group in ann.groups.all()] == ["Trainers"]
    role.delete()
    assert ann.groups.exists()
    other.delete()
    assert not ann.groups.exists()


def test_the_list_of_imports_costs_the_same_for_one_and_three(
    client, eve, now, django_assert_num_queries
):
    client.force_login(eve)

    def record():
        return ImportRecord.objects.create(
            course_key="x", language="en", status="applied", created_at=now, created_by=eve
        )

    record()
    client.get(UPLOAD)
    with CaptureQueriesContext(connection) as one:
        client.get(UPLOAD)
    record(), record()
    with django_assert_num_queries(len(one)):
        client.get(UPLOAD)
