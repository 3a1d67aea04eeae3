"""One part of a course onto its page object; saving is left to the caller."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from assessments import bank
from assessments.models import QuizPage
from authoring.course import Course, Lesson, Module, Quiz, Step
from authoring.markdown import Block
from authoring.merge import keep_ids
from authoring.tree import RULES
from courses.models import CoursePage, CourseSource, LessonPage, ModulePage, StepPage

Images = Mapping[str, int]


def fill_course(page: CoursePage, course: Course) -> None:
    for name in ("key", "title", "summary", "level", "validity_months", "licence", "reviewed"):
        setattr(page, name, getattr(course, name))
    page.cadres = list(course.cadres)
    page.competencies = list(course.competencies)
    page.objectives = "\n".join(course.objectives)
    before = {row.key: row for row in page.sources.all()}
    page.sources = [
        _source(before.get(source.key), position, vars(source))
        for position, source in enumerate(course.sources)
    ]


def fill_module(page: ModulePage, module: Module) -> None:
    page.key, page.title, page.role = module.key, module.title, module.role


def new_step(step: Step) -> StepPage:
    return LessonPage() if isinstance(step, Lesson) else QuizPage()


def fill_step(page: StepPage, step: Step, images: Images) -> None:
    for name in ("key", "title", "minutes", "required"):
        setattr(page, name, getattr(step, name))
    if isinstance(step, Lesson):
        _fill_lesson(page, step, images)
    else:
        _fill_quiz(page, step)


def _fill_lesson(page: LessonPage, lesson: Lesson, images: Images) -> None:
    stream = page.body.stream_block
    before = list(page.body.get_prep_value())
    after = [_raw(block, images) for block in lesson.blocks]
    page.body = stream.to_python(keep_ids(after, before))


def _fill_quiz(page: QuizPage, quiz: Quiz) -> None:
    for name in RULES:
        setattr(page, name, getattr(quiz, name))
    page.shown_from = date.fromisoformat(quiz.shown_from) if quiz.shown_from else None
    bank.set_questions(page, [str(question["key"]) for question in quiz.questions])


def _source(row: CourseSource | None, position: int, facts: Mapping[str, Any]) -> CourseSource:
    """The row of the same key is kept: translations hang on it."""
    row = row or CourseSource()
    for name, value in facts.items():
        setattr(row, name, value)
    row.sort_order = position
    return row


def _raw(block: Block, images: Images) -> dict[str, Any]:
    """The stored form of a block. Wagtail reads items of a list only when they have an id."""
    values = block.values
    match block.kind:
        case "markdown":
            return _identified("markdown", values["text"])
        case "rich_text":
            return _identified("rich_text", values["html"])
        case "other":
            return _identified(values["name"], values["value"])
        case "figure":
            texts = {name: values[name] for name in ("alt", "credit", "caption")}
            return _identified("figure", {"image": images[values["src"]], **texts})
    inner = {
        name: [_identified("item", item) for item in value] if isinstance(value, list) else value
        for name, value in values.items()
    }
    return _identified(block.kind, inner)


def _identified(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}
