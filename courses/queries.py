"""What the pages of the tree show, each in a number of queries that does not grow with the tree."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from accounts.models import User
from courses.models import (
    CoursePage,
    Enrolment,
    ModulePage,
    ProgrammePage,
    Refresher,
    RefresherStep,
    StepCompletion,
    StepPage,
)

P = TypeVar("P", bound=Page)
COURSE_PATH = 16  # characters of a course's tree path: four a level, the course on the fourth
MODULE_PATH = COURSE_PATH + 4


@dataclass(frozen=True)
class Step:
    key: uuid.UUID
    title: str
    url: str
    kind: str
    minutes: int
    required: bool
    done: bool


@dataclass
class Module:
    title: str
    steps: list[Step] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True)
class Outline:
    """A course as a learner sees it: modules of steps, and how far she is."""

    modules: list[Module]

    @property
    def steps(self) -> list[Step]:
        return [step for module in self.modules for step in module.steps]

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def next_step(self) -> Step | None:
        """Where to go on: the first step that is not done."""
        return next((step for step in self.steps if not step.done), None)

    def with_done(self, done: Collection[uuid.UUID]) -> "Outline":
        """The same outline with somebody's progress."""
        return Outline(
            [
                Module(
                    module.title, [replace(step, done=step.key in done) for step in module.steps]
                )
                for module in self.modules
            ]
        )

    def around(self, key: uuid.UUID) -> tuple[Step | None, Step | None]:
        """The steps before and after this one."""
        steps = self.steps
        place = next((i for i, step in enumerate(steps) if step.key == key), None)
        if place is None:
            return None, None
        before = steps[place - 1] if place else None
        return before, steps[place + 1] if place + 1 < len(steps) else None


def address(url_path: str, language: str) -> str:
    """The public address of a page: its path with the home page's slug replaced by the language."""
    return f"/{language}/{url_path.split('/', 2)[2]}"


def translations(page: Page) -> dict[str, str]:
    """Language -> address of the published forms of this page, itself included. One query."""
    rows = Page.objects.filter(translation_key=page.translation_key, live=True)
    columns = rows.values_list("locale__language_code", "url_path")
    return {code: address(url_path, code) for code, url_path in columns}


def course_of(page: Page) -> CoursePage:
    """The course that a module or step belongs to."""
    return CoursePage.objects.select_related("locale").get(path=page.path[:COURSE_PATH])


def outline(course_path: str, language: str, done: Collection[uuid.UUID] = ()) -> Outline:
    """Modules and steps below the course with this tree path, in order. One query."""
    return _outlines({course_path: language}, done)[course_path]


def outlines(
    courses: Iterable[CoursePage], done: Collection[uuid.UUID] = ()
) -> dict[uuid.UUID, Outline]:
    """The outline of each course. One query for all."""
    by_path = {course.path: course for course in courses}
    found = _outlines({path: c.locale.language_code for path, c in by_path.items()}, done)
    return {by_path[path].course_key: one for path, one in found.items()}


def _outlines(languages: dict[str, str], done: Collection[uuid.UUID]) -> dict[str, Outline]:
    """Outline by tree path of the course, which comes with the language of its addresses."""
    kinds = _kinds()
    below = reduce(or_, (Q(path__startswith=path) for path in languages), Q(pk__in=[]))
    rows = (
        Page.objects.filter(below, live=True, depth__gt=COURSE_PATH // 4)
        .order_by("path")
        .values_list(
            "path", "translation_key", "title", "url_path", "content_type_id",
            "steppage__minutes", "steppage__required", "modulepage__role",
        )
    )  # fmt: skip
    modules: dict[str, list[Module]] = {path: [] for path in languages}
    apart = ""  # the tree path of a refresher or update: not for those who take the course
    for path, key, title, url_path, type_id, minutes, required, role in rows:
        course = path[:COURSE_PATH]
        if apart and path.startswith(apart):
            continue
        if minutes is None:
            apart = "" if role in (None, ModulePage.Role.REGULAR) else path
            if not apart:
                modules[course].append(Module(title))
        elif modules[course]:
            url = address(url_path, languages[course])
            modules[course][-1].steps.append(
                Step(key, title, url, kinds.get(type_id, ""), minutes, required, key in done)
            )
    return {path: Outline(found) for path, found in modules.items()}


def done_steps(user: User | AnonymousUser, course_key: uuid.UUID) -> set[uuid.UUID]:
    """Identities of the steps of a course that she has done and need not do again. One query, none for a visitor."""
    if not user.is_authenticated:
        return set()
    rows = StepCompletion.objects.filter(enrolment__user=user, enrolment__course_key=course_key)
    again = RefresherStep.objects.filter(
        refresher__enrolment=OuterRef("enrolment"),
        refresher__completed_at=None,
        step_key=OuterRef("step_key"),
        done_at=None,
    )
    return set(rows.exclude(Exists(again)).values_list("step_key", flat=True))


def refresher_steps(refresher: Refresher, language: str) -> list[Step]:
    """Its published steps in the order of the course, each in the reader's language if it exists in that. Two queries."""
    done = {key for key, done_at in refresher.steps.values_list("step_key", "done_at") if done_at}
    rows = StepPage.objects.live().filter(translation_key__in=refresher.steps.values("step_key"))
    kinds = _kinds()
    best = preferred(rows.select_related("locale"), language)
    return [
        Step(
            key=page.translation_key,
            title=page.title,
            url=address(page.url_path, page.locale.language_code),
            kind=kinds.get(page.content_type_id, ""),
            minutes=page.minutes,
            required=True,
            done=page.translation_key in done or refresher.completed_at is not None,
        )
        for page in sorted(best.values(), key=lambda page: page.path)
    ]


def is_enrolled(user: User | AnonymousUser, course_key: uuid.UUID) -> bool:
    if not user.is_authenticated:
        return False
    return Enrolment.objects.filter(user=user, course_key=course_key).exists()


def programme_courses(programme: ProgrammePage) -> list[CoursePage]:
    """The courses of a programme in its own language where they exist in it. Two queries."""
    keys = [row.course.translation_key for row in programme.courses.select_related("course")]
    courses = CoursePage.objects.live().filter(translation_key__in=keys)
    best = preferred(courses, programme.locale.language_code)
    return [best[key] for key in keys if key in best]


def preferred(pages: Iterable[P], language: str) -> dict[uuid.UUID, P]:
    """One page per course or step: in the reader's language if there is one, else in English, else in any."""
    best: dict[uuid.UUID, P] = {}

    def rank(page: Page) -> int:
        return {language: 0, "en": 1}.get(page.locale.language_code, 2)

    for page in sorted(pages, key=lambda page: (rank(page), page.path)):
        best.setdefault(page.translation_key, page)
    return best


def minutes_of(courses: Iterable[CoursePage]) -> dict[int, int]:
    """Minutes per course (by primary key): as stated, else the sum of its steps. Two queries."""
    courses = list(courses)
    totals = {course.pk: 0 for course in courses}
    by_path = {course.path: course.pk for course in courses}
    modules = ModulePage.objects.exclude(role=ModulePage.Role.REGULAR)
    apart = set(modules.values_list("path", flat=True))
    steps = StepPage.objects.live().filter(depth=6).values_list("path", "minutes")
    for path, minutes in steps:
        pk = by_path.get(path[:COURSE_PATH])
        if pk is not None and path[:MODULE_PATH] not in apart:
            totals[pk] += minutes
    return {course.pk: course.minutes or totals[course.pk] for course in courses}


def _kinds() -> dict[int, str]:
    """Content type -> what a step is called. ContentType keeps its own cache."""
    return {
        ContentType.objects.get_for_model(model).pk: str(model.kind)
        for model in StepPage.__subclasses__()
    }


def courses_taken(user: User) -> "QuerySet[Enrolment]":
    """Her enrolments, the latest first."""
    return Enrolment.objects.filter(user=user).order_by("-enrolled_at")
