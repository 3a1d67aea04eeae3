"""What grading one question anew does to many attempts at once: read in bulk, computed purely, written by others."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from assessments import attempts, queries, texts
from assessments.grading import grade_question
from assessments.models import Attempt, AttemptEvent, Edition, ItemVersion, Regrade, RegradeLook
from assessments.policies import WITH_KEY, Marked, regraded

Plan = Regrade | RegradeLook
Row = tuple[int, int, int, dict[str, Any]]  # attempt, user, edition, paper


@dataclass(frozen=True, slots=True)
class Change:
    attempt: int
    user: int
    edition: Edition
    before: Marked
    after: Marked

    @property
    def up(self) -> bool:
        return self.after.passed and not self.before.passed

    @property
    def down(self) -> bool:
        return self.before.passed and not self.after.passed


def editions_with(item_key: str) -> list[int]:
    """Those whose pool holds the question."""
    pools = Edition.objects.values_list("pk", "pool")
    return [pk for pk, pool in pools if any(row[0] == item_key for row in pool)]


def waiting(plan: Plan) -> "QuerySet[Attempt]":
    """Marked attempts that may hold the question and have not been looked at."""
    return Attempt.objects.filter(
        edition__in=plan.editions,
        pk__gt=plan.last_attempt,
        status=Attempt.Status.MARKED,
        started_at__lte=plan.made_at,
    )


def chunk(plan: Plan, size: int, *, held: bool = False) -> list[Row]:
    """The next attempts. `held`: nobody overrides their marks meanwhile."""
    rows = waiting(plan).order_by("pk")
    rows = rows.select_for_update() if held else rows
    return list(rows.values_list("pk", "user_id", "edition_id", "paper")[:size])


def row_of(attempt: Attempt) -> Row:
    return attempt.pk, attempt.user_id, attempt.edition_id, attempt.paper


def found(plan: Plan, rows: list[Row], *, keep_passed: bool) -> Iterator[Change]:
    """Attempts whose marks differ afterwards. Three queries, whatever the number of rows."""
    key = plan.item.key
    asked = [row for row in rows if any(one["item"] == key for one in row[3]["questions"])]
    answers, marks = _facts([row[0] for row in asked], key)
    editions = Edition.objects.defer("pool").in_bulk({row[2] for row in asked})
    versions = texts.of(plan.versions.values())
    for attempt, user, edition_pk, paper in asked:
        edition = editions[edition_pk]
        version = versions.get(plan.versions.get(edition.language, 0))
        if version is None:
            continue
        before = Marked.from_json(marks[attempt])
        after = regraded(
            before,
            key,
            plan.policy,
            _anew(paper, key, version, answers[attempt]) if plan.policy in WITH_KEY else None,
            edition.rules["pass_mark"],
            keep_passed=keep_passed,
        )
        if after != before:
            yield Change(attempt, user, edition, before, after)


def _anew(paper: dict[str, Any], key: str, version: ItemVersion, answer: Any) -> Fraction | None:
    row = next(one for one in paper["questions"] if one["item"] == key)
    grade = grade_question(queries.asked_as(row, version), answer)
    return None if grade.needs_person else grade.fraction


def _facts(pks: list[int], key: str) -> tuple[dict[int, Any], dict[int, dict[str, Any]]]:
    """The answer to the question and the effective marks of each attempt: the last marking event counts."""
    answers: dict[int, Any] = {}
    marks: dict[int, dict[str, Any]] = {}
    kinds = [AttemptEvent.Kind.SUBMITTED, *attempts.MARKING]
    rows = AttemptEvent.objects.filter(attempt__in=pks, kind__in=kinds).order_by("pk")
    for attempt, kind, data in rows.values_list("attempt", "kind", "data"):
        if kind == AttemptEvent.Kind.SUBMITTED:
            answers[attempt] = data["answers"].get(key)
        else:
            marks[attempt] = data
    return answers, marks
