"""The files of a course folder to a parsed course, or to everything that is wrong with them. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from authoring import images, markdown, quizzes
from authoring.archive import IMAGE_SUFFIXES, Files
from authoring.course import (
    Course,
    Lesson,
    Module,
    Quiz,
    Source,
    Step,
    figures,
    texts,
    with_sources,
)
from authoring.problems import Problem, gettext_noop, in_order
from authoring.tables import (
    Field,
    Path,
    Table,
    at_most,
    between,
    check,
    is_day,
    is_key,
    is_web_address,
    one_of,
    read,
)
from courses.markdown import LONGEST, citations, without_code

LANGUAGES = ("en", "fr", "de", "ru")
STEP = re.compile(r"(\d{2,3})-([a-z0-9]+(?:-[a-z0-9]+)*)(\.md|\.quiz\.toml)")
IMAGE = re.compile(r"images/[A-Za-z0-9][\w.-]*", re.A)
NOTES = re.compile(r"[A-Z]+(\.md|\.txt)?")  # README.md, REVIEW.md, LICENSE: for people only
SOURCE_KEY = re.compile(r"[A-Za-z0-9][\w.:-]*")
FRONT = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.S | re.M)
PICTURE = re.compile(r"!\[[^\]]*\]\(")
TITLE_HEADING = re.compile(r"^ {0,3}# ", re.M)

COURSE = {
    "key": Field(str, required=True, check=is_key),
    "language": Field(str, required=True, check=one_of(LANGUAGES)),
    "title": Field(str, required=True, check=at_most(200)),
    "summary": Field(str, required=True, check=at_most(1000)),
    "level": Field(int, default=1, check=between(1, 3)),
    "cadres": Field(list, default=()),
    "competencies": Field(list, default=()),
    "objectives": Field(list, default=()),
    "validity_months": Field(int, default=24, check=between(1, 120)),
    "licence": Field(str, default="CC-BY-4.0", check=at_most(40)),
    "reviewed": Field(str, default="", check=at_most(200)),
    "modules": Field(list, required=True),
    "sources": Field(list, default=()),
}
ROLES = ("regular", "refresher", "update")
MODULE = {
    "key": Field(str, required=True, check=is_key),
    "title": Field(str, required=True, check=at_most(200)),
    "role": Field(str, default="regular", check=one_of(ROLES)),
}
SOURCE = {
    "key": Field(str, required=True, check=at_most(40)),
    "title": Field(str, required=True, check=at_most(1000)),
    "url": Field(str, default="", check=is_web_address),
    "year": Field(int, default=None, check=between(1800, 2200)),
    "verified": Field(bool, default=False),
}
LESSON = {
    "title": Field(str, required=True, check=at_most(200)),
    "module": Field(str, required=True, check=is_key),
    "minutes": Field(int, default=10, check=between(1, 600)),
    "required": Field(bool, default=True),
}
SHOW = ("always", "last", "date")
SHOW_KEY = ("passed", *SHOW, "never")
QUIZ = LESSON | {
    "pass_mark": Field(int, default=80, check=between(0, 100)),
    "draw": Field(int, default=None, check=between(1, 500)),
    "shuffle": Field(bool, default=True),
    "attempts": Field(int, default=None, check=between(1, 100)),
    "wait_hours": Field(int, default=24, check=between(0, 8760)),
    "time_limit_minutes": Field(int, default=None, check=between(1, 1440)),
    "counts": Field(bool, default=True),
    "show_key": Field(str, default="passed", check=one_of(SHOW_KEY)),
    "show_score": Field(str, default="always", check=one_of(SHOW)),
    "show_feedback": Field(str, default="always", check=one_of(SHOW)),
    "shown_from": Field(str, default="", check=is_day),
    "pretest_of": Field(str, default="", check=at_most(80)),
    "intro": Field(str, default=""),
    "blueprint": Field(list, default=()),
    "questions": Field(list, required=True),
}


@dataclass(frozen=True)
class QuestionProblem:
    """As a question kind reports it: ``path`` is like "options.1.text"."""

    path: str
    text: str
    params: Mapping[str, object]


@dataclass(frozen=True)
class Vocabulary:
    """What the platform knows; an empty set is not checked."""

    competencies: frozenset[str] = frozenset()
    cadres: frozenset[str] = frozenset()
    question_problems: Callable[[Mapping[str, Any]], Iterable[QuestionProblem]] = lambda question: ()


def parse(
    files: Files, vocabulary: Vocabulary = Vocabulary()
) -> tuple[Course | None, list[Problem]]:
    """All problems at once. A course comes back only when there are none."""
    problems: list[Problem] = []
    course, table = _course(files, vocabulary, problems)
    steps = list(_steps(files, problems))
    problems += _twice((step.key, place) for step, place in steps)
    for step, place in steps:
        if course:
            problems += _references(step, place, course, files, vocabulary)
    problems += _quizzes(steps)
    problems += _questions(steps, vocabulary)
    problems += _images(files)
    if course is None or table is None or problems:
        return None, in_order(problems)
    used = {block.values["src"] for step, _ in steps for block in figures(step)}
    pictures = {name: files[name] for name in sorted(used)}
    return replace(course, steps=tuple(s for s, _ in steps), images=pictures), []


Placed = tuple[Step, Table]


def _course(
    files: Files, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[Course | None, Table | None]:
    if "course.toml" not in files:
        problems.append(Problem("", 0, gettext_noop("There is no file “course.toml”.")))
        return None, None
    text = _decoded("course.toml", files, problems)
    table, wrong = read(text, "course.toml") if text is not None else (None, [])
    problems += wrong
    if table is None:
        return None, None
    checked = check(table, COURSE)
    found = len(problems)
    problems += checked.problems
    modules = _rows(table, "modules", MODULE, problems)
    sources = _rows(table, "sources", SOURCE, problems)
    problems += _lists(table, checked.values, vocabulary)
    if len(problems) > found:
        return None, table
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in checked.values.items()
    }
    values["summary"] = markdown.tidy_text(values["summary"])
    values["modules"] = tuple(Module(**row) for row in modules)
    values["sources"] = tuple(Source(**row) for row in sources)
    return Course(steps=(), **values), table


def _rows(
    table: Table, name: str, fields: Mapping[str, Field], problems: list[Problem]
) -> list[dict[str, Any]]:
    rows = table.values.get(name, [])
    result: list[dict[str, Any]] = []
    seen: set[str] = set()
    for position, row in enumerate(rows if isinstance(rows, list) else []):
        at: Path = (name, position)
        checked = check(table, fields, row, at)
        problems += checked.problems
        result.append(checked.values)
        key = checked.values.get("key")
        if key in seen:
            message = gettext_noop("The key “%(key)s” is used twice.")
            problems.append(table.problem((*at, "key"), message, key=key))
        if name == "sources" and key and not SOURCE_KEY.fullmatch(key):
            message = gettext_noop("“%(key)s” cannot be cited: use letters, digits and . : _ -")
            problems.append(table.problem((*at, "key"), message, key=key))
        seen.add(key or "")
    return result


def _lists(table: Table, values: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Problem]:
    for name, known in (
        ("cadres", vocabulary.cadres),
        ("competencies", vocabulary.competencies),
        ("objectives", frozenset[str]()),
    ):
        for value in values.get(name) or ():
            if not isinstance(value, str):
                yield table.problem(
                    (name,), gettext_noop("“%(name)s” must be a list of texts."), name=name
                )
            elif known and value not in known:
                yield table.problem((name,), _UNKNOWN, value=value[:80], name=name)


def _steps(files: Files, problems: list[Problem]) -> Iterator[Placed]:
    apart = {name for name in files if name.startswith("images/") or NOTES.fullmatch(name)}
    names = sorted(files.keys() - apart - {"course.toml"})
    numbered = [(found, name) for name in names if (found := STEP.fullmatch(name))]
    strange = sorted(set(names) - {name for _, name in numbered})
    problems += [Problem(name, 0, _NO_STEP) for name in strange]
    for found, name in sorted(numbered, key=lambda pair: (int(pair[0][1]), pair[1])):
        if (text := _decoded(name, files, problems)) is None:
            continue
        reader = _lesson if found[3] == ".md" else _quiz
        if placed := reader(name, found[2], text, problems):
            yield placed


def _lesson(name: str, key: str, text: str, problems: list[Problem]) -> Placed | None:
    front = FRONT.match(text)
    if not front:
        message = gettext_noop("A lesson starts with its facts between two lines “+++”.")
        problems.append(Problem(name, 1, message))
        return None
    table, wrong = read(front[1], name, first_line=2)
    problems += wrong
    blocks, wrong = markdown.split(text[front.end() :], name, text.count("\n", 0, front.end()) + 1)
    problems += wrong
    if table is None:
        return None
    checked = check(table, LESSON)
    problems += checked.problems
    if not blocks and not wrong:
        problems.append(Problem(name, 0, gettext_noop("The lesson has no text.")))
    if checked.problems:
        return None
    return Lesson(key=key, blocks=with_sources(blocks), **checked.values), table


def _quiz(name: str, key: str, text: str, problems: list[Problem]) -> Placed | None:
    table, wrong = read(text, name)
    problems += wrong
    if table is None:
        return None
    checked = check(table, QUIZ)
    problems += checked.problems
    if checked.problems:
        return None
    values = checked.values
    questions = tuple(q for q in values["questions"] if isinstance(q, dict))
    values["intro"] = markdown.tidy_text(values["intro"])
    values["blueprint"] = tuple(values["blueprint"])
    problems += quizzes.draw_problems(table, values, questions)
    return Quiz(key=key, **(values | {"questions": questions})), table


def _references(
    step: Step, table: Table, course: Course, files: Files, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Names of modules, sources and images that lead nowhere."""
    if step.module not in {module.key for module in course.modules}:
        message = gettext_noop("There is no module “%(module)s” in course.toml.")
        yield table.problem(("module",), message, module=step.module)
    known = {source.key for source in course.sources}
    for text, line in texts(step):
        for key, offset in citations(text):
            if key not in known:
                yield Problem(table.file, line + offset - 1, _NO_SOURCE, {"key": key})
        yield from _unwanted_markdown(table.file, text, line)
    for block in getattr(step, "blocks", ()):
        for key in block.values.get("keys", ()):
            if key not in known:
                yield Problem(table.file, block.line, _NO_SOURCE, {"key": key})
    for block in figures(step):
        if block.values["src"] not in files:
            message = gettext_noop("The image “%(src)s” is missing.")
            yield Problem(table.file, block.line + 1, message, {"src": block.values["src"]})
    for position, question in enumerate(getattr(step, "questions", ())):
        yield from _question_references(question, ("questions", position), table, known, vocabulary)


def _question_references(
    question: Mapping[str, Any], at: Path, table: Table, known: set[str], vocabulary: Vocabulary
) -> Iterator[Problem]:
    source, competency = question.get("source"), question.get("competency")
    if isinstance(source, str) and source and source not in known:
        yield table.problem((*at, "source"), _NO_SOURCE, key=source)
    known_codes = vocabulary.competencies
    if isinstance(competency, str) and known_codes and competency not in {"", *known_codes}:
        yield table.problem((*at, "competency"), _UNKNOWN, value=competency, name="competency")
    cadres = question.get("cadres")
    for cadre in cadres if isinstance(cadres, list) and vocabulary.cadres else ():
        if cadre not in vocabulary.cadres:
            yield table.problem((*at, "cadres"), _UNKNOWN, value=str(cadre)[:80], name="cadres")


def _unwanted_markdown(file: str, text: str, line: int) -> Iterator[Problem]:
    if len(text) > LONGEST:
        message = gettext_noop("This text is longer than %(limit)d characters; make blocks of it.")
        yield Problem(file, line, message, {"limit": LONGEST})
    plain = without_code(text)
    for found in PICTURE.finditer(plain):
        message = gettext_noop(
            "Put images into a “::: figure” block, with a description and a credit."
        )
        yield Problem(file, line + plain.count("\n", 0, found.start()), message)
    for found in TITLE_HEADING.finditer(plain):
        message = gettext_noop("Headings start at “##”: the title of the step is the only “#”.")
        yield Problem(file, line + plain.count("\n", 0, found.start()), message)


def _quizzes(steps: list[Placed]) -> Iterator[Problem]:
    """A pre-test names another quiz of the course; what is shown from a date needs the date."""
    keys = {step.key for step, _ in steps if isinstance(step, Quiz)}
    for step, table in steps:
        if not isinstance(step, Quiz):
            continue
        if step.pretest_of and step.pretest_of not in keys - {step.key}:
            message = gettext_noop("There is no other quiz “%(key)s” in this course.")
            yield table.problem(("pretest_of",), message, key=step.pretest_of)
        if "date" in (step.show_key, step.show_score, step.show_feedback) and not step.shown_from:
            message = gettext_noop("“shown_from” must say from which date it is shown.")
            yield table.problem(("shown_from",), message)


def _questions(steps: list[Placed], vocabulary: Vocabulary) -> Iterator[Problem]:
    seen: set[str] = set()
    for step, table in steps:
        for position, question in enumerate(getattr(step, "questions", ())):
            at: Path = ("questions", position)
            key = question.get("key")
            if not isinstance(key, str) or is_key(key):
                yield table.problem((*at, "key"), gettext_noop("A question needs a key."))
            elif key in seen:
                message = gettext_noop("The question key “%(key)s” is used twice.")
                yield table.problem((*at, "key"), message, key=key)
            else:
                seen.add(key)
            for problem in vocabulary.question_problems(question):
                inner = tuple(int(p) if p.isdigit() else p for p in problem.path.split(".") if p)
                yield table.problem((*at, *inner), problem.text, **problem.params)


def _images(files: Files) -> Iterator[Problem]:
    for name in sorted(name for name in files if name.startswith("images/")):
        if not IMAGE.fullmatch(name) or not name.lower().endswith(IMAGE_SUFFIXES):
            yield Problem(name, 0, _NO_IMAGE, {"kinds": ", ".join(IMAGE_SUFFIXES)})
        elif problem := images.problem_of(name, files[name]):
            yield problem


def _twice(keys: Iterable[tuple[str, Table]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for key, table in keys:
        if key in seen:
            params = {"key": key, "other": seen[key]}
            yield Problem(
                table.file, 0, gettext_noop("“%(other)s” has the same key “%(key)s”."), params
            )
        seen.setdefault(key, table.file)


def _decoded(name: str, files: Files, problems: list[Problem]) -> str | None:
    try:
        text = files[name].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = files[name].count(b"\n", 0, error.start) + 1
        problems.append(Problem(name, line, gettext_noop("This file is not UTF-8 text.")))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


_NO_STEP = gettext_noop(
    "This file is not part of a course: steps are called like “01-what-is-a-genome.md” or"
    " “07-final-quiz.quiz.toml”, images are in “images/”."
)
_NO_IMAGE = gettext_noop(
    "Only images belong here (%(kinds)s), named with letters, digits and . _ -"
)
_UNKNOWN = gettext_noop("“%(value)s” is not known in “%(name)s”.")
_NO_SOURCE = gettext_noop("There is no source “%(key)s” in course.toml.")
