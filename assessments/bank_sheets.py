"""What the pages of the bank show about one question. Read only."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from assessments import access, health, item_widget
from assessments.grading import Asked, grade_question
from assessments.models import Item, ItemVersion, QuizPage
from assessments.questions import body_of, kind_for, view
from assessments.questions.contract import Grade

SHOWN = 20  # versions by language


@dataclass(frozen=True)
class Version:
    """One version in the history of a question."""

    version: ItemVersion
    difference: list[tuple[str, str]]  # (sign, line) against the one before
    may_publish: bool

    @property
    def state(self) -> str:
        if self.version.live:
            return _("asked")
        if self.version.published_at:
            return _("replaced")
        return _("in review") if self.version.review_asked_at else _("draft")


def item_sheet(item: Item, user: User) -> dict[str, Any]:
    """A constant number of queries, however many versions."""
    rows = list(item.versions.select_related("created_by", "item").order_by("language", "-number"))
    names = dict(settings.LANGUAGES)
    languages = []
    for language in names:
        own = [row for row in rows if row.language == language]
        if own:
            languages.append((names[language], _history(own, user)))
    return {
        "item": item,
        "kind": item_widget.KINDS.get(item.kind, item.kind),
        "languages": languages,
        "quizzes": _quizzes(item),
        "belonging": Item.objects.filter(testlet=item.key) if item.kind == "case" else [],
        "case": Item.objects.filter(key=item.testlet).first() if item.testlet else None,
        "health": health.details(item),
    }


def _quizzes(item: Item) -> list[QuizPage]:
    keys = [item.pk]
    if item.testlet or item.kind == "case":
        case = item.testlet or item.key
        keys += Item.objects.filter(testlet=case).values_list("pk", flat=True)
        keys += Item.objects.filter(key=case).values_list("pk", flat=True)
    found = QuizPage.objects.filter(quiz_items__item__in=keys).distinct()
    return list(found.select_related("locale").order_by("title"))


def _history(rows: Sequence[ItemVersion], user: User) -> list[Version]:
    """Newest first, each with what changed since the one before."""
    older = [*rows[1 : SHOWN + 1], None]
    return [
        Version(row, _difference(before, row), access.may_publish(user, row))
        for row, before in zip(rows[:SHOWN], older, strict=False)
    ]


def _difference(before: ItemVersion | None, after: ItemVersion) -> list[tuple[str, str]]:
    if before is None:
        return []
    lines = difflib.unified_diff(_lines(before), _lines(after), n=1, lineterm="")
    return [(line[0], line[1:]) for line in lines if not line.startswith(("---", "+++", "@@"))]


def _lines(version: ItemVersion) -> list[str]:
    return item_widget.as_toml({"kind": version.kind, **version.body}).splitlines()


def tried(
    question: Mapping[str, Any], fields: Mapping[str, list[str]], seed: int
) -> dict[str, Any]:
    """An answer to a question that is not on any paper: its marks, and the explanation. Raises UnreadableAnswer."""
    name, body = question["kind"], body_of(question)
    kind = kind_for(name, body)
    own = {
        field.partition(".")[2]: values
        for field, values in fields.items()
        if field.startswith("1.")
    }
    answer = kind.read(body, own, seed)
    grade: Grade = grade_question(Asked(question["key"], name, body, seed), answer)
    return {
        "seed": seed,
        "answer": answer,
        "grade": grade,
        "percent": round(float(100 * grade.fraction), 1),
        "view": view(name, body, seed, True, answer),
        "lines": kind.review(body, answer, seed, True),
        "feedback": question["feedback"],
    }
