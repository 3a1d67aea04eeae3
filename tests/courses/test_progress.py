import pytest

from courses.models import CourseCompletion, CourseVersion, Enrolment, StepCompletion, StepPage
from courses.progress import complete_step
from courses.signals import course_completed


@pytest.fixture
def heard():
    seen = []

    def listen(sender, completion_pk, **_):
        seen.append(completion_pk)

    course_completed.connect(listen)
    yield seen
    course_completed.disconnect(listen)


def steps(course):
    return list(StepPage.objects.descendant_of(course).order_by("path"))


def test_a_course_is_complete_with_its_last_required_step(
    ann, course, now, heard, django_capture_on_commit_callbacks
):
    first, second = steps(course)
    with django_capture_on_commit_callbacks(execute=True):
        complete_step(user=ann, step=first, now=now)
    assert CourseCompletion.objects.count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        complete_step(user=ann, step=second, now=now)
    completion = CourseCompletion.objects.get()
    assert (completion.language, completion.version.number, completion.graded) == ("en", 1, False)
    assert heard == [completion.pk]


def test_doing_a_step_twice_changes_nothing(
    ann, course, now, heard, django_capture_on_commit_callbacks
):
    for _ in range(2):
        for step in steps(course):
            with django_capture_on_commit_callbacks(execute=True):
                complete_step(user=ann, step=step, now=now)
    assert Enrolment.objects.count() == 1
    assert StepCompletion.objects.count() == 2
    assert CourseCompletion.objects.count() == 1
    assert len(heard) == 1


def test_an_edit_after_completion_makes_no_second_completion(ann, course, now):
    for step in steps(course):
        complete_step(user=ann, step=step, now=now)
    lesson = steps(course)[0].specific
    lesson.title = "New title"
    lesson.save_revision().publish()
    complete_step(user=ann, step=steps(course)[0], now=now)
    assert CourseCompletion.objects.count() == 1


def test_people_who_complete_the_same_content_share_a_version(ann, bo, course, now):
    for user in (ann, bo):
        for step in steps(course):
            complete_step(user=user, step=step, now=now)
    assert CourseVersion.objects.count() == 1
    assert CourseCompletion.objects.count() == 2


def test_only_a_result_that_the_server_graded_makes_a_completion_graded(ann, course, now):
    first, second = steps(course)
    complete_step(user=ann, step=first, now=now)
    complete_step(user=ann, step=second, now=now)
    assert CourseCompletion.objects.get().graded is False


def test_a_graded_result_after_an_ungraded_one_is_heard(
    ann, course, now, heard, django_capture_on_commit_callbacks
):
    first, second = steps(course)
    with django_capture_on_commit_callbacks(execute=True):
        complete_step(user=ann, step=first, now=now)
        complete_step(user=ann, step=second, now=now)
        complete_step(user=ann, step=second, now=now, graded=True)
    assert CourseCompletion.objects.get().graded is True
    assert len(heard) == 2
