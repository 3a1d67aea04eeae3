"""Writes what a plan says: one transaction, drafts or published, logged, nothing deleted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Q
from wagtail.images.models import Image
from wagtail.log_actions import LogContext, log
from wagtail.models import Page

from accounts.models import User
from assessments import bank
from authoring import pictures, tree
from authoring.course import Course, Step, figures
from authoring.merge import interleave
from authoring.models import ImportRecord
from authoring.pages import fill_course, fill_module, fill_step, new_step
from authoring.plan import Base, Order, Plan, State, arranging, final_order, new_base, plan
from authoring.tree import Tree
from courses.models import CoursePage, ModulePage, StepPage
from courses.site import catalogue_in

ACTION = "authoring.import"


class PlanOutdated(Exception):
    """The pages changed after the plan was looked at."""


def base_of(key: str, language: str) -> Base:
    rows = ImportRecord.objects.filter(course_key=key, language=language, applied_at__isnull=False)
    record = rows.order_by("-applied_at", "-pk").first()
    if record is None:
        return Base()
    return Base(record.digests, [(module, list(steps)) for module, steps in record.order])


def look(course: Course) -> Plan:
    """What importing this course would do now. Changes nothing."""
    page = tree.find(course.key, course.language)
    current = tree.read(tree.pages(page)) if page else None
    return plan(course, current, base_of(course.key, course.language))


@dataclass(frozen=True)
class Applied:
    plan: Plan
    page: CoursePage
    written: frozenset[str]
    published: int


def apply(
    *,
    course: Course,
    now: datetime,
    user: User | None = None,
    publish: bool = False,
    take: Collection[str] = (),
    record: ImportRecord | None = None,
    agreed: str = "",
    arrange: bool = True,
) -> Applied:
    """Safe to repeat: the second time changes nothing. All or nothing, files included.

    ``take`` names conflicts that somebody decided for the folder; ``agreed`` is the digest of the
    plan she saw. Raises PlanOutdated when it is no longer that plan. Without ``arrange`` pages that
    exist stay where they are: Wagtail keeps no drafts of an order.
    """
    run = _Run(course, now, user, publish, arrange)
    try:
        with transaction.atomic(), LogContext(user=user):
            return run.all(frozenset(take), record, agreed)
    except BaseException:
        run.forget_files()
        raise


@dataclass
class _Run:
    course: Course
    now: datetime
    user: User | None
    publish: bool
    arrange: bool
    files: list[tuple[Storage, str]] = field(default_factory=list)
    published: int = 0

    def all(self, take: frozenset[str], record: ImportRecord | None, agreed: str) -> Applied:
        self._wait_for_others()
        page = tree.find(self.course.key, self.course.language)
        there = tree.pages(page) if page else None
        current = tree.read(there) if there else None
        base = base_of(self.course.key, self.course.language)
        todo = plan(self.course, current, base)
        if agreed and agreed != todo.digest:
            raise PlanOutdated
        written = todo.to_write(take)
        if not self.arrange:
            written -= arranging(todo.course, current)
        self.course = todo.course
        self._questions(written)
        course_page = self._course(there, written)
        steps = self._steps(self._modules(course_page, there, written), there, written)
        if self.arrange or current is None:
            _arrange(course_page, final_order(todo, current, written))
        if self.publish:
            self._publish(course_page, steps, todo, written)
        self._remember(todo, new_base(todo, base, written), record)
        if written:
            log(instance=course_page, action=ACTION, data={"parts": sorted(written)})
        return Applied(todo, course_page, frozenset(written), self.published)

    def _wait_for_others(self) -> None:
        """One import at a time into the catalogue of a language."""
        catalogue = catalogue_in(self.course.language)
        Page.objects.select_for_update().get(pk=catalogue.pk)

    def _questions(self, written: set[str]) -> None:
        wanted = [q for step in self.course.steps for q in getattr(step, "questions", ())]
        bank.upsert_questions(
            questions=[q for q in wanted if f"question:{q['key']}" in written],
            language=self.course.language,
            course_key=self.course.key,
            by=self.user,
            now=self.now,
        )

    def _course(self, there: Tree | None, written: set[str]) -> CoursePage:
        page = there.course if there else CoursePage()
        if "course" in written:
            fill_course(page, self.course)
            parent = catalogue_in(self.course.language)
            self._save(page, parent, self._counterpart(CoursePage, page.key))
        return page

    def _modules(
        self, course_page: CoursePage, there: Tree | None, written: set[str]
    ) -> dict[str, ModulePage]:
        modules = dict(there.modules) if there else {}
        for module in self.course.modules:
            if f"module:{module.key}" in written:
                page = modules.setdefault(module.key, ModulePage())
                fill_module(page, module)
                self._save(page, course_page, self._counterpart(ModulePage, page.key, course_page))
        return modules

    def _steps(
        self, modules: Mapping[str, ModulePage], there: Tree | None, written: set[str]
    ) -> dict[str, StepPage]:
        steps = dict(there.steps) if there else {}
        for step in self.course.steps:
            page, module = steps.get(step.key), modules.get(step.module)
            if f"step:{step.key}" in written and module:
                page = steps[step.key] = page or new_step(step)
                fill_step(page, step, self._images(step))
                course_page = CoursePage.objects.ancestor_of(module).get()
                self._save(page, module, self._counterpart(StepPage, page.key, course_page))
            elif page and _asks_one_of(step, written):
                # a new revision: publishing it publishes the questions, and it is a new version
                page.save_revision(user=self.user, log_action=True)
        return steps

    def _save(self, page: Page, parent: Page, counterpart: Page | None) -> None:
        """A draft; what is live stays as it is until somebody publishes."""
        if page.pk is None:
            page.slug = _free_slug(parent, page.key)
            page.locale = parent.locale
            page.live, page.has_unpublished_changes = False, True
            if counterpart:
                page.translation_key = counterpart.translation_key
            Page.objects.get(pk=parent.pk).add_child(instance=page)
            log(instance=page, action="wagtail.create", content_changed=True)
        elif page.get_parent().pk != parent.pk:
            Page.objects.get(pk=page.pk).move(parent, pos="last-child", user=self.user)
            page.refresh_from_db(fields=["path", "depth", "url_path"])
        page.save_revision(user=self.user, log_action=True)

    def _counterpart(self, model: type[Page], key: str, below: CoursePage | None = None) -> Any:
        """The same part in another language: records of learning hold for both."""
        others = model.objects.filter(key=key).exclude(locale__language_code=self.course.language)
        if below is not None:
            courses = CoursePage.objects.filter(translation_key=below.translation_key)
            others = others.filter(_below(courses))
        return others.order_by("path").first()

    def _images(self, step: Step) -> dict[str, int]:
        stored = {}
        for block in figures(step):
            path = block.values["src"]
            content, title = self.course.images[path], block.values["alt"]
            image = pictures.store(self.course.key, path, content, title, self.user)
            self.files.append((image.file.storage, image.file.name))
            stored[path] = image.pk
        return stored

    def _publish(
        self, course_page: CoursePage, steps: Mapping[str, StepPage], todo: Plan, written: set[str]
    ) -> None:
        """Everything the folder and the pages agree on; conflicts stay the drafts they are."""
        agreed = {item.name for item in todo.items if item.state == State.SAME} | written
        agreed |= {f"step:{s.key}" for s in self.course.steps if _asks_one_of(s, written)}
        there = tree.pages(course_page)
        pages: dict[str, Page] = {"course": there.course}
        pages |= {f"module:{key}": page for key, page in there.modules.items()}
        pages |= {f"step:{key}": page for key, page in there.steps.items()}
        for name, page in pages.items():
            stored = Page.objects.get(pk=page.pk)
            if name in agreed and (not stored.live or stored.has_unpublished_changes):
                stored.get_latest_revision().publish(user=self.user)
                self.published += 1

    def _remember(self, todo: Plan, base: Base, record: ImportRecord | None) -> None:
        before = base_of(self.course.key, self.course.language)
        if record is None and base == before and not self.published:
            return
        record = record or ImportRecord(created_by=self.user, created_at=self.now)
        record.course_key, record.language = self.course.key, self.course.language
        record.status = ImportRecord.Status.APPLIED
        record.digests, record.order = dict(base.digests), base.order
        record.outcome = {item.name: str(item.state) for item in todo.items}
        record.published, record.applied_at, record.archive = self.publish, self.now, b""
        record.save()

    def forget_files(self) -> None:
        """The rows were rolled back; the files of new images go too."""
        kept = set(Image.objects.values_list("file", flat=True))
        for storage, name in self.files:
            if name not in kept:
                storage.delete(name)


def _asks_one_of(step: Step, written: set[str]) -> bool:
    return any(f"question:{q['key']}" in written for q in getattr(step, "questions", ()))


def _below(courses: Iterable[CoursePage]) -> Q:
    rows = Q(pk=None)
    for course in courses:
        rows |= Q(path__startswith=course.path)
    return rows


def _free_slug(parent: Page, key: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    slug, number = key, 2
    while slug in taken:
        slug, number = f"{key}-{number}", number + 1
    return slug


def _arrange(course_page: CoursePage, order: Order) -> None:
    """Wagtail keeps no drafts of an order: it holds at once."""
    there = tree.pages(course_page)
    actual = dict(there.order)
    keys = interleave([key for key, _ in order], list(actual))
    _in_order(course_page, [there.modules[key] for key in keys if key in there.modules])
    for module, wanted in order:
        if module in there.modules:
            here = actual.get(module, [])
            keys = interleave([key for key in wanted if key in here], here)
            _in_order(there.modules[module], [there.steps[key] for key in keys])


def _in_order(parent: Page, children: Sequence[Page]) -> None:
    wanted = [child.pk for child in children]
    now = list(parent.get_children().order_by("path").values_list("pk", flat=True))
    if wanted == [pk for pk in now if pk in set(wanted)]:
        return
    for pk in wanted:
        Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")
