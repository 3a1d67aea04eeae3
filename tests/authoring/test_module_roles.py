"""The role of a module travels with its folder, both ways."""

import pytest

from authoring import apply, tree
from authoring.archive import read_folder
from authoring.reading import VOCABULARY
from authoring.source import parse
from authoring.writer import write
from courses import progress, refreshing
from courses.models import CoursePage, ModulePage

FOLDERS = "content/courses"


@pytest.mark.parametrize("key", ["gen-101", "pgx-105"])
def test_the_bundled_courses_have_a_short_way_to_renew(db, key, now, settings):
    files, _problems = read_folder(settings.BASE_DIR / FOLDERS / key)
    course, problems = parse(files, VOCABULARY)
    assert problems == []
    page = apply.apply(course=course, now=now, publish=True).page
    page = CoursePage.objects.get(pk=page.pk)
    module = ModulePage.objects.child_of(page).get(role=ModulePage.Role.REFRESHER)
    assert module.key == "refresher"
    short = refreshing.short_way(page)
    assert len(short) == 2
    assert progress.required_steps(page).isdisjoint(short)
    written = write(tree.read(tree.pages(page)))["course.toml"].decode()
    assert written.count('role = "refresher"') == 1
    assert "regular" not in written


def test_an_unknown_role_is_a_problem_with_its_line(settings):
    files, _problems = read_folder(settings.BASE_DIR / FOLDERS / "gen-101")
    wrong = files["course.toml"].replace(b'role = "refresher"', b'role = "extra"')
    _course, problems = parse({**files, "course.toml": wrong}, VOCABULARY)
    (problem,) = problems
    assert problem.file == "course.toml"
    assert problem.line == wrong.decode()[: wrong.decode().index('role = "extra"')].count("\n") + 1
