"""The bundled courses carry activities that were made with the forms."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from h5p.models import Activity, ActivityPage

COURSES = ("gen-101", "pgx-105")


@pytest.mark.parametrize("key", COURSES)
def test_a_bundled_course_carries_two_activities_and_loading_twice_changes_nothing(key, catalogue):
    call_command("import_course", str(Path(settings.CONTENT_DIR) / "courses" / key), publish=True)
    call_command("load_activities")
    pages = ActivityPage.objects.live()
    assert pages.count() == 2
    assert all(page.activity.current.maximum >= 3 for page in pages)
    assert all(page.activity.current.sealable for page in pages)
    before = Activity.objects.count()
    call_command("load_activities")
    assert (pages.count(), Activity.objects.count()) == (2, before)


def test_the_course_can_still_be_imported_again(catalogue):
    folder = str(Path(settings.CONTENT_DIR) / "courses" / "gen-101")
    call_command("import_course", folder, publish=True)
    call_command("load_activities")
    call_command("import_course", folder, publish=True)
    assert ActivityPage.objects.live().count() == 2
