"""Regrading as a reviewed change: look first, decide with a reason, then apply in chunks that can be resumed.

Nothing is overwritten: each changed attempt gets an event beside the machine's mark. A pass that turns into a
fail never takes back a completed step or a certificate; whether the attempt itself stays passed is decided and
recorded with the regrade.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from assessments import attempts, queries
from assessments.grading import Asked, grade_question
from assessments.models import Attempt, AttemptEvent, Edition, Item, ItemVersion, Regrade
from assessments.policies import Marked, regraded
from assessments.rules import Rules

CHUNK = 500


class RegradeRunning(Exception):
    """This question is being regraded already."""


class NothingToGradeWith(LookupError):
    """The question has no live text."""


@dataclass
class Outlook:
    """What a regrade would do."""

    attempts: int = 0
    changed: int = 0
    fail_to_pass: list[int] = field(default_factory=list)
    pass_to_fail: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Change:
    attempt: Attempt
    before: Marked
    after: Marked


def live_texts(item: Item) -> dict[str, int]:
    """The version whose key counts now, by language. Raises NothingToGradeWith."""
    rows = ItemVersion.objects.filter(item=item, live=True).values_list("language", "pk")
    found = dict(rows)
    if not found:
        raise NothingToGradeWith(item.key)
    return found


def look(*, item: Item, policy: str, keep_passed: bool) -> Outlook:
    """Dry run: nothing is written."""
    trial = Regrade(item=item, policy=policy, keep_passed=keep_passed, versions=live_texts(item))
    outlook, last = Outlook(), 0
    while chunk := _chunk(trial, last):
        last = chunk[-1].pk
        outlook.attempts += len(chunk)
        for change in _changes(trial, chunk):
            outlook.changed += 1
            if change.after.passed and not change.before.passed:
                outlook.fail_to_pass.append(change.attempt.pk)
            if change.before.passed and not change.after.passed:
                outlook.pass_to_fail.append(change.attempt.pk)
    return outlook


def decide(
    *, item: Item, policy: str, keep_passed: bool, reason: str, by: User | None, now: datetime
) -> Regrade:
    """Freeze what is to be done. Raises RegradeRunning or NothingToGradeWith."""
    try:
        with transaction.atomic():
            return Regrade.objects.create(
                item=item,
                policy=policy,
                keep_passed=keep_passed,
                reason=reason,
                versions=live_texts(item),
                decided_by=by,
                decided_at=now,
            )
    except IntegrityError as error:
        raise RegradeRunning(item.key) from error


def run_chunk(*, pk: int, now: datetime) -> bool:
    """Apply the next attempts, in one transaction with the note how far it came. False when all are done.

    Safe to repeat and to kill: what was not committed is done again, what was is not.
    """
    with transaction.atomic():
        regrade = Regrade.objects.select_for_update().get(pk=pk)
        if regrade.done_at:
            return False
        chunk = _chunk(regrade, regrade.last_attempt, held=True)
        if not chunk:
            regrade.done_at = now
            regrade.save(update_fields=["done_at"])
            return False
        regrade.changed += _apply(regrade, chunk, now)
        regrade.last_attempt = chunk[-1].pk
        regrade.save(update_fields=["changed", "last_attempt"])
    return True


def catch_up(*, attempt: Attempt, now: datetime) -> None:
    """An attempt that was marked after a regrade had passed by gets it now. Safe to repeat.

    Each regrade's row is held before it is asked how far it came, so that a chunk under way and this do not miss
    each other. One decided after this looked meets the attempt as it is marked by then. What waits for a person
    gets it when she is done.
    """
    if attempt.status == Attempt.Status.WAITING:
        return
    asked = {row["item"] for row in attempt.paper["questions"]}
    decided = Regrade.objects.filter(decided_at__gte=attempt.started_at).order_by("pk")
    for pk in [pk for pk, item in decided.values_list("pk", "item__key") if item in asked]:
        with transaction.atomic():
            regrade = Regrade.objects.select_for_update().get(pk=pk)
            passed_by = regrade.done_at is not None or regrade.last_attempt >= attempt.pk
            if passed_by and not attempt.events.filter(regrade=regrade).exists():
                regrade.changed += _apply(regrade, [attempt], now)
                regrade.save(update_fields=["changed"])


def _chunk(regrade: Regrade, after: int, *, held: bool = False) -> list[Attempt]:
    """The next marked attempts whose paper may hold the question; the pool of their edition tells.

    `held`: nobody overrides their marks meanwhile.
    """
    editions = [
        pk
        for pk, pool in Edition.objects.values_list("pk", "pool")
        if any(row[0] == regrade.item.key for row in pool)
    ]
    rows = Attempt.objects.filter(edition__in=editions, pk__gt=after, status=Attempt.Status.MARKED)
    rows = rows.select_for_update(of=("self",)) if held else rows
    return list(rows.select_related("edition", "user").order_by("pk")[:CHUNK])


def _apply(regrade: Regrade, chunk: list[Attempt], now: datetime) -> int:
    changes = list(_changes(regrade, chunk))
    AttemptEvent.objects.bulk_create(
        AttemptEvent(
            attempt=change.attempt,
            kind=AttemptEvent.Kind.REGRADED,
            at=now,
            by=regrade.decided_by,
            regrade=regrade,
            data=change.after.to_json(),
        )
        for change in changes
    )
    alike: dict[tuple[float, bool], list[int]] = defaultdict(list)
    for change in changes:
        alike[change.after.percent, change.after.passed].append(change.attempt.pk)
    for (percent, passed), pks in alike.items():
        Attempt.objects.filter(pk__in=pks).update(percent=percent, passed=passed)
    for change in changes:
        if change.after.passed and not change.before.passed:
            attempts.complete(change.attempt, now)
    return len(changes)


def _changes(regrade: Regrade, chunk: list[Attempt]) -> Iterator[_Change]:
    """Attempts whose marks differ afterwards."""
    facts = _facts(chunk)
    versions = ItemVersion.objects.in_bulk(regrade.versions.values())
    key = regrade.item.key
    for attempt in chunk:
        row = next((r for r in attempt.paper["questions"] if r["item"] == key), None)
        version = versions.get(regrade.versions.get(attempt.edition.language))
        if row is None or version is None:
            continue
        answers, before = facts[attempt.pk]
        anew = _graded(queries.asked_as(row, version), answers.get(key))
        rules = Rules(**attempt.edition.rules)
        after = regraded(
            before, key, regrade.policy, anew, rules.pass_mark, keep_passed=regrade.keep_passed
        )
        if after != before:
            yield _Change(attempt, before, after)


def _graded(asked: Asked, answer: Any) -> Fraction | None:
    grade = grade_question(asked, answer)
    return None if grade.needs_person else grade.fraction


def _facts(chunk: list[Attempt]) -> dict[int, tuple[dict[str, Any], Marked]]:
    """Answers and effective marks of each attempt: the last marking event counts. One query."""
    answers: dict[int, dict[str, Any]] = {}
    marked: dict[int, Marked] = {}
    kinds = [AttemptEvent.Kind.SUBMITTED, *attempts.MARKING]
    rows = AttemptEvent.objects.filter(attempt__in=chunk, kind__in=kinds).order_by("pk")
    for attempt, kind, data in rows.values_list("attempt", "kind", "data"):
        if kind == AttemptEvent.Kind.SUBMITTED:
            answers[attempt] = data["answers"]
        else:
            marked[attempt] = Marked.from_json(data)
    return {attempt.pk: (answers[attempt.pk], marked[attempt.pk]) for attempt in chunk}
