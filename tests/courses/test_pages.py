"""What learners see of the page tree."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from courses import reading
from courses.models import Enrolment, ModulePage, StepCompletion, StepPage
from courses.progress import complete_step
from tests import factories


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def queries_of(client, django_assert_max_num_queries, url):
    with django_assert_max_num_queries(60) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured.captured_queries)


def test_the_catalogue_lists_published_courses(client, course):
    course.save_revision().publish()
    page = client.get("/en/courses/").content.decode()
    assert "DNA basics" in page
    assert 'href="/en/courses/dna-basics/"' in page


def test_an_unpublished_course_is_not_shown(client, course):
    course.unpublish()
    assert "DNA basics" not in client.get("/en/courses/").content.decode()
    assert client.get("/en/courses/dna-basics/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=basics", True),
        ("q=zebra", False),
        ("cadre=2221", True),
        ("cadre=2262", False),
        ("competency=GLF1", True),
        ("competency=GLF5", False),
        ("language=en", True),
        ("language=ru", False),
        ("minutes=30", True),
        ("cadre=nonsense", True),
    ],
)
def test_search_and_filters_restrict_the_catalogue(client, course, query, found):
    page = client.get(f"/en/courses/?{query}").content.decode()
    assert ('href="/en/courses/dna-basics/"' in page) == found


def test_words_of_a_lesson_find_its_course(client, course):
    module = ModulePage.objects.get()
    factories.lesson(module, "rare", body=[("markdown", "Mitochondrial inheritance.")])
    page = client.get("/en/courses/?q=mitochondrial").content.decode()
    assert 'href="/en/courses/dna-basics/"' in page


def test_a_reader_of_another_language_is_told_the_language_of_a_course(client, course):
    page = client.get("/fr/courses/").content.decode()
    assert 'href="/en/courses/dna-basics/"' in page
    assert 'hreflang="en"' in page


def test_the_catalogue_costs_the_same_for_1_and_30_courses(
    client, catalogue, django_assert_max_num_queries
):
    factories.course(catalogue, "course-0")
    queries_of(client, django_assert_max_num_queries, "/en/courses/")
    one = queries_of(client, django_assert_max_num_queries, "/en/courses/")
    for number in range(1, 30):
        factories.course(catalogue, f"course-{number}", lessons=1)
    assert queries_of(client, django_assert_max_num_queries, "/en/courses/") == one


def test_a_lesson_costs_the_same_in_a_course_of_2_and_30_steps(
    client, ann, course, django_assert_max_num_queries
):
    client.force_login(ann)
    url = "/en/courses/dna-basics/start/lesson-1/"
    queries_of(client, django_assert_max_num_queries, url)  # content types are read once
    reading.forget()
    few = queries_of(client, django_assert_max_num_queries, url)
    module = ModulePage.objects.get()
    for number in range(3, 31):
        factories.lesson(module, f"lesson-{number}")
    reading.forget()
    assert queries_of(client, django_assert_max_num_queries, url) == few
    assert queries_of(client, django_assert_max_num_queries, url) == 3  # session, person, progress


def test_a_lesson_behind_a_view_restriction_is_left_to_wagtail(client, course):
    page = StepPage.objects.get(key="lesson-1")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    response = client.get("/en/courses/dna-basics/start/lesson-1/")
    assert response.status_code == 302


def test_a_visitor_can_read_a_lesson_and_is_asked_to_sign_in(client, course):
    page = client.get("/en/courses/dna-basics/start/lesson-1/").content.decode()
    assert "A sentence." in page
    assert "/en/account/login/?next=/en/courses/dna-basics/start/lesson-1/" in page


def test_marking_a_lesson_done_goes_on_to_the_next(client, ann, course):
    client.force_login(ann)
    first, second = StepPage.objects.descendant_of(course).order_by("path")
    response = client.post(f"/en/learning/steps/{first.translation_key}/done/")
    assert response.url == "/en/courses/dna-basics/start/lesson-2/"
    response = client.post(f"/en/learning/steps/{second.translation_key}/done/")
    assert response.url == "/en/courses/dna-basics/"
    assert StepCompletion.objects.filter(enrolment__user=ann).count() == 2


def test_reading_a_lesson_marks_nothing(client, ann, course):
    client.force_login(ann)
    client.get("/en/courses/dna-basics/start/lesson-1/")
    assert Enrolment.objects.count() == 0


def test_starting_a_course_again_resumes_where_she_left(client, ann, course, now):
    client.force_login(ann)
    first = StepPage.objects.descendant_of(course).order_by("path").first()
    complete_step(user=ann, step=first, now=now)
    response = client.post(f"/en/learning/courses/{course.translation_key}/start/")
    assert response.url == "/en/courses/dna-basics/start/lesson-2/"
    assert Enrolment.objects.count() == 1


def test_a_visitor_cannot_mark_anything(client, course):
    step = StepPage.objects.descendant_of(course).first()
    response = client.post(f"/en/learning/steps/{step.translation_key}/done/")
    assert response.url.startswith("/en/account/login/")
    assert StepCompletion.objects.count() == 0


def test_an_edited_lesson_is_shown_anew(client, course):
    url = "/en/courses/dna-basics/start/lesson-1/"
    client.get(url)
    lesson = StepPage.objects.get(key="lesson-1").specific
    lesson.body = [("markdown", "Rewritten today.")]
    lesson.save_revision().publish()
    assert "Rewritten today." in client.get(url).content.decode()


def test_a_programme_lists_its_courses(client, catalogue, course):
    factories.programme(catalogue, course)
    page = client.get("/en/courses/aware/").content.decode()
    assert 'href="/en/courses/dna-basics/"' in page
    assert 'href="/en/courses/aware/"' in client.get("/en/courses/").content.decode()


def test_scripts_in_a_lesson_are_taken_out(client, course):
    lesson = StepPage.objects.get(key="lesson-1").specific
    lesson.body = [("markdown", "Hello <script>alert(1)</script><img src=x onerror=alert(1)>")]
    lesson.save_revision().publish()
    page = client.get("/en/courses/dna-basics/start/lesson-1/").content.decode()
    assert "alert(1)" not in page


def test_people_with_the_same_progress_see_their_own_name_and_token(client, ann, bo, course):
    url = "/en/courses/dna-basics/start/lesson-1/"
    pages = {}
    for user in (ann, bo):
        client.force_login(user)
        pages[user.certificate_name] = client.get(url).content.decode()
    assert "Ann Lind" in pages["Ann Lind"]
    assert "Bo Ek" not in pages["Ann Lind"]
    assert "Bo Ek" in pages["Bo Ek"]
    assert "Ann Lind" not in pages["Bo Ek"]
    assert "put-in-" not in pages["Ann Lind"] + pages["Bo Ek"]


def test_the_form_on_a_kept_page_is_accepted(ann, course):
    client = Client(enforce_csrf_checks=True)
    url = "/en/courses/dna-basics/start/lesson-1/"
    client.force_login(ann)
    client.get(url)
    page = client.get(url).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    step = StepPage.objects.get(key="lesson-1")
    address = f"/en/learning/steps/{step.translation_key}/done/"
    assert client.post(address).status_code == 403
    assert client.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


def test_what_another_process_published_is_seen_when_looked_at_again(client, course, monkeypatch):
    url = "/en/courses/dna-basics/start/lesson-1/"
    client.get(url)
    StepPage.objects.filter(key="lesson-1").update(live=False)  # no signal reaches this process
    assert client.get(url).status_code == 200
    monkeypatch.setattr(reading, "LOOK_AGAIN", 0)
    assert client.get(url).status_code == 404


def test_a_name_with_markup_is_escaped(client, ann, course):
    ann.certificate_name = "<script>alert(1)</script>"
    ann.save()
    client.force_login(ann)
    assert (
        "<script>alert" not in client.get("/en/courses/dna-basics/start/lesson-1/").content.decode()
    )
