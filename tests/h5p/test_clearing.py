import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from h5p import clearing
from h5p.models import Library, LibraryFile, LibraryStatus
from tests.h5p import mini


@pytest.fixture
def old(db):
    def make(digit: str, **fields) -> Library:
        values = {
            "name": "H5P.Old", "major": 1, "minor": 0, "patch": 1, "title": "Old",
            "status": LibraryStatus.APPROVED, "installed_at": timezone.now() - timedelta(days=2),
        }  # fmt: skip
        library = Library.objects.create(digest=digit * 64, **values | fields)
        LibraryFile.objects.create(library=library, path="a.js", sha256=digit * 64, size=2048)
        return library

    return make


def names():
    return [one.library.digest[0] for one in clearing.unused(now=timezone.now())]


def test_code_that_something_runs_with_waits_or_is_blocked_stays(old, install):
    activity = install(mini.small())
    old("1")
    used = old("2")
    activity.versions.update(libraries=[*activity.current.libraries, used.digest])
    old("3", status=LibraryStatus.BLOCKED)
    old("4", status=LibraryStatus.WAITING)
    old("5", installed_at=timezone.now())
    old("6", name="GenLit.Old")
    assert names() == ["1"]


def test_what_became_used_meanwhile_is_not_removed(old, install):
    gone, used = old("1"), old("2")
    activity = install(mini.small())
    activity.versions.update(libraries=[used.digest])
    wanted = [gone.digest, used.digest]
    assert clearing.remove(digests=wanted, now=timezone.now()) == 1
    assert clearing.remove(digests=wanted, now=timezone.now()) == 0
    assert Library.objects.filter(name="H5P.Old").get() == used


def test_an_administrator_sees_what_would_go_and_removes_it(client, tom, old):
    old("1")
    tom.is_superuser = True
    tom.save()
    client.force_login(tom)
    page = client.get(reverse("h5p_unused")).content.decode()
    assert "H5P.Old 1.0.1" in page
    assert "2.0\xa0KB" in page
    client.post(reverse("h5p_unused"), {"digest": "1" * 64})
    assert not Library.objects.filter(name="H5P.Old").exists()


def test_nobody_else_may(client, ann, old):
    old("1")
    client.force_login(ann)
    client.post(reverse("h5p_unused"), {"digest": "1" * 64})
    assert Library.objects.filter(name="H5P.Old").exists()


def test_the_command_shows_before_it_deletes(old):
    old("1")
    out = io.StringIO()
    call_command("h5p_clear_libraries", stdout=out)
    assert "H5P.Old 1.0.1  2 KB\n1 libraries, 0.0 MB." in out.getvalue()
    assert Library.objects.filter(name="H5P.Old").exists()
    call_command("h5p_clear_libraries", "--delete", stdout=out)
    assert not Library.objects.filter(name="H5P.Old").exists()
