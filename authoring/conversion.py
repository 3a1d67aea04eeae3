"""H5P quiz tasks as questions of the item bank, and back. Pure.

Points are kept where both sides have the same rule; what has no counterpart (tips, pictures, behaviour of a player) is
left out and named. A task is a library name without its version and its parameters; a question is a table as in
docs/question-kinds.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from authoring.problems import gettext_noop
from h5p.scoring import blanks, dragtext

Params = dict[str, Any]
Question = dict[str, Any]

TIPS = gettext_noop("Tips are left out.")
MEDIA = gettext_noop("Pictures, sounds and videos beside a task are left out.")
NO_KIND = gettext_noop("“%(name)s” has no counterpart among the questions.")
NO_TASK = gettext_noop("“%(name)s” has no counterpart among the H5P tasks.")
NOTHING = gettext_noop("“%(name)s” is not complete enough to be a question.")
FORMULA = gettext_noop("Questions with numbers drawn for each paper stay in the bank.")

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_ESCAPED = re.compile(r"([\\*_`\[\]])")


@dataclass(frozen=True)
class Note:
    """A sentence about what did not come along."""

    text: str
    name: str = ""


@dataclass(frozen=True)
class Converted:
    questions: tuple[Question, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Task:
    """`kind` is a library name without its prefix."""

    kind: str
    params: dict[str, Any]


def to_questions(name: str, params: Params, key: str) -> Converted:
    """A task, or every task of a set. Keys are `key` with a number behind: the same content gives the same keys."""
    notes: list[Note] = []
    found = list(_questions(name, params, notes))
    numbered = [{"key": f"{key}-{number}", **one} for number, one in enumerate(found, 1)]
    return Converted(tuple(numbered), tuple(dict.fromkeys(notes)))


def to_task(question: Params, rendered: Callable[[str], str]) -> Task | Note:
    """`rendered` turns Markdown into HTML."""
    builder = _BUILDERS.get(str(question.get("kind")))
    if builder is None:
        return Note(NO_TASK, str(question.get("key")))
    if question.get("variables"):
        return Note(FORMULA)
    return builder(question, rendered)


def _questions(name: str, params: Params, notes: list[Note]) -> Iterator[Question]:
    kind = name.partition(".")[2]
    if kind == "QuestionSet":
        for part in _rows(params, "questions"):
            inner = str(part.get("library", "")).partition(" ")[0]
            yield from _questions(inner, part.get("params") or {}, notes)
        return
    reader = _READERS.get(kind)
    if reader is None:
        notes.append(Note(NO_KIND, name))
        return
    if params.get("media"):
        notes.append(Note(MEDIA))
    found = [one for one in reader(params, notes) if one]
    if not found:
        notes.append(Note(NOTHING, name))
    yield from found


def _multichoice(params: Params, notes: list[Note]) -> Iterator[Question]:
    options = []
    for row in _rows(params, "answers"):
        said = row.get("tipsAndFeedback") or {}
        if said.get("tip"):
            notes.append(Note(TIPS))
        options.append(
            _option(row.get("text"), row.get("correct") is True, said.get("chosenFeedback"))
        )
    right = sum(option["correct"] for option in options)
    behaviour = params.get("behaviour") or {}
    if len(options) < 2 or not right:
        return
    single = right == 1 and behaviour.get("type") != "multi"
    question = {"kind": "single-choice"} if single else {"kind": "multiple-response"}
    if not single:
        one_point = behaviour.get("singlePoint") is True
        question["scoring"] = "all-or-nothing" if one_point else "penalty"
    yield question | {"text": markdown(params.get("question")), "options": options}


def _truefalse(params: Params, notes: list[Note]) -> Iterator[Question]:
    said = params.get("behaviour") or {}
    correct = params.get("correct") == "true"
    right, wrong = markdown(said.get("feedbackOnCorrect")), markdown(said.get("feedbackOnWrong"))
    yield {
        "kind": "true-false", "text": markdown(params.get("question")), "correct": correct,
        "feedback_true": right if correct else wrong,
        "feedback_false": wrong if correct else right,
    }  # fmt: skip


def _blanks(params: Params, notes: list[Note]) -> Iterator[Question]:
    texts = [text for text in params.get("questions") or [] if isinstance(text, str)]
    passages, answers = [], []
    exact = (params.get("behaviour") or {}).get("caseSensitive") is True
    for text in texts:
        pieces, end = [], 0
        for start, stop, inside in blanks.gaps(text):
            answers.append({"answers": blanks.solutions(inside), "case_sensitive": exact})
            pieces += [markdown(text[end:start], strip=False), f"[[gap-{len(answers)}]]"]
            end = stop
            if ":" in inside:
                notes.append(Note(TIPS))
        passages.append("".join([*pieces, markdown(text[end:], strip=False)]).strip())
    yield from _cloze(markdown(params.get("text")), passages, answers)


def _dragtext(params: Params, notes: list[Note]) -> Iterator[Question]:
    text = str(params.get("textField") or "")
    words = dragtext.words(params)
    offered = sorted({*words, *dragtext.distractors(params)})
    pieces, gaps = [], []
    for piece in dragtext.parts(text):
        if len(piece) > 2 and piece.startswith("*") and piece.endswith("*"):
            gaps.append({"answers": [words[len(gaps)]], "options": offered})
            pieces.append(f"[[gap-{len(gaps)}]]")
            if ":" in piece:
                notes.append(Note(TIPS))
        else:
            pieces.append(markdown(piece, strip=False))
    if len(offered) > 1:
        yield from _cloze(markdown(params.get("taskDescription")), ["".join(pieces)], gaps)


def _cloze(text: str, passages: list[str], gaps: list[dict[str, Any]]) -> Iterator[Question]:
    named = [{"id": f"gap-{number}", **gap} for number, gap in enumerate(gaps, 1)]
    if named:
        yield {
            "kind": "cloze", "text": text or "…", "passage": "\n\n".join(passages), "gaps": named,
        }  # fmt: skip


def _singlechoiceset(params: Params, notes: list[Note]) -> Iterator[Question]:
    for row in _rows(params, "choices"):
        yield from _first_is_right(row.get("question"), row.get("answers"))


def _summary(params: Params, notes: list[Note]) -> Iterator[Question]:
    for row in _rows(params, "summaries"):
        if row.get("tip"):
            notes.append(Note(TIPS))
        yield from _first_is_right(params.get("intro"), row.get("summary"))


def _first_is_right(text: Any, answers: Any) -> Iterator[Question]:
    if isinstance(answers, list) and len(answers) > 1:
        options = [_option(answer, place == 0, "") for place, answer in enumerate(answers)]
        yield {"kind": "single-choice", "text": markdown(text) or "…", "options": options}


def _sortparagraphs(params: Params, notes: list[Note]) -> Iterator[Question]:
    items = [{"text": markdown(text)} for text in params.get("paragraphs") or []]
    if len(items) > 1:
        text = markdown(params.get("taskDescription"))
        yield {"kind": "ordering", "text": text or "…", "items": items}


_READERS: dict[str, Callable[[Params, list[Note]], Iterator[Question]]] = {
    "MultiChoice": _multichoice, "TrueFalse": _truefalse, "Blanks": _blanks,
    "DragText": _dragtext, "SingleChoiceSet": _singlechoiceset, "Summary": _summary,
    "SortParagraphs": _sortparagraphs,
}  # fmt: skip


def _as_multichoice(question: Params, rendered: Callable[[str], str]) -> Task:
    answers = [
        {
            "text": rendered(option["text"]), "correct": option.get("correct") is True,
            "tipsAndFeedback": {"chosenFeedback": plain(option.get("feedback", ""))},
        }
        for option in question["options"]
    ]  # fmt: skip
    several = question["kind"] == "multiple-response"
    behaviour = {
        "type": "multi" if several else "single",
        "singlePoint": several and question.get("scoring", "all-or-nothing") == "all-or-nothing",
        "randomAnswers": not question.get("fixed_order", False),
    }
    params = {"question": rendered(question["text"]), "answers": answers, "behaviour": behaviour}
    return Task("MultiChoice", params)


def _as_truefalse(question: Params, rendered: Callable[[str], str]) -> Task:
    names = ("true", "false") if question["correct"] else ("false", "true")
    right, wrong = (plain(str(question.get(f"feedback_{name}", ""))) for name in names)
    behaviour = {"feedbackOnCorrect": right, "feedbackOnWrong": wrong}
    correct = "true" if question["correct"] else "false"
    params = {"question": rendered(question["text"]), "correct": correct, "behaviour": behaviour}
    return Task("TrueFalse", params)


def _as_blanks(question: Params, rendered: Callable[[str], str]) -> Task | Note:
    gaps = {gap["id"]: gap for gap in question["gaps"]}
    accepted = {name: [_full(answer) for answer in gap["answers"]] for name, gap in gaps.items()}
    words = [word for answers in accepted.values() for word in answers if word]
    if any(set(word) & set("*/:<>") for word in words):
        return Note(NO_TASK, str(question.get("key")))
    passage = rendered(question["passage"])
    for name, answers in accepted.items():
        passage = passage.replace(f"[[{name}]]", f"*{'/'.join(word for word in answers if word)}*")
    behaviour = {"caseSensitive": any(gap.get("case_sensitive") for gap in gaps.values())}
    params = {"text": rendered(question["text"]), "questions": [passage], "behaviour": behaviour}
    return Task("Blanks", params)


_BUILDERS: dict[str, Callable[[Params, Callable[[str], str]], Task | Note]] = {
    "single-choice": _as_multichoice, "multiple-response": _as_multichoice,
    "true-false": _as_truefalse, "cloze": _as_blanks,
}  # fmt: skip


def _full(answer: Any) -> str:
    """Only answers that earn the whole gap: the other side knows no part of a point."""
    if isinstance(answer, Mapping):
        return str(answer.get("text", "")) if answer.get("credit", 100) == 100 else ""
    return str(answer)


def _option(text: Any, correct: bool, feedback: Any) -> dict[str, Any]:
    return {"text": markdown(text), "correct": correct, "feedback": markdown(feedback)}


def _rows(params: Params, name: str) -> list[dict[str, Any]]:
    value = params.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def markdown(markup: Any, *, strip: bool = True) -> str:
    """The few tags that text fields allow, as Markdown; what Markdown would read otherwise is escaped."""
    reader = _Reader()
    reader.feed(markup if isinstance(markup, str) else "")
    reader.close()
    text = re.sub(r"\n{3,}", "\n\n", "".join(reader.parts))
    return text.strip() if strip else text


def plain(text: str) -> str:
    """Markdown's marks of emphasis taken off: a field for plain text shows them otherwise."""
    return re.sub(r"(\*\*|\*|`)(.+?)\1", r"\2", text)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("p", "div", "ul", "ol"):
            self.parts.append("\n\n")
        else:
            self.parts.append(_MARKS.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n\n" if tag in ("p", "div", "ul", "ol") else _MARKS.get(tag, ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(_ESCAPED.sub(r"\\\1", data))
