"""My learning: what somebody takes and has finished, from the rooms that know, in a constant number of queries."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from accounts.models import User
from assessments import letters, recalling, retaining
from certificates import prospects
from certificates.access import visible_to
from certificates.models import Certificate
from certificates.status import is_valid
from courses import catalogue, queries
from courses.models import CourseCompletion, CoursePage, Refresher, StepCompletion

SUGGESTIONS = 3


@dataclass(frozen=True)
class Taken:
    """A course somebody takes, in her language where it exists in it."""

    course: CoursePage
    url: str
    language: str
    outline: queries.Outline
    completed_at: datetime | None
    certificate: Certificate | None  # the one that is valid today
    acts: bool = False  # it can be renewed, or an update is asked for

    @property
    def finished(self) -> bool:
        return self.completed_at is not None


def taken_by(user: User, *, language: str, today: date) -> list[Taken]:
    """The courses she is enrolled in, latest first; courses that are no longer published are left out."""
    keys = list(queries.courses_taken(user).values_list("course_key", flat=True))
    pages = CoursePage.objects.live().filter(translation_key__in=keys).select_related("locale")
    courses = queries.preferred(pages, language)
    done = set(
        StepCompletion.objects.filter(enrolment__user=user).values_list("step_key", flat=True)
    )
    outlines = queries.outlines(courses.values(), done)
    completed = _completed(user)
    held = list(visible_to(user))
    valid = {row.subject_key: row for row in held if is_valid(row, today)}
    ahead = prospects.of(held, today)
    acting = {row.subject_key for row in held if row.pk in ahead and ahead[row.pk].presses}
    return [
        Taken(
            course=courses[key],
            url=queries.address(courses[key].url_path, courses[key].locale.language_code),
            language=courses[key].locale.language_code,
            outline=outlines[key],
            completed_at=completed.get(key),
            certificate=valid.get(key),
            acts=key in acting,
        )
        for key in keys
        if key in courses
    ]


def suggested_to(user: User, *, language: str, taken: list[Taken]) -> list[catalogue.Entry]:
    """A few courses written for her profession that she has not begun."""
    begun = {one.course.course_key for one in taken}
    entries = catalogue.find(catalogue.Wish(cadre=user.cadre), language)
    return [entry for entry in entries if entry.page.course_key not in begun][:SUGGESTIONS]


def _completed(user: User) -> dict[uuid.UUID, datetime]:
    """When she last completed each course as a whole."""
    whole = Q(refresher=None) | Q(refresher__kind=Refresher.Kind.WHOLE)
    rows = CourseCompletion.objects.filter(whole, enrolment__user=user).order_by("completed_at")
    return dict(rows.values_list("enrolment__course_key", "completed_at"))


@dataclass(frozen=True)
class ToRecall:
    """Short questions about a course that wait for an answer."""

    title: str
    language: str
    days: int
    url: str


def recalls_for(user: User, *, now: datetime) -> list[ToRecall]:
    """Newest first. Two queries."""
    waiting = recalling.waiting_for(user, since=now - retaining.ANSWERABLE)
    keys = {one.course_key for one in waiting}
    pages = CoursePage.objects.live().filter(translation_key__in=keys).select_related("locale")
    courses = queries.preferred(pages, user.language) if keys else {}
    return [
        ToRecall(
            title=courses[one.course_key].title,
            language=courses[one.course_key].locale.language_code,
            days=one.days or 0,
            url=letters.address(one),
        )
        for one in waiting
        if one.course_key in courses
    ]
