"""The kinds of questions, and what is said about a question of any kind.

A *question* is the plain dict of one `[[questions]]` table (docs/writing-courses.md): labels (key, kind,
competency …) and the fields of its kind, which together are the *body*.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from assessments.questions import (
    case,
    cloze,
    hotspot,
    kprim,
    matching,
    multiple_response,
    numeric,
    ordering,
    pedigree_build,
    pedigree_mark,
    pharmacogenomics,
    report_reading,
    risk,
    short_text,
    single_choice,
    true_false,
    variant_classification,
    written,
)
from assessments.questions.confidence import WithConfidence
from assessments.questions.contract import Answer, Body, Kind, Problem, gettext_noop
from assessments.questions.fields import flag_problems
from assessments.questions.figures import figure, figure_problems

MODULES = (
    single_choice,
    multiple_response,
    true_false,
    kprim,
    matching,
    ordering,
    cloze,
    short_text,
    numeric,
    risk,
    pedigree_mark,
    pedigree_build,
    variant_classification,
    pharmacogenomics,
    report_reading,
    hotspot,
    written,
)
KINDS: dict[str, Kind] = {module.NAME: cast(Kind, module) for module in MODULES}
# What a bank holds beside questions: the story that several of them share.
TEXTS: dict[str, Any] = {**KINDS, case.NAME: case}
CONFIDENT: dict[str, Kind] = {
    name: WithConfidence(KINDS[name])
    for name in (single_choice.NAME, multiple_response.NAME, true_false.NAME, kprim.NAME)
}
# Here the pedigree is what is asked for (build) or belongs to the question itself (mark).
OWN_PEDIGREE = (pedigree_build.NAME, pedigree_mark.NAME)
LABELS = ("key", "kind", "competency", "difficulty", "source", "testlet", "cadres", "review_due")
KEY_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def kind_for(name: str, body: Body) -> Kind:
    """Raises KeyError for a kind that does not exist."""
    return (CONFIDENT if body.get("confidence") is True else KINDS)[name]


def body_of(question: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in question.items() if name not in LABELS}


def problems(question: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong with one question, in full sentences."""
    found = _label_problems(question)
    kind = question.get("kind")
    if not isinstance(kind, str) or kind not in TEXTS:
        allowed = ", ".join(sorted(TEXTS))
        text = gettext_noop("“%(kind)s” is not a kind of question; the kinds are: %(allowed)s.")
        return [*found, Problem(text, {"kind": kind, "allowed": allowed}, "kind")]
    body = body_of(question)
    found += flag_problems(body, "confidence")
    if body.pop("confidence", False) and kind not in CONFIDENT:
        allowed = ", ".join(sorted(CONFIDENT))
        text = gettext_noop("“confidence” can be asked with these kinds only: %(allowed)s.")
        found.append(Problem(text, {"allowed": allowed}, "confidence"))
    found += figure_problems(body)
    if kind not in OWN_PEDIGREE:
        body.pop("pedigree", None)
    return [*found, *TEXTS[kind].problems(body)]


def _rare_labels(question: Mapping[str, Any]) -> dict[str, Any]:
    """Labels that most questions do not have are written only where they are."""
    found = {
        "testlet": str(question.get("testlet", "")),
        "cadres": sorted(set(question.get("cadres", ()))),
        "review_due": str(question.get("review_due", "")),
    }
    return {name: value for name, value in found.items() if value}


def view(name: str, body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    """What the page of a question needs: the view of its kind, and the figure above it."""
    shown = kind_for(name, body).view(body, seed, shuffle, answer)
    return shown if name == pedigree_build.NAME else {**shown, **figure(body)}


def case_view(body: Body) -> dict[str, Any]:
    """What the questions of a case share: its text, and the figure below it."""
    return {"text": body["text"], **figure(body)}


def _label_problems(question: Mapping[str, Any]) -> list[Problem]:
    found = []
    key = question.get("key")
    if not isinstance(key, str) or not key or not set(key) <= KEY_CHARACTERS or len(key) > 100:
        found.append(
            Problem(
                gettext_noop(
                    "A question needs a key of at most 100 lower-case letters, digits and hyphens."
                ),
                path="key",
            )
        )
    for name in ("competency", "source", "testlet"):
        if not isinstance(question.get(name, ""), str):
            text = gettext_noop("The field “%(name)s” needs a text.")
            found.append(Problem(text, {"name": name}, name))
    if question.get("difficulty", 2) not in (1, 2, 3) or question.get("difficulty") is True:
        text = gettext_noop("“difficulty” must be 1 (easy), 2 (medium) or 3 (hard).")
        found.append(Problem(text, path="difficulty"))
    if question.get("testlet") and question.get("kind") == case.NAME:
        text = gettext_noop("A case cannot belong to another case.")
        found.append(Problem(text, path="testlet"))
    return found + _tag_problems(question)


def _tag_problems(question: Mapping[str, Any]) -> list[Problem]:
    found = []
    cadres = question.get("cadres", [])
    if not isinstance(cadres, list) or not all(isinstance(one, str) for one in cadres):
        text = gettext_noop("“cadres” must be a list of ISCO-08 codes such as “2221”.")
        found.append(Problem(text, path="cadres"))
    due = question.get("review_due", "")
    try:
        if due != "":
            date.fromisoformat(str(due))
    except ValueError:
        text = gettext_noop("“review_due” must be a date such as 2027-01-31.")
        found.append(Problem(text, path="review_due"))
    return found


def normalise(
    question: Mapping[str, Any], previous: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The same question with every default written out and identifiers given, so that `==` compares.

    Only for a question without problems. Identifiers of `previous` are kept.
    """
    labels = {
        "key": question["key"],
        "kind": question["kind"],
        "competency": str(question.get("competency", "")),
        "difficulty": question.get("difficulty", 2),
        "source": str(question.get("source", "")),
    }
    labels |= _rare_labels(question)
    same_kind = previous is not None and previous.get("kind") == question["kind"]
    old = body_of(previous) if previous is not None and same_kind else None
    body: dict[str, Any] = TEXTS[question["kind"]].normalise(body_of(question), old)
    for name in ("text", "feedback", *(["pedigree"] if "pedigree" in body else [])):
        body[name] = str(body.get(name, "")).strip()
    return {**labels, **body}


__all__ = [
    "KINDS",
    "TEXTS",
    "Body",
    "Kind",
    "Problem",
    "body_of",
    "case_view",
    "kind_for",
    "normalise",
    "problems",
    "view",
]
