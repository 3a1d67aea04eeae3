"""Enrolment, steps done, courses completed. All results of learning are pushed down through `complete_step`."""

import uuid
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from courses.models import (
    CourseCompletion,
    CoursePage,
    Enrolment,
    StepCompletion,
    StepPage,
)
from courses.signals import course_completed
from courses.versions import current_version


def course_of(step: StepPage) -> CoursePage:
    """The course a step belongs to: catalogue > course > module > step."""
    return CoursePage.objects.ancestor_of(step).get()


def enrol(*, user: User, course: CoursePage, now: datetime) -> Enrolment:
    """Safe to repeat: one enrolment per person and course, whatever the language."""
    enrolment, _created = Enrolment.objects.get_or_create(
        user=user, course_key=course.course_key, defaults={"enrolled_at": now}
    )
    return enrolment


def complete_step(
    *, user: User, step: StepPage, now: datetime, graded: bool = False
) -> StepCompletion:
    """The step is done; if it was the last required one, so is the course. Safe to repeat.

    `graded`: the server itself has graded the result, and it counts (a certificate needs one such step).
    The Enrolment row is locked, so that two last steps finished at the same instant do not miss each other.
    """
    course = course_of(step)
    with transaction.atomic():
        enrolment = enrol(user=user, course=course, now=now)
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        completion, created = StepCompletion.objects.get_or_create(
            enrolment=enrolment,
            step_key=step.translation_key,
            defaults={"completed_at": now, "graded": graded},
        )
        better = graded and not completion.graded
        if better:
            StepCompletion.objects.filter(pk=completion.pk).update(graded=True)
        Enrolment.objects.filter(pk=enrolment.pk).update(last_step_key=step.translation_key)
        if created or better or not enrolment.course_completions.exists():
            _complete_course(enrolment, course, now)
    return completion


def required_steps(course: CoursePage) -> set[uuid.UUID]:
    """Identities of the live steps without which the course is not complete."""
    steps = StepPage.objects.descendant_of(course).live().filter(required=True)
    return set(steps.values_list("translation_key", flat=True))


def _complete_course(enrolment: Enrolment, course: CoursePage, now: datetime) -> None:
    done = dict(enrolment.completions.values_list("step_key", "graded"))
    required = required_steps(course)
    if not required or not required <= done.keys():
        return
    graded = any(done[key] for key in required)
    completion, created = CourseCompletion.objects.get_or_create(
        enrolment=enrolment,
        version=current_version(course=course, now=now),
        defaults={
            "language": course.locale.language_code,
            "completed_at": now,
            "graded": graded,
        },
    )
    if graded and not completion.graded:
        CourseCompletion.objects.filter(pk=completion.pk).update(graded=True)
    if created or graded != completion.graded:
        send = partial(
            course_completed.send_robust, sender=CourseCompletion, completion_pk=completion.pk
        )
        transaction.on_commit(send)
