import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from authoring.management.commands.import_course import Command
from authoring.models import ImportRecord
from courses.models import CoursePage, LessonPage
from tests.authoring import folder

pytestmark = pytest.mark.usefixtures("catalogue")


def run(name, *arguments, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue()


def test_a_folder_is_imported_and_published(tmp_path):
    source = folder.write(tmp_path / "in", folder.files())
    assert run("import_course", source, "--publish") == (
        "  new       1 × course, 2 × module, 3 × step, 2 × question\n"
        "dna-101 (en): 8 parts written, 6 pages published.\n"
    )
    assert run("import_course", source, "--publish") == (
        "dna-101 (en): 0 parts written, 0 pages published.\n"
    )


def test_a_zip_of_the_folder_is_the_same(tmp_path):
    path = tmp_path / "course.zip"
    content = {f"dna-101/{name}": data for name, data in folder.files().items()}
    path.write_bytes(folder.zipped(content).getvalue())
    run("import_course", path)
    run("import_course", folder.write(tmp_path / "in", folder.files()))
    assert ImportRecord.objects.count() == 1


def test_what_is_exported_imports_as_the_same(tmp_path):
    run("import_course", folder.write(tmp_path / "in", folder.files()), "--publish")
    run("export_course", "dna-101", tmp_path / "out")
    assert run("import_course", tmp_path / "out") == (
        "dna-101 (en): 0 parts written, 0 pages published.\n"
    )
    run("export_course", "dna-101", tmp_path / "again")
    for path in sorted((tmp_path / "out").rglob("*.*")):
        other = tmp_path / "again" / path.relative_to(tmp_path / "out")
        assert other.read_bytes() == path.read_bytes()


def test_a_dry_run_changes_nothing(tmp_path):
    said = run("import_course", folder.write(tmp_path / "in", folder.files()), "--dry-run")
    assert said.endswith("Nothing was changed (--dry-run).\n")
    assert not CoursePage.objects.exists()


def test_a_bad_source_fails_and_changes_nothing(tmp_path):
    source = folder.write(tmp_path / "in", folder.files(**{"images/cell.svg": None}))
    with pytest.raises(CommandError, match="1 problem; nothing was changed"):
        run("import_course", source)
    with pytest.raises(CommandError, match="No such file"):
        run("import_course", tmp_path / "nowhere")
    assert not CoursePage.objects.exists()


def test_conflicts_that_are_left_have_their_own_exit_code(tmp_path):
    source = folder.write(tmp_path / "in", folder.files())
    run("import_course", source, "--publish")
    draft = LessonPage.objects.get(key="reading").get_latest_revision_as_object()
    draft.title = "My title"
    draft.save_revision()
    command = Command(stdout=io.StringIO(), stderr=io.StringIO())
    command._called_from_command_line = True
    with pytest.raises(SystemExit) as left:
        call_command(command, str(source))
    assert left.value.code == 2
    run("import_course", source)  # called by another command, it says so and goes on
    with pytest.raises(CommandError, match="Not a conflict: step:genome"):
        run("import_course", source, "--take", "step:genome")
    assert "is taken" in run("import_course", source, "--take", "step:reading")
    run("import_course", source)


def test_an_export_does_not_write_over_anything(tmp_path):
    run("import_course", folder.write(tmp_path / "in", folder.files()))
    with pytest.raises(CommandError, match="is not empty"):
        run("export_course", "dna-101", tmp_path / "in")
    with pytest.raises(CommandError, match="no course “dna-102”"):
        run("export_course", "dna-102", tmp_path / "out")
