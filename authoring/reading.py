"""A folder or zip as a parsed course, judged by what this platform knows."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from accounts.cadres import CADRES
from assessments import questions
from authoring.archive import Files, read_folder, read_zip
from authoring.course import Course
from authoring.problems import Problem
from authoring.source import QuestionProblem, Vocabulary, parse
from courses.competencies import COMPETENCIES


def from_path(path: Path) -> tuple[Course | None, list[Problem]]:
    """Raises OSError when there is no such folder or file."""
    if path.is_dir():
        return _parsed(*read_folder(path))
    with path.open("rb") as stream:
        return from_zip(stream)


def from_zip(stream: IO[bytes]) -> tuple[Course | None, list[Problem]]:
    return _parsed(*read_zip(stream))


def _parsed(files: Files, problems: list[Problem]) -> tuple[Course | None, list[Problem]]:
    if problems and not files:
        return None, problems
    course, found = parse(files, VOCABULARY)
    return (None if problems else course), [*problems, *found]


def _question_problems(question: Mapping[str, Any]) -> Iterator[QuestionProblem]:
    for problem in questions.problems(question):
        yield QuestionProblem(problem.path, problem.text, problem.params)


VOCABULARY = Vocabulary(frozenset(COMPETENCIES), frozenset(CADRES), _question_problems)
