"""A few questions outside any quiz: drawn, asked, answered. What comes of it changes no result."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from assessments import paper
from assessments.blueprint import Entry
from assessments.grading import Asked, grade_question
from assessments.models import ItemVersion, QuizItem, QuizPage, Recall, RecallAnswer
from assessments.queries import asked_as
from assessments.questions import pedigree_build, variant_classification, written
from assessments.questions.case import NAME as CASE
from assessments.questions.contract import FULL
from assessments.questions.fields import shuffled

QUESTIONS = 3
# Not short, or nobody there to mark them; a case is no question.
LONG = (CASE, written.NAME, pedigree_build.NAME, variant_classification.NAME)


def pool(pages: Iterable[QuizPage], language: str) -> list[ItemVersion]:
    """The short live questions of these quizzes that stand for themselves, in this language where they exist in it. Two queries."""
    items = QuizItem.objects.filter(page__in=[page.pk for page in pages]).values("item")
    rows = ItemVersion.objects.filter(
        item__in=items, live=True, item__retired_at__isnull=True, item__testlet=""
    )
    found: dict[int, ItemVersion] = {}
    for version in rows.exclude(kind__in=LONG).select_related("item").order_by("item__key", "pk"):
        if version.item_id not in found or version.language == language:
            found[version.item_id] = version
    return list(found.values())


def seen_by(user: User) -> set[str]:
    """Keys of the questions that earlier recalls asked her."""
    papers = Recall.objects.filter(user=user).values_list("paper", flat=True)
    return {row["item"] for one in papers for row in one["questions"]}


def drawn(
    versions: Iterable[ItemVersion], *, seed: int, seen: Collection[str], count: int = QUESTIONS
) -> dict[str, Any]:
    """A paper of `count` questions: new ones first, of different competencies as far as there are."""
    entries = [Entry(one.item.key, one.pk, one.item.competency) for one in versions]
    mixed = shuffled(entries, seed, [entry.item for entry in entries])
    asked: dict[str, int] = {}
    ranked = []
    for entry in sorted(mixed, key=lambda one: one.item in seen):
        nth = asked[entry.competency] = asked.get(entry.competency, 0) + 1
        ranked.append((entry.item in seen, nth, entry))
    chosen = [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])[:count]]
    return paper.paper(chosen, seed=seed, shuffle=True)


def new_seed() -> int:
    return secrets.randbits(53)


def questions(recall: Recall) -> list[tuple[Asked, ItemVersion]]:
    """In the order of the paper. One query."""
    found = ItemVersion.objects.select_related("item").in_bulk(paper.versions(recall.paper))
    rows = recall.paper["questions"]
    return [(asked_as(row, found[row["version"]]), found[row["version"]]) for row in rows]


def answer(*, recall: Recall, answers: Mapping[str, Any], now: datetime) -> bool:
    """Mark the answers and keep them. Safe to repeat: False the second time; the first answers stand."""
    with transaction.atomic():
        claimed = Recall.objects.filter(pk=recall.pk, answered_at__isnull=True)
        if not claimed.update(answered_at=now):
            return False
        rows = []
        for asked, version in questions(recall):
            given = answers.get(asked.item)
            fraction = grade_question(asked, given).fraction
            rows.append(
                RecallAnswer(
                    recall=recall,
                    item_id=version.item_id,
                    version=version,
                    competency=version.item.competency,
                    answer=given,
                    fraction=str(fraction),
                    right=fraction == FULL,
                    at=now,
                )
            )
        RecallAnswer.objects.bulk_create(rows)
    return True


def waiting_for(user: User, *, since: datetime) -> list[Recall]:
    """Retention questions that she was asked since then and has not answered, newest first."""
    rows = Recall.objects.filter(user=user, answered_at__isnull=True, asked_at__gte=since)
    return list(rows.filter(Q(occasion=Recall.Occasion.RETENTION)).order_by("-asked_at"))
