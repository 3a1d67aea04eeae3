"""A course with a refresher and an update, and what people do in it."""

import uuid
from datetime import date, timedelta

from accounts.models import User
from certificates import issuing, renewing
from certificates.models import Certificate
from courses import declaring, progress
from courses.models import (
    CourseCompletion,
    CoursePage,
    CourseVersion,
    Enrolment,
    ModulePage,
    StepPage,
)
from tests import factories
from tests.assessments import quizzes


def course_with_refresher(catalogue, now, key: str = "dna-basics") -> CoursePage:
    """One lesson and a quiz; a refresher with a quiz of its own; an update of one lesson."""
    course = factories.course(catalogue, key=key, lessons=1)
    module = ModulePage.objects.child_of(course).get()
    quizzes.quiz(module, now=now)
    short = _module(course, "refresher", ModulePage.Role.REFRESHER)
    quizzes.quiz(short, now=now, key="refresher-quiz", questions=[quizzes.GENOME])
    factories.lesson(_module(course, "what-is-new", ModulePage.Role.UPDATE), "new-evidence")
    return CoursePage.objects.get(pk=course.pk)


def _module(course: CoursePage, key: str, role: ModulePage.Role) -> ModulePage:
    return factories.publish(course, ModulePage(title=key.title(), slug=key, key=key, role=role))


def step(key: str) -> StepPage:
    return StepPage.objects.get(key=key).specific


def do(user: User, key: str, now) -> None:
    page = step(key)
    progress.complete_step(user=user, step=page, now=now, graded=page.graded_by_server)


def certify(user: User, now) -> Certificate | None:
    """As the worker does: the newest completion of anything."""
    completion = CourseCompletion.objects.filter(enrolment__user=user).latest("pk")
    return renewing.certify(completion=completion, now=now)


def complete(user: User, now) -> Certificate:
    do(user, "lesson-1", now)
    do(user, "final-quiz", now)
    return certify(user, now)


def edit(key: str) -> StepPage:
    """A draft over the published step."""
    page = step(key)
    page.title += " (revised)"
    page.save_revision()
    return page


def change(
    course, by, now, *, keys=("lesson-1",), days=60, delta=("new-evidence",), competencies=()
):
    """Publish the steps as a material change."""
    return declaring.declare(
        course=course,
        pages=[edit(key) for key in keys],
        change=declaring.Change(
            summary="Penetrance estimates were revised.",
            competencies=list(competencies),
            delta=[step(key).translation_key for key in delta],
            due_on=now.date() + timedelta(days=days),
        ),
        by=by,
        now=now,
    )


def take(refresher, user, now) -> None:
    for key in list(refresher.steps.values_list("step_key", flat=True)):
        page = StepPage.objects.get(translation_key=key).specific
        progress.complete_step(user=user, step=page, now=now, graded=page.graded_by_server)


def many_holders(course: CoursePage, version: CourseVersion, number: int, now, **facts) -> None:
    """Simulated people with a valid certificate each, made in a few statements."""
    countries = ["SWE", "GEO", "FRA", "DEU"]
    run = uuid.uuid4().hex[:8]
    users = User.objects.bulk_create(
        User(email=f"{run}-{row}@example.org", password="!", country=countries[row % 4])
        for row in range(number)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(user=user, course_key=course.course_key, enrolled_at=now) for user in users
    )
    completions = CourseCompletion.objects.bulk_create(
        CourseCompletion(
            enrolment=enrolment, version=version, language="en", completed_at=now, graded=True
        )
        for enrolment in enrolments
    )
    shared = issuing.facts_of_content(completions[0], course) | {"issued_at": now} | facts
    shared.setdefault("valid_from", now.date())
    shared.setdefault("valid_until", date(now.year + 2, now.month, now.day))
    Certificate.objects.bulk_create(
        Certificate(
            user=user,
            completion=completion,
            holder=uuid.uuid4(),
            chain=uuid.uuid4(),
            holder_name=f"Person {user.pk}",
            country=user.country,
            **shared,
        )
        for user, completion in zip(users, completions, strict=True)
    )
