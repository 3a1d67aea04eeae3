"""Steps done again: the short way to renew, what is new, or the whole course once more.

A refresher names its steps when it begins and is completed when those of them that are still published were done
after that. Its CourseCompletion goes through the same door as that of a whole course.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import (
    CourseCompletion,
    CoursePage,
    CourseVersion,
    Enrolment,
    ModulePage,
    Refresher,
    RefresherStep,
    StepPage,
)
from courses.signals import announce
from courses.versions import current_version

Kind = Refresher.Kind


class NothingToDo(Exception):
    """None of the steps is published (any more)."""


def begin(
    *,
    user: User,
    course: CoursePage,
    kind: Refresher.Kind,
    steps: Collection[uuid.UUID],
    now: datetime,
    since: datetime,
    version: CourseVersion | None = None,
) -> Refresher:
    """Her open refresher, or a new one. One that began before `since` begins anew. Safe to repeat. Raises NothingToDo."""
    wanted = live_steps(steps)
    if not wanted:
        raise NothingToDo
    with transaction.atomic():
        enrolment, _created = Enrolment.objects.get_or_create(
            user=user, course_key=course.course_key, defaults={"enrolled_at": now}
        )
        Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        refresher, created = enrolment.refreshers.get_or_create(
            kind=kind, version=version, completed_at=None, defaults={"began_at": now}
        )
        if not created and refresher.began_at < since:
            refresher.steps.all().delete()
            refresher.began_at = now
            refresher.save(update_fields=["began_at"])
            created = True
        if created:
            RefresherStep.objects.bulk_create(
                RefresherStep(refresher=refresher, step_key=key) for key in sorted(wanted)
            )
    return refresher


def advance(
    enrolment: Enrolment, course: CoursePage, step_key: uuid.UUID, now: datetime, *, graded: bool
) -> None:
    """The step counts for every open refresher that asks for it. The caller holds the enrolment."""
    asked = RefresherStep.objects.filter(
        refresher__enrolment=enrolment, refresher__completed_at=None, step_key=step_key
    )
    for step in asked.select_related("refresher"):
        if step.done_at is None or (graded and not step.graded):
            RefresherStep.objects.filter(pk=step.pk).update(done_at=now, graded=graded)
        _complete(step.refresher, enrolment, course, now)


def _complete(
    refresher: Refresher, enrolment: Enrolment, course: CoursePage, now: datetime
) -> None:
    steps = list(refresher.steps.values_list("step_key", "done_at", "graded"))
    left = {key for key, done_at, _graded in steps if done_at is None}
    if left and live_steps(left):
        return
    refresher.completed_at = now
    refresher.save(update_fields=["completed_at"])
    completion = CourseCompletion.objects.create(
        enrolment=enrolment,
        refresher=refresher,
        version=refresher.version or current_version(course=course, now=now),
        language=course.locale.language_code,
        completed_at=now,
        graded=any(graded for _key, _done_at, graded in steps),
    )
    announce(completion)


def live_steps(keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the steps that are published in some language."""
    rows = StepPage.objects.live().filter(translation_key__in=list(keys))
    return set(rows.values_list("translation_key", flat=True))


def short_way(course: CoursePage) -> list[uuid.UUID]:
    """The steps of the course's refresher modules; empty unless the server grades one of them."""
    modules = ModulePage.objects.child_of(course).live().filter(role=ModulePage.Role.REFRESHER)
    found: list[uuid.UUID] = []
    graded = False
    for module in modules:
        for step in StepPage.objects.child_of(module).live().filter(required=True).specific():
            found.append(step.translation_key)
            graded = graded or (step.graded_by_server and getattr(step, "counts", True))
    return found if graded else []


def done_since(enrolment: Enrolment, keys: Collection[uuid.UUID], since: datetime) -> bool:
    """Whether all of the steps that are still published were done, for the first time or again, at or after `since`."""
    wanted = live_steps(keys)
    first = enrolment.completions.filter(completed_at__gte=since).values_list("step_key", flat=True)
    again = RefresherStep.objects.filter(refresher__enrolment=enrolment, done_at__gte=since)
    return wanted <= {*first, *again.values_list("step_key", flat=True)}


def asking_for(user: User, step_key: uuid.UUID) -> Refresher | None:
    """Her open refresher that asks for this step."""
    rows = Refresher.objects.filter(
        enrolment__user=user, completed_at=None, steps__step_key=step_key, steps__done_at=None
    )
    return rows.order_by("pk").first()


def open_for(user: User, course_key: uuid.UUID) -> list[Refresher]:
    rows = Refresher.objects.filter(
        enrolment__user=user, enrolment__course_key=course_key, completed_at=None
    )
    return list(rows.select_related("version").order_by("pk"))
