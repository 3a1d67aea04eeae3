"""Comparing what people type with what an author accepts."""

import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.questions.contract import FULL, NONE, Problem, gettext_noop
from assessments.questions.fields import is_text, unknown_problems

WORD_LIMIT = 500
ENDS = " \t\n.,;:!?«»„“”\"'"


def folded(text: str, *, case: bool, accents: bool) -> str:
    """Compatibility forms, spaces and quotation marks made alike; case and accents where they do not matter."""
    text = " ".join(unicodedata.normalize("NFKC", text).replace("\u2019", "'").split())
    text = text.strip(ENDS)
    for dash in "\u2010\u2011\u2012\u2013\u2212":
        text = text.replace(dash, "-")
    if not accents:
        split = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize(
            "NFC", "".join(c for c in split if not unicodedata.combining(c))
        )
    return text if case else text.casefold()


def answer_problems(value: Any, path: str) -> list[Problem]:
    """A list of texts or of {text, credit, feedback}; one of them must earn full marks."""
    if not isinstance(value, list) or not value:
        text = gettext_noop("Give at least one accepted answer under “answers”.")
        return [Problem(text, path=path)]
    found: list[Problem] = []
    best = 0
    for place, row in enumerate(value):
        where = f"{path}.{place}"
        row = {"text": row} if isinstance(row, str) else row
        if not isinstance(row, dict) or not is_text(row.get("text")):
            text = gettext_noop("Accepted answer %(place)d needs a text.")
            found.append(Problem(text, {"place": place + 1}, where))
            continue
        found += unknown_problems(row, ("text", "credit", "feedback"), where)
        credit = row.get("credit", 100)
        if isinstance(credit, bool) or not isinstance(credit, int) or not 0 <= credit <= 100:
            text = gettext_noop("The “credit” of an answer is a whole number from 0 to 100.")
            found.append(Problem(text, path=where))
        else:
            best = max(best, credit)
    if not found and best < 100:
        text = gettext_noop("No accepted answer earns full marks (credit 100).")
        found.append(Problem(text, path=path))
    return found


def normal_answers(value: Iterable[Any]) -> list[dict[str, Any]]:
    full = [{"text": row} if isinstance(row, str) else row for row in value]
    return [
        {
            "text": str(row["text"]).strip(),
            "credit": row.get("credit", 100),
            "feedback": str(row.get("feedback", "")).strip(),
        }
        for row in full
    ]


def best_match(body: Mapping[str, Any], given: str) -> Mapping[str, Any] | None:
    """The accepted answer that is meant, the one with most credit first; None when there is none."""
    case, accents = body.get("case_sensitive") is True, body.get("ignore_accents") is not True
    wanted = folded(given, case=case, accents=accents)
    ranked = sorted(body["answers"], key=lambda row: -row["credit"])
    return next(
        (row for row in ranked if folded(row["text"], case=case, accents=accents) == wanted), None
    )


def credit(body: Mapping[str, Any], given: Any) -> Fraction:
    if not isinstance(given, str) or len(given) > WORD_LIMIT or not given.strip():
        return NONE
    match = best_match(body, given)
    return Fraction(match["credit"], 100) * FULL if match else NONE


def first_right(body: Mapping[str, Any]) -> str:
    return next(str(row["text"]) for row in body["answers"] if row["credit"] == 100)
