"""What is asked of a quiz file as a whole: cases lead somewhere, and papers can be drawn. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments import blueprint
from assessments.questions.case import NAME as CASE
from assessments.questions.contract import Problem as Found
from authoring.problems import Problem, gettext_noop
from authoring.tables import Path, Table

Questions = Sequence[Mapping[str, Any]]


def draw_problems(table: Table, rules: Mapping[str, Any], questions: Questions) -> list[Problem]:
    found = list(_case_problems(table, questions))
    rows = list(rules["blueprint"])
    found += [_placed(table, one) for one in blueprint.problems(rows)]
    if rows and rules["draw"]:
        message = gettext_noop("“draw” and “blueprint” exclude each other: the rows say how many.")
        found.append(table.problem(("draw",), message))
    asked = [one for one in questions if one.get("kind") != CASE]
    if not rows and rules["draw"] and rules["draw"] > len(asked):
        message = gettext_noop("%(draw)d questions are to be drawn, but there are only %(number)d.")
        found.append(table.problem(("draw",), message, draw=rules["draw"], number=len(asked)))
    if found or not (rows or rules["draw"]):
        return found
    pool = [_entry(one) for one in asked]
    wrong = blueprint.check(pool, blueprint.wanted(rows, rules["draw"], len(pool)))
    return [_placed(table, wrong)] if wrong else []


def _placed(table: Table, found: Found) -> Problem:
    path: Path = tuple(int(part) if part.isdigit() else part for part in found.path.split("."))
    return table.problem(path, found.text, **found.params)


def _entry(question: Mapping[str, Any]) -> blueprint.Entry:
    """Labels of another shape are told by the question itself."""
    key, competency, testlet = (
        str(question.get(name, "")) for name in ("key", "competency", "testlet")
    )
    band = question.get("difficulty", 2)
    return blueprint.Entry(key, 0, competency, band if isinstance(band, int) else 2, testlet)


def _case_problems(table: Table, questions: Questions) -> Iterator[Problem]:
    cases = {str(one.get("key")) for one in questions if one.get("kind") == CASE}
    named = {str(one.get("testlet")) for one in questions if one.get("testlet")}
    for place, question in enumerate(questions):
        at: Path = ("questions", place)
        case = question.get("testlet")
        if case and str(case) not in cases:
            message = gettext_noop("There is no case “%(case)s” in this quiz.")
            yield table.problem((*at, "testlet"), message, case=str(case)[:100])
        if question.get("kind") == CASE and str(question.get("key")) not in named:
            message = gettext_noop("No question belongs to this case (testlet = “%(case)s”).")
            yield table.problem(at, message, case=str(question.get("key"))[:100])
