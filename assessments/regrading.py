"""Regrading as a reviewed change: look first, decide with a reason, then apply in chunks that can be resumed.

Nothing is overwritten: each changed attempt gets an event beside the machine's mark. A pass that turns into a
fail never takes back a completed step or a certificate; whether the attempt itself stays passed is decided and
recorded with the regrade.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from wagtail import hooks

from accounts.models import User
from assessments import changes, queries
from assessments.changes import Change, Row
from assessments.models import (
    Attempt,
    AttemptEvent,
    Item,
    ItemVersion,
    QuizPage,
    Regrade,
    RegradeLook,
)
from courses.models import CourseCompletion
from courses.progress import complete_step, course_of

CHUNK = 1000
EXAMPLES = 50  # attempts named in a look, each way
# Rooms above say how many certificates for a course stand behind people: count(course_key, users) -> int.
CERTIFICATES_HOOK = "count_certificates_of_course"


class RegradeRunning(Exception):
    """This question is being regraded already."""


class DecidedAlready(Exception):
    """This look has led to a regrade: `regrade`."""

    def __init__(self, regrade: Regrade) -> None:
        super().__init__(regrade.pk)
        self.regrade = regrade


class NothingToGradeWith(LookupError):
    """The question has no live text."""


def live_texts(item: Item) -> dict[str, int]:
    """The version whose key counts now, by language. Raises NothingToGradeWith."""
    rows = ItemVersion.objects.filter(item=item, live=True).values_list("language", "pk")
    found = dict(rows)
    if not found:
        raise NothingToGradeWith(item.key)
    return found


def look(
    *,
    item: Item,
    policy: str,
    versions: Mapping[str, int] | None = None,
    by: User | None,
    now: datetime,
) -> RegradeLook:
    """Begin a dry run with the live keys, or those of other `versions`. Raises NothingToGradeWith."""
    trial = RegradeLook(
        item=item,
        policy=policy,
        versions=dict(versions or live_texts(item)),
        editions=changes.editions_with(item.key),
        asked_by=by,
        asked_at=now,
    )
    trial.total = changes.waiting(trial).count()
    trial.save()
    return trial


def look_chunk(*, pk: int, now: datetime) -> bool:
    """Look at the next attempts. False when all were seen. Safe to repeat and to kill."""
    with transaction.atomic():
        trial = (
            RegradeLook.objects.select_for_update(of=("self",)).select_related("item").get(pk=pk)
        )
        if trial.done_at:
            return False
        rows = changes.chunk(trial, CHUNK)
        crossing: dict[str, list[Change]] = {"up": [], "down": []}
        for change in changes.found(trial, rows, keep_passed=False):
            trial.changed += 1
            if change.up or change.down:
                crossing["up" if change.up else "down"].append(change)
        _note(trial, crossing)
        _advance(trial, rows, now)
        trial.save()
    return bool(rows)


def _note(trial: RegradeLook, crossing: Mapping[str, Sequence[Change]]) -> None:
    trial.up += len(crossing["up"])
    trial.down += len(crossing["down"])
    for way, found in crossing.items():
        named = trial.examples.get(way, [])
        trial.examples[way] = [*named, *(one.attempt for one in found)][:EXAMPLES]
    falling: dict[tuple[UUID, str], set[int]] = defaultdict(set)
    for change in crossing["down"]:
        falling[change.edition.quiz_key, change.edition.language].add(change.user)
    for (quiz_key, language), users in falling.items():
        page = queries.quiz_page(quiz_key, language)
        if page:
            course = course_of(page).course_key
            done = CourseCompletion.objects.filter(
                enrolment__course_key=course, enrolment__user__in=users
            )
            trial.completions += done.values("enrolment__user").distinct().count()
            for count in hooks.get_hooks(CERTIFICATES_HOOK):
                trial.certificates += count(course, users)


def _advance(plan: changes.Plan, rows: list[Row], now: datetime) -> None:
    if rows:
        plan.seen += len(rows)
        plan.last_attempt = rows[-1][0]
    else:
        plan.done_at = now


def decide(
    *,
    item: Item,
    policy: str,
    keep_passed: bool,
    reason: str,
    by: User | None,
    now: datetime,
    seen: RegradeLook | None = None,
) -> Regrade:
    """Freeze what is to be done, with the keys that were `seen` in a dry run or else the live ones.

    Raises RegradeRunning, DecidedAlready or NothingToGradeWith.
    """
    regrade = Regrade(
        item=item,
        policy=policy,
        versions=seen.versions if seen else live_texts(item),
        editions=changes.editions_with(item.key),
        look=seen,
        keep_passed=keep_passed,
        reason=reason,
        decided_by=by,
        decided_at=now,
    )
    regrade.total = changes.waiting(regrade).count()
    try:
        with transaction.atomic():
            regrade.save()
    except IntegrityError as error:
        before = Regrade.objects.filter(look=seen).first() if seen else None
        raise DecidedAlready(before) if before else RegradeRunning(item.key) from error
    return regrade


def run_chunk(*, pk: int, now: datetime) -> bool:
    """Apply the next attempts, in one transaction with the note how far it came. False when all are done.

    Safe to repeat and to kill: what was not committed is done again, what was is not.
    """
    with transaction.atomic():
        held = Regrade.objects.select_for_update(of=("self",)).select_related("item")
        regrade = held.get(pk=pk)
        if regrade.done_at:
            return False
        rows = changes.chunk(regrade, CHUNK, held=True)
        regrade.changed += _apply(regrade, rows, now)
        _advance(regrade, rows, now)
        regrade.save(update_fields=["changed", "seen", "last_attempt", "done_at"])
    return bool(rows)


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
                regrade.changed += _apply(regrade, [changes.row_of(attempt)], now)
                regrade.save(update_fields=["changed"])


def _apply(regrade: Regrade, rows: list[Row], now: datetime) -> int:
    found = list(changes.found(regrade, rows, keep_passed=regrade.keep_passed))
    AttemptEvent.objects.bulk_create(
        AttemptEvent(
            attempt_id=change.attempt,
            kind=AttemptEvent.Kind.REGRADED,
            at=now,
            by_id=regrade.decided_by_id,
            regrade_id=regrade.pk,
            data=change.after.to_json(),
        )
        for change in found
    )
    alike: dict[tuple[float, bool], list[int]] = defaultdict(list)
    for change in found:
        alike[change.after.percent, change.after.passed].append(change.attempt)
    for (percent, passed), pks in alike.items():
        Attempt.objects.filter(pk__in=pks).update(percent=percent, passed=passed)
    _complete([change for change in found if change.up], now)
    return len(found)


def _complete(risen: list[Change], now: datetime) -> None:
    """Who passes now has done the step. The quiz is looked up once for all of them."""
    people = User.objects.in_bulk({change.user for change in risen})
    pages: dict[tuple[UUID, str], QuizPage | None] = {}
    for change in risen:
        key = (change.edition.quiz_key, change.edition.language)
        if key not in pages:
            pages[key] = queries.quiz_page(*key)
        page = pages[key]
        if page:
            complete_step(user=people[change.user], step=page, now=now, graded=page.counts)
