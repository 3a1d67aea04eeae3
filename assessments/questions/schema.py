"""The form of a question: which fields a kind has, and how they become its body and back. Pure.

Every kind lists its `FORM`. A field is posted under `<name>`, one of row 2 of `options` under `options-2-<name>`.
Lists of texts stand one per line; short tables one row per line with columns between bars.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from assessments.questions.contract import Body, gettext_noop

BAR = "|"
MOST_ROWS = 60


@dataclass(frozen=True)
class Field:
    """`shape` is one of: line, long, number, flag, truth, choice, lines, numbers, table, rows."""

    name: str
    label: str
    shape: str = "line"
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # of a table; the first alone may stand for the whole row
    numbers: tuple[str, ...] = ()  # columns of a table that hold numbers
    fields: tuple["Field", ...] = ()  # of rows


TEXT = Field(
    "text", gettext_noop("Question"), "long", gettext_noop("Markdown; what the learner reads.")
)
FEEDBACK = Field(
    "feedback", gettext_noop("Explanation"), "long", gettext_noop("Shown with the result.")
)
PEDIGREE = Field(
    "pedigree",
    gettext_noop("Pedigree"),
    "long",
    gettext_noop(
        "One person or family per line, such as: I-1 male affected; I-2 female; I-1 + I-2: II-1."
        " Leave empty for none."
    ),
)
ROW_TEXT = Field("text", gettext_noop("Text"), "long")
ROW_FEEDBACK = Field("feedback", gettext_noop("Feedback"), "long")
CORRECT = Field("correct", gettext_noop("Right"), "flag")
FIXED_ORDER = Field("fixed_order", gettext_noop("Keep this order of the options"), "flag")
CONFIDENCE = Field("confidence", gettext_noop("Ask how sure the learner is"), "flag")
OPTIONS = Field(
    "options",
    gettext_noop("Options"),
    "rows",
    fields=(ROW_TEXT, CORRECT, ROW_FEEDBACK),
)
ANSWERS = Field(
    "answers",
    gettext_noop("Accepted answers"),
    "table",
    gettext_noop(
        "One per line. Where an answer earns less than the whole mark: answer | per cent | feedback."
    ),
    columns=("text", "credit", "feedback"),
    numbers=("credit",),
)
VARIABLES = Field(
    "variables",
    gettext_noop("Numbers drawn for each paper"),
    "table",
    gettext_noop("One per line: name | smallest | largest | step."),
    columns=("name", "min", "max", "step"),
    numbers=("min", "max", "step"),
)
CASE_SENSITIVE = Field("case_sensitive", gettext_noop("Capital letters matter"), "flag")
IGNORE_ACCENTS = Field("ignore_accents", gettext_noop("Accents do not matter"), "flag")


def scoring(*choices: str) -> Field:
    return Field("scoring", gettext_noop("How marks are given"), "choice", choices=choices)


Read = Callable[[str], str]


def names(form: Sequence[Field]) -> list[str]:
    return [field.name for field in form]


def read(form: Sequence[Field], posted: Read, prefix: str = "") -> dict[str, Any]:
    """The body that was filled in; what was left empty is left out, what cannot be read stays text."""
    body = {}
    for field in form:
        value = _value(field, posted, f"{prefix}{field.name}")
        if value not in ("", None, []) and (value or field.shape != "flag"):
            body[field.name] = value
    return body


def _value(field: Field, posted: Read, name: str) -> Any:
    if field.shape == "rows":
        return list(_rows(field, posted, name))
    text = posted(name).replace("\r\n", "\n")
    match field.shape:
        case "flag":
            return text in ("true", "on")
        case "truth":
            return {"true": True, "false": False}.get(text, "")
        case "number":
            return _number(text.strip())
        case "lines":
            return [line.strip() for line in text.split("\n") if line.strip()]
        case "numbers":
            return [
                _number(part.strip()) for part in text.replace(";", ",").split(",") if part.strip()
            ]
        case "table":
            return [_row(field, line) for line in text.split("\n") if line.strip()]
        case "long":
            return text.strip("\n") if text.strip() else ""
    return text.strip()


def _rows(field: Field, posted: Read, name: str) -> Iterator[dict[str, Any]]:
    """Rows in the order of their places; an empty one is no row. A row keeps its identifier."""
    for place in range(MOST_ROWS):
        row = read(field.fields, posted, f"{name}-{place}-")
        if row:
            known = posted(f"{name}-{place}-id").strip()
            yield {**({"id": known} if known and "id" not in row else {}), **row}


def _row(field: Field, line: str) -> Any:
    parts = [part.strip() for part in line.split(BAR)]
    if len(parts) == 1 and field.columns[0] == "text":
        return parts[0]
    extra = {"…": parts[len(field.columns) :]} if len(parts) > len(field.columns) else {}
    row = {
        name: _number(part) if name in field.numbers else part
        for name, part in zip(field.columns, parts, strict=False)
        if part
    }
    return {**row, **extra}


def _number(text: str) -> Any:
    try:
        number = float(text)
        return int(text) if text.lstrip("+-").isdecimal() else number if isfinite(number) else text
    except ValueError:
        return text


def shown(field: Field, value: Any) -> str:
    """The value of a field that is not rows, as it stands in the form."""
    if value is None:
        return ""
    if field.shape in ("flag", "truth"):
        return {True: "true", False: "false"}.get(value, "")
    if field.shape == "lines":
        return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    if field.shape == "numbers":
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if field.shape == "table":
        return "\n".join(_line(field, row) for row in value) if isinstance(value, list) else ""
    return str(value)


def _line(field: Field, row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    cells = [str(row.get(name, "")) for name in field.columns]
    if field is ANSWERS and cells[1] == "100":
        cells[1] = ""
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return f" {BAR} ".join(cells)


def rows_of(body: Body, field: Field) -> list[Mapping[str, Any]]:
    value = body.get(field.name)
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
