"""What surrounds every page."""

import re

import pytest
from django.urls import reverse

from tests import factories


def links(answer, name):
    return [(link.code, link.url, link.current) for link in answer.context[name]]


def test_a_view_leads_to_itself_in_every_language(client, db):
    answer = client.get("/de/account/login/?next=/de/learning/")
    assert [(link.code, link.url) for link in answer.context["languages"]] == [
        (code, f"/{code}/account/login/?next=/de/learning/") for code in ("en", "fr", "de", "ru")
    ]


def test_a_page_leads_to_its_translation_or_else_to_that_languages_catalogue(client, course):
    answer = client.get(course.url)
    assert [(link.code, link.url, link.current) for link in answer.context["languages"]] == [
        ("en", "/en/courses/dna-basics/", True),
        ("fr", "/fr/courses/", False),
        ("de", "/de/courses/", False),
        ("ru", "/ru/courses/", False),
    ]


def test_the_header_marks_where_one_is(client, course):
    answer = client.get(course.url)
    assert [link.text for link in answer.context["links"] if link.current] == ["Courses"]


@pytest.mark.parametrize("language", ["en", "fr", "de", "ru"])
def test_the_front_door_opens_in_every_language(client, catalogue, language):
    answer = client.get(f"/{language}/")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_no_page_has_inline_style_or_script_or_leaves_the_site(client, catalogue, ann):
    client.force_login(ann)
    pages = ["/en/", "/en/courses/", reverse("account_profile"), reverse("account_email")]
    for page in pages:
        text = client.get(page).content.decode()
        assert (
            re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|(?:src|href)=\"(?:https?:)?//", text)
            == []
        )


def test_each_page_describes_itself_once(client, course):
    for page, text in {"/en/": "An open platform", course.url: course.summary}.items():
        html = client.get(page).content.decode()
        assert re.findall('<meta name="description" content="([^"]*)">', html)[0].startswith(text)
        assert html.count("<meta") == 3


def test_a_missing_page_gets_our_page(client, catalogue):
    answer = client.get("/en/no-such-page/")
    assert (answer.status_code, answer.templates[0].name) == (404, "404.html")


def test_a_broken_view_still_gets_a_page_without_the_frame(client, catalogue, monkeypatch):
    monkeypatch.setattr("lms.views.connection", None)
    client.raise_request_exception = False
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "What you saved is safe." in answer.content.decode()


def test_the_frame_costs_the_same_for_one_course_and_for_three(
    client, course, catalogue, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40) as one:
        client.get(course.url)
    for key in ("second", "third"):
        factories.course(catalogue, key)
    with django_assert_max_num_queries(len(one)):
        client.get(course.url)


def test_a_browser_that_guesses_finds_the_icon(client):
    assert client.get("/favicon.ico").url.endswith("img/logo.svg")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/cms/nothing/", "/media/nothing.png"])
def test_what_has_no_language_is_not_looked_for_under_one(client, admin_user, catalogue, path):
    client.force_login(admin_user)
    assert client.get(path).status_code == 404


def test_an_address_without_its_language_leads_to_the_readers(client, catalogue):
    assert client.get("/courses/").url == "/en/courses/"
