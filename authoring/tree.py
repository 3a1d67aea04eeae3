"""The pages of a course, as they stand in their newest drafts, as the same course a folder gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from assessments import bank
from assessments.models import QuizPage
from authoring import pictures
from authoring.course import Course, Lesson, Module, Quiz, Source, Step
from authoring.markdown import Block
from authoring.writer import canonical
from courses.models import CoursePage, LessonPage, ModulePage, StepPage

KINDS = frozenset(
    "markdown rich_text figure callout table video check glossary sources".split()  # noqa: SIM905
)


def find(key: str, language: str) -> CoursePage | None:
    pages = CoursePage.objects.filter(key=key, locale__language_code=language)
    return pages.order_by("path").first()


def newest(page: Page) -> Any:
    """The page as its newest revision has it: what an editor sees."""
    return page.specific.get_latest_revision_as_object()


@dataclass(frozen=True)
class Tree:
    """The pages of one course by key; ``order`` has all steps, also of kinds that do not travel."""

    course: CoursePage
    modules: Mapping[str, ModulePage]
    steps: Mapping[str, StepPage]
    order: list[tuple[str, list[str]]]


def pages(course: CoursePage) -> Tree:
    modules: dict[str, ModulePage] = {}
    steps: dict[str, StepPage] = {}
    order = []
    for module in ModulePage.objects.child_of(course).order_by("path"):
        below = [newest(step) for step in StepPage.objects.child_of(module).order_by("path")]
        draft = newest(module)
        modules.setdefault(draft.key, draft)
        for step in below:
            steps.setdefault(step.key, step)
        order.append((draft.key, [step.key for step in below]))
    return Tree(newest(course), modules, steps, order)


def read(tree: Tree) -> Course:
    page = tree.course
    figures = dict(_figures(tree))
    places = pictures.paths(page.key, figures.values())
    return canonical(
        Course(
            key=page.key,
            language=page.locale.language_code,
            title=page.title,
            summary=page.summary,
            level=page.level,
            cadres=tuple(page.cadres),
            competencies=tuple(page.competencies),
            objectives=tuple(page.objectives.splitlines()),
            validity_months=page.validity_months,
            licence=page.licence,
            reviewed=page.reviewed,
            modules=tuple(
                Module(key, module.title, module.role) for key, module in tree.modules.items()
            ),
            sources=tuple(_sources(page)),
            steps=tuple(_steps(tree, places)),
            images=pictures.contents(places),
        )
    )


def left_out(tree: Tree) -> list[str]:
    """Keys of steps whose kind does not travel in a folder (interactive activities)."""
    return [key for key, page in tree.steps.items() if not isinstance(page, (LessonPage, QuizPage))]


def _sources(page: CoursePage) -> Iterator[Source]:
    for row in page.sources.all():
        yield Source(row.key, row.title, row.url, row.year, row.verified)


def _steps(tree: Tree, places: Mapping[int, str]) -> Iterator[Step]:
    module_of = {step: module for module, steps in tree.order for step in steps}
    keys = {page.pk: bank.question_keys(page) for page in _quizzes(tree)}
    wanted = {key for of_page in keys.values() for key in of_page}
    questions = bank.current_questions(wanted, language=tree.course.locale.language_code)
    for key, page in tree.steps.items():
        facts = {
            "key": key,
            "title": page.title,
            "module": module_of[key],
            "minutes": page.minutes,
            "required": page.required,
        }
        if isinstance(page, LessonPage):
            yield Lesson(**facts, blocks=tuple(_block(raw, places) for raw in _raw(page)))
        elif isinstance(page, QuizPage):
            asked = tuple(questions[k] for k in keys[page.pk] if k in questions)
            yield Quiz(**facts, **_rules(page), questions=asked)


def _rules(page: QuizPage) -> dict[str, Any]:
    told = {name: getattr(page, name) for name in RULES}
    day = page.shown_from.isoformat() if page.shown_from else ""
    return told | {"shown_from": day, "blueprint": tuple(page.blueprint)}


RULES = (
    "pass_mark",
    "draw",
    "shuffle",
    "attempts",
    "wait_hours",
    "time_limit_minutes",
    "counts",
    "show_key",
    "show_score",
    "show_feedback",
    "shown_from",
    "pretest_of",
    "intro",
    "blueprint",
)


def _quizzes(tree: Tree) -> list[QuizPage]:
    return [page for page in tree.steps.values() if isinstance(page, QuizPage)]


def _figures(tree: Tree) -> Iterator[tuple[str, int]]:
    for page in tree.steps.values():
        if isinstance(page, LessonPage):
            for raw in _raw(page):
                if raw["type"] == "figure" and raw["value"].get("image"):
                    yield raw["id"], raw["value"]["image"]


def _raw(page: LessonPage) -> list[dict[str, Any]]:
    return list(page.body.get_prep_value())


def _block(raw: Mapping[str, Any], places: Mapping[int, str]) -> Block:
    kind, value = raw["type"], raw["value"]
    if kind not in KINDS:
        return Block("other", {"name": kind, "value": value})
    if kind == "markdown":
        return Block(kind, {"text": value})
    if kind == "rich_text":
        return Block(kind, {"html": expand_db_html(value)})
    if kind == "figure":
        source = places.get(value["image"], "images/missing.png")
        texts = {name: value.get(name) or "" for name in ("alt", "credit", "caption")}
        return Block(kind, {"src": source, **texts})
    return Block(kind, {name: _plain(inner) for name, inner in value.items()})


def _plain(value: Any) -> Any:
    """Lists of blocks without the ids Wagtail gives to their items."""
    if isinstance(value, list):
        return [item["value"] if isinstance(item, Mapping) else item for item in value]
    return value or "" if value is None else value
