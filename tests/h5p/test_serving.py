import gzip

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from h5p.models import ActivityPage, LibraryFile
from tests import factories
from tests.h5p import mini


@pytest.fixture
def page(course, install):
    step = ActivityPage(title="T", slug="t", key="t", activity=install(mini.small()))
    return factories.publish(course.get_children().first(), step)


def test_code_is_packed_and_needs_no_session(page, django_assert_num_queries):
    file = LibraryFile.objects.filter(path__endswith=".js").first()
    address = f"/h5p/lib/{file.library.digest}/{file.path}"
    plain = Client().get(address)
    with django_assert_num_queries(0):
        packed = Client().get(address, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(packed.content) == b"".join(plain.streaming_content)
    for answer in (plain, packed):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies


@pytest.mark.parametrize("path", ["/h5p/core/nothing.js", f"/h5p/lib/{'0' * 64}/a.js"])
def test_a_file_that_is_not_there_says_so_to_frames_too(db, path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_an_activity_step_is_shown_at_its_address(page, client, ann):
    client.force_login(ann)
    answer = client.get(page.url)
    assert f"/h5p/frame/step/{page.pk}/".encode() in answer.content


def test_a_step_that_is_not_published_is_not_there(page, client, ann):
    client.force_login(ann)
    page.unpublish()
    assert client.get(page.url).status_code == 404
    assert client.get(f"/h5p/frame/step/{page.pk}/").status_code == 404


def test_a_restriction_above_the_step_is_asked(page, client, ann):
    client.force_login(ann)
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="password", password="x"
    )
    assert b"/h5p/frame/step/" not in client.get(page.url).content


def test_the_frame_and_the_page_share_one_attempt(page, client, ann):
    client.force_login(ann)
    client.get(f"/h5p/frame/step/{page.pk}/")
    client.post("/en/activity/start/", {"step": page.pk})
    assert ann.activity_attempts.count() == 1
