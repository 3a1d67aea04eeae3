"""A course to the files of its folder. Pure.

``parse(write(course)) == course`` for a course as ``canonical`` leaves it.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import tomli_w

from authoring.archive import Files
from authoring.course import Course, Lesson, Quiz, Step, with_sources
from authoring.markdown import join, one_line, tidy, tidy_text
from authoring.source import QUIZ


def write(course: Course) -> Files:
    files = {"course.toml": _course_toml(course).encode()}
    width = max(2, len(str(len(course.steps))))
    for number, step in enumerate(course.steps, 1):
        name = f"{number:0{width}}-{step.key}"
        if isinstance(step, Lesson):
            files[f"{name}.md"] = _lesson(step).encode()
        else:
            files[f"{name}.quiz.toml"] = _quiz(step).encode()
    return files | dict(course.images)


def canonical(course: Course) -> Course:
    """The one form in which equal courses are equal."""
    return replace(
        course,
        title=one_line(course.title),
        summary=tidy_text(course.summary),
        licence=one_line(course.licence),
        reviewed=one_line(course.reviewed),
        objectives=tuple(text for o in course.objectives if (text := one_line(o))),
        modules=tuple(replace(m, title=one_line(m.title)) for m in course.modules),
        sources=tuple(
            replace(s, title=one_line(s.title), url=s.url.strip()) for s in course.sources
        ),
        steps=tuple(canonical_step(step) for step in course.steps),
    )


def canonical_step(step: Step) -> Step:
    if isinstance(step, Lesson):
        return replace(step, title=one_line(step.title), blocks=with_sources(tidy(step.blocks)))
    questions = tuple(_without_nothing(_tidied(question)) for question in step.questions)
    return replace(
        step, title=one_line(step.title), intro=tidy_text(step.intro), questions=questions
    )


def _tidied(value: Any) -> Any:
    if isinstance(value, str):
        return tidy_text(value)
    if isinstance(value, Mapping):
        return {name: _tidied(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_tidied(inner) for inner in value)
    if isinstance(value, list):
        return [_tidied(inner) for inner in value]
    return value


def _course_toml(course: Course) -> str:
    facts = asdict(replace(course, steps=(), images={}))
    del facts["steps"], facts["images"]
    for module in facts["modules"]:
        if module["role"] == "regular":
            del module["role"]
    facts["sources"] = _without_nothing(facts["sources"])
    return _toml({name: list(v) if isinstance(v, tuple) else v for name, v in facts.items()})


def _lesson(step: Lesson) -> str:
    facts = {name: getattr(step, name) for name in ("title", "module", "minutes", "required")}
    return f"+++\n{tomli_w.dumps(facts)}+++\n{join(step.blocks)}"


def _quiz(step: Quiz) -> str:
    facts = {name: getattr(step, name) for name in QUIZ}
    if not step.blueprint:
        del facts["blueprint"]
    return _toml(_without_nothing(facts))


def _toml(facts: Mapping[str, Any]) -> str:
    return tomli_w.dumps(facts, multiline_strings=True)


def _without_nothing(value: Any) -> Any:
    """TOML has no null: what is not set is not written."""
    if isinstance(value, Mapping):
        inner = {name: _without_nothing(part) for name, part in value.items()}
        return {name: part for name, part in inner.items() if part not in (None, "")}
    if isinstance(value, (tuple, list)):
        return [_without_nothing(part) for part in value]
    return value
