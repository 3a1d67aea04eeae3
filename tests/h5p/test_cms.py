"""As a trainer does it: upload, read the report, install, place, preview, write by form, export."""

import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from h5p import activities, export, files, libraries, packages, sweeping, tasks, writing
from h5p.models import Activity, Library, LibraryFile, Upload
from tests.h5p import mini


@pytest.fixture
def trainer(tom, client):
    tom.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(tom)
    return tom


def upload(client, file, capture, name="x.h5p"):
    with capture(execute=True):
        answer = client.post(
            reverse("h5p_upload"), {"package": SimpleUploadedFile(name, file.read())}
        )
    return client.get(answer.url), Upload.objects.latest("pk")


def agree(client, found, capture):
    with capture(execute=True):
        client.post(reverse("h5p_agree", args=[found.pk]))
    found.refresh_from_db()
    return found


def test_a_package_goes_from_upload_to_activity(
    client, trainer, django_capture_on_commit_callbacks
):
    libraries.install_bundled()
    page, found = upload(client, mini.small("QuestionSet"), django_capture_on_commit_callbacks)
    assert found.status == "read"
    assert "Install" in page.content.decode()
    assert agree(client, found, django_capture_on_commit_callbacks).status == "installed"
    shown = client.get(reverse("h5p_activity", args=[found.activity_id])).content.decode()
    assert "Preview of version 1" in shown
    assert "can be kept on the server" in shown


def test_a_hostile_package_is_refused_with_a_sentence_and_leaves_nothing(
    client, trainer, django_capture_on_commit_callbacks
):
    bad = mini.package(mini.members() | {"content/../../x.png": b"x"})
    page, found = upload(client, bad, django_capture_on_commit_callbacks)
    assert found.status == "refused"
    assert "leads out of the package" in page.content.decode()
    assert agree(client, found, django_capture_on_commit_callbacks).status == "refused"
    assert (Activity.objects.count(), Library.objects.count(), LibraryFile.objects.count()) == (
        0,
        0,
        0,
    )
    later = timezone.now() + sweeping.GRACE + sweeping.GRACE
    assert sweeping.remove_unused(now=later) == 1
    assert list(files.stored()) == []


def altered():
    members = mini.members()
    members["GenLit.Task-1.0/task.js"] += b"// changed"
    return members


def test_unknown_code_waits_for_an_administrator_and_then_installs(
    client, trainer, django_capture_on_commit_callbacks
):
    page, found = upload(client, mini.small(), django_capture_on_commit_callbacks)
    assert "an administrator has to approve it" in page.content.decode()
    found = agree(client, found, django_capture_on_commit_callbacks)
    assert found.status == "read"
    assert found.report["missing"] == ["GenLit.Task 1.0", "GenLit.MultiChoice 1.0"]
    library = Library.objects.get(name="GenLit.Task")
    decide = reverse("h5p_decide", args=[library.pk])
    assert client.post(decide, {"status": "approved"}).status_code in (302, 403)
    library.refresh_from_db()
    assert library.status == "waiting"
    trainer.is_superuser = True
    trainer.save()
    for one in Library.objects.all():
        client.post(reverse("h5p_decide", args=[one.pk]), {"status": "approved"})
    assert agree(client, found, django_capture_on_commit_callbacks).status == "installed"


def test_a_fork_under_a_known_name_is_caught(client, trainer, django_capture_on_commit_callbacks):
    libraries.install_bundled()
    page, found = upload(client, mini.package(altered()), django_capture_on_commit_callbacks)
    assert "has the name and version of known code but other contents" in page.content.decode()
    found = agree(client, found, django_capture_on_commit_callbacks)
    used = found.activity.current.libraries
    assert Library.objects.get(name="GenLit.Task", status="waiting").digest not in used


def test_the_same_package_twice_is_one_activity(
    client, trainer, django_capture_on_commit_callbacks
):
    libraries.install_bundled()
    for _ in range(2):
        _page, found = upload(client, mini.small(), django_capture_on_commit_callbacks)
        agree(client, found, django_capture_on_commit_callbacks)
    assert Activity.objects.count() == 1
    tasks.install_upload(found.pk)
    assert Activity.objects.get().versions.count() == 1


def test_lost_messages_are_made_good_by_the_sweep(trainer):
    libraries.install_bundled()
    long_ago = timezone.now() - timezone.timedelta(hours=1)
    found = packages.receive(name="x", chunks=[mini.small().read()], user=trainer, now=long_ago)
    tasks.sweep_uploads()
    found.refresh_from_db()
    assert found.status == "read"


def test_each_file_is_stored_once(install):
    install(mini.small("TrueFalse"))
    install(mini.small("Blanks"))
    rows = LibraryFile.objects.count()
    assert len(list(files.stored())) <= rows + 2


@pytest.mark.parametrize("kind", sorted(mini.PARAMS))
def test_export_and_import_keep_every_digest(kind, install):
    version = install(mini.small(kind)).current
    out, again = io.BytesIO(), io.BytesIO()
    export.write(version, out)
    export.write(version, again)
    assert out.getvalue() == again.getvalue()
    out.seek(0)
    back = install(out).current
    assert (back.params_sha256, back.libraries) == (version.params_sha256, version.libraries)
    assert (back.language, back.licence) == (version.language, version.licence)
    second = io.BytesIO()
    export.write(back, second)
    assert second.getvalue() == out.getvalue()


FORMS = {
    "MultiChoice": {"question": "Which <b> & which?", "options": "* A & B | yes\n C | no\n* D"},
    "TrueFalse": {"question": "True?", "correct": "false", "right": "Good", "wrong": "No"},
    "Blanks": {"question": "Fill", "text": "The gene *BRCA1/BRCA 1:a tip* is\non *17*."},
    "DragText": {"question": "Put", "text": "DNA to *RNA*", "extra": "fat\nsugar"},
    "MarkTheWords": {"question": "Mark", "text": "*TP53* is, Berlin is not."},
}


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_task_is_written_by_form_shown_again_and_saved_only_when_changed(kind, client, trainer):
    data = FORMS[kind] | {"title": "Mine", "description": "Do it.", "language": "en"}
    answer = client.post(reverse("h5p_write", args=[kind]), data)
    assert answer.status_code == 302, answer.context["form"].errors
    activity = Activity.objects.get()
    assert activity.current.maximum >= 1
    assert activity.current.sealable
    edit = reverse("h5p_rewrite", args=[kind, activity.pk])
    initial = client.get(edit).context["form"].initial
    shown = {name: value for name, value in initial.items() if value is not None}
    client.post(edit, {**shown, "description": "Do it."})
    assert activity.versions.count() == 1
    client.post(edit, {**shown, "question": "Other"})
    assert activity.versions.count() == 2


def test_a_form_without_a_right_answer_is_refused(client, trainer):
    data = {"title": "M", "language": "en", "question": "?", "options": "a\nb"}
    page = client.post(reverse("h5p_write", args=["MultiChoice"]), data)
    assert "Begin at least one right option with *." in page.content.decode()
    data = {"title": "M", "language": "en", "question": "?", "text": "no gap"}
    page = client.post(reverse("h5p_write", args=["Blanks"]), data)
    assert "mark what is right" in page.content.decode()
    assert Activity.objects.count() == 0


def test_a_question_set_is_made_of_written_tasks_and_speaks_their_language(client, trainer):
    for kind, fields in FORMS.items():
        client.post(reverse("h5p_write", args=[kind]), fields | {"title": kind, "language": "de"})
    tasks_ = list(Activity.objects.values_list("pk", flat=True))
    data = {"title": "All", "language": "de", "tasks": tasks_, "pass_mark": 60, "draw": 3}
    assert client.post(reverse("h5p_write", args=["QuestionSet"]), data).status_code == 302
    version = Activity.objects.get(title="All").current
    assert version.library.name == "GenLit.QuestionSet"
    assert version.sealable
    assert version.params["poolSize"] == 3
    assert len({q["subContentId"] for q in version.params["questions"]}) == 5
    again = client.get(reverse("h5p_rewrite", args=["QuestionSet", version.activity_id]))
    assert {one.pk for one in again.context["form"].initial["tasks"]} == set(tasks_)


def test_rolling_back_makes_a_new_version_and_shows_the_difference(client, trainer):
    data = FORMS["TrueFalse"] | {"title": "Mine", "language": "en"}
    client.post(reverse("h5p_write", args=["TrueFalse"]), data)
    activity = Activity.objects.get()
    client.post(reverse("h5p_rewrite", args=["TrueFalse", activity.pk]), data | {"correct": "true"})
    first = activity.versions.get(number=1)
    client.post(reverse("h5p_roll_back", args=[first.pk]))
    activity.refresh_from_db()
    assert activity.current.number == 3
    assert activity.current.params == first.params
    assert '"correct": "true"' in "\n".join(
        activities.difference(first, activity.versions.get(number=2))
    )


def test_learners_see_none_of_it(client, ann):
    client.force_login(ann)
    for name in ("h5p_upload", "h5p_shelf"):
        assert client.get(reverse(name)).status_code in (302, 403)


def test_shelf_and_activity_pages_do_not_grow(
    client, trainer, install, django_assert_max_num_queries
):
    install(mini.small("TrueFalse"))
    client.get(reverse("h5p_shelf"))
    with django_assert_max_num_queries(14):
        client.get(reverse("h5p_shelf"))


def test_the_snippet_list_finds_activities_but_makes_none(client, trainer, install):
    install(mini.small("TrueFalse"))
    assert (
        "A TrueFalse" in client.get(reverse("wagtailsnippets_h5p_activity:list")).content.decode()
    )
    assert client.get(reverse("wagtailsnippets_h5p_activity:add")).status_code in (302, 403)


def test_text_goes_through_the_form_unchanged():
    texts = ["a < b & 'c'", "one\n\ntwo\nthree", "5'-UTR"]
    assert [writing.text_of(writing.paragraphs(text)) for text in texts] == texts


MULTI = {
    "title": "Bases",
    "description": "",
    "language": "en",
    "params.question~": "Which are bases?",
    "params.answers.*": "",
    "params.answers.0.text~": "Adenine",
    "params.answers.0.correct": ["false", "true"],
    "params.answers.1.text~": "Alanine",
    "params.answers.1.correct": "false",
}


def test_every_setting_of_a_type_can_be_written_from_its_semantics(client, trainer):
    libraries.install_bundled()
    url = reverse("h5p_compose", args=["GenLit.MultiChoice"])
    page = client.get(url).content.decode()
    assert "One point for the whole question" in page
    client.post(url, MULTI | {"do": "save"})
    made = Activity.objects.get()
    assert (made.title, made.current.maximum) == ("Bases", 1)
    assert [a["text"] for a in made.current.params["answers"]] == ["Adenine", "Alanine"]
    again = reverse("h5p_recompose", args=[made.pk])
    assert ">Adenine</textarea>" in client.get(again).content.decode()
    client.post(again, MULTI | {"do": "save"})
    assert made.versions.count() == 1
    client.post(again, MULTI | {"do": "save", "params.question~": "Which is a base?"})
    assert made.versions.count() == 2


def test_a_row_more_changes_nothing_until_it_is_saved(client, trainer):
    libraries.install_bundled()
    url = reverse("h5p_compose", args=["GenLit.MultiChoice"])
    page = client.post(url, MULTI | {"do": "add:params.answers"}).content.decode()
    assert page.count('name="params.answers.2.text~"') == 1
    assert "Which are bases?" in page
    assert Activity.objects.count() == 0


def test_a_question_set_is_written_with_its_tasks_inside(client, trainer):
    libraries.install_bundled()
    url = reverse("h5p_compose", args=["GenLit.QuestionSet"])
    task = {
        name.replace("params.", "params.questions.0.params.", 1): value
        for name, value in MULTI.items()
        if name.startswith("params.")
    }
    head = {"title": "A set", "description": "", "language": "en"}
    task |= head | {
        "params.questions.*": "",
        "params.questions.0.library": "GenLit.MultiChoice 1.0",
    }
    client.post(url, task | {"do": "save"})
    made = Activity.objects.get()
    assert (made.current.maximum, len(made.current.libraries) > 1) == (1, True)


def test_a_preview_is_sandboxed_and_stores_nothing(client, trainer):
    libraries.install_bundled()
    url = reverse("h5p_compose", args=["GenLit.MultiChoice"])
    answer = client.post(url, MULTI | {"do": "preview"})
    assert "sandbox allow-scripts" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "Adenine" in answer.content.decode()
    short = {"title": "T", "language": "en", "question": "Q", "options": "* a\nb", "do": "preview"}
    answer = client.post(reverse("h5p_write", args=["MultiChoice"]), short)
    assert "sandbox allow-scripts" in answer["Content-Security-Policy"]
    assert Activity.objects.count() == 0


def test_a_task_without_an_answer_is_refused_and_keeps_what_was_typed(client, trainer):
    libraries.install_bundled()
    url = reverse("h5p_compose", args=["GenLit.MultiChoice"])
    nothing = {k: v for k, v in MULTI.items() if not k.startswith("params.answers.")}
    page = client.post(url, nothing | {"do": "save"}).content.decode()
    assert "“Options” needs at least 2 entries." in page
    assert "Which are bases?" in page
    assert Activity.objects.count() == 0


def test_only_quiz_types_that_may_run_are_offered(client, trainer):
    libraries.install_bundled()
    for name in ("GenLit.Task", "H5P.Accordion", "nonsense"):
        assert client.get(reverse("h5p_compose", args=[name])).status_code == 404
    Library.objects.filter(name="GenLit.TrueFalse").update(status="blocked")
    blocked = reverse("h5p_compose", args=["GenLit.TrueFalse"])
    assert client.get(blocked).status_code == 404


def test_a_learner_writes_nothing(client, ann):
    client.force_login(ann)
    assert client.get(reverse("h5p_compose", args=["GenLit.MultiChoice"])).status_code in (302, 403)


@pytest.mark.parametrize(
    ("kind", "fields", "points"),
    [
        ("SingleChoiceSet", {"text": "Q1?\nright\nwrong\n\nQ2?\nright\nwrong\nworse"}, 2),
        ("Summary", {"question": "Which is true?", "text": "true\nfalse"}, 1),
    ],
)
def test_blocks_of_lines_become_questions_whose_first_answer_is_right(
    client, trainer, kind, fields, points
):
    given = {"title": "T", "language": "en", **fields}
    client.post(reverse("h5p_write", args=[kind]), given)
    made = Activity.objects.get()
    assert made.current.maximum == points
    assert writing.fields_of(made)["text"] == fields["text"]
    client.post(reverse("h5p_rewrite", args=[kind, made.pk]), given)
    assert made.versions.count() == 1


def test_a_question_without_a_wrong_answer_is_refused(client, trainer):
    given = {"title": "T", "language": "en", "text": "Q?\nright"}
    page = client.post(reverse("h5p_write", args=["SingleChoiceSet"]), given).content.decode()
    assert "Give at least 3 lines in each block." in page
    assert Activity.objects.count() == 0
