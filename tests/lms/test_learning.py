import pytest
from django.urls import reverse

from courses import progress
from courses.models import CoursePage, LessonPage
from lms import learning
from tests import factories


def take(user, course, now, steps):
    progress.enrol(user=user, course=course, now=now)
    for lesson in LessonPage.objects.descendant_of(course).order_by("path")[:steps]:
        progress.complete_step(user=user, step=lesson, now=now)


def summary(user, now):
    return [
        (one.course.key, one.outline.done, one.outline.total, one.finished)
        for one in learning.taken_by(user, language="en", today=now.date())
    ]


def test_a_course_under_way_shows_how_far_and_what_comes_next(ann, course, now):
    take(ann, course, now, steps=1)
    (one,) = learning.taken_by(ann, language="en", today=now.date())
    assert (one.outline.done, one.outline.total, one.finished) == (1, 2, False)
    assert one.outline.next_step.title == "Lesson-2"


def test_progress_follows_her_into_another_language(ann, course, now):
    take(ann, course, now, steps=1)
    (one,) = learning.taken_by(ann, language="de", today=now.date())
    assert (one.course.key, one.language, one.outline.done) == ("dna-basics", "en", 1)


def test_each_sees_her_own_only(ann, bo, course, catalogue, now):
    other = factories.course(catalogue, "other")
    take(ann, course, now, steps=2)
    take(bo, other, now, steps=1)
    assert summary(ann, now) == [("dna-basics", 2, 2, True)]
    assert summary(bo, now) == [("other", 1, 2, False)]


def test_a_course_that_is_no_longer_published_is_left_out(ann, course, now):
    take(ann, course, now, steps=1)
    CoursePage.objects.get(pk=course.pk).unpublish()
    assert summary(ann, now) == []


def test_what_she_has_begun_is_not_suggested(ann, course, catalogue, now):
    factories.course(catalogue, "other")
    take(ann, course, now, steps=1)
    taken = learning.taken_by(ann, language="en", today=now.date())
    suggested = learning.suggested_to(ann, language="en", taken=taken)
    assert [entry.page.key for entry in suggested] == ["other"]


@pytest.mark.parametrize("begun", [0, 1, 2])
def test_the_page_shows_nothing_begun_something_and_something_finished(
    client, ann, course, now, begun
):
    if begun:
        take(ann, course, now, steps=begun)
    client.force_login(ann)
    context = client.get(reverse("learning")).context
    assert len(context["under_way"]) == (begun == 1)
    assert len(context["finished"]) == (begun == 2)


def test_three_courses_cost_as_many_queries_as_one(
    client, ann, course, catalogue, now, django_assert_num_queries, django_assert_max_num_queries
):
    take(ann, course, now, steps=1)
    client.force_login(ann)
    client.get(reverse("learning"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("learning"))
    for key in ("second", "third"):
        take(ann, factories.course(catalogue, key), now, steps=1)
    with django_assert_num_queries(len(one)):
        client.get(reverse("learning"))


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(reverse("learning"))["Location"].startswith(reverse("account_login"))
