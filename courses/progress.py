"""Enrolment, steps done, courses completed. All results of learning are pushed down through `complete_step`."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from courses import refreshing
from courses.models import (
    CourseCompletion,
    CoursePage,
    Enrolment,
    ModulePage,
    StepCompletion,
    StepPage,
)
from courses.signals import announce
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

    Done again, it counts for the refreshers that ask for it.
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
            _complete_course(enrolment, course, step, now)
        if enrolment.refreshers.filter(completed_at=None).exists():
            refreshing.advance(enrolment, course, step.translation_key, now, graded=graded)
    return completion


def required_steps(course: CoursePage) -> set[uuid.UUID]:
    """Identities of the live steps without which the course is not complete."""
    return set(regular_steps(course).values_list("translation_key", flat=True))


def regular_steps(course: CoursePage) -> "QuerySet[StepPage]":
    """Its live required steps, without those of refreshers and updates."""
    steps = StepPage.objects.descendant_of(course).live().filter(required=True)
    apart = ModulePage.objects.child_of(course).exclude(role=ModulePage.Role.REGULAR)
    for path in apart.values_list("path", flat=True):
        steps = steps.exclude(path__startswith=path)
    return steps


def _complete_course(
    enrolment: Enrolment, course: CoursePage, step: StepPage, now: datetime
) -> None:
    done = dict(enrolment.completions.values_list("step_key", "graded"))
    required = required_steps(course)
    if not required or not required <= done.keys():
        return
    if step.translation_key not in required and enrolment.course_completions.exists():
        return  # an optional step, or one of a refresher, makes nobody complete a newer version
    graded = any(done[key] for key in required)
    completion, created = CourseCompletion.objects.get_or_create(
        enrolment=enrolment,
        version=current_version(course=course, now=now),
        refresher=None,
        defaults={
            "language": course.locale.language_code,
            "completed_at": now,
            "graded": graded,
        },
    )
    if graded and not completion.graded:
        CourseCompletion.objects.filter(pk=completion.pk).update(graded=True)
    if created or graded != completion.graded:
        announce(completion)
