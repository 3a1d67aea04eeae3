"""A person's word about one answer, over what the machine, the markers or a regrade gave. With a reason, for ever."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from accounts.models import User
from assessments import attempts
from assessments.models import Attempt, AttemptEvent
from assessments.policies import Marked, overridden
from assessments.rules import Rules


class NotMarkedYet(Exception):
    """Only a marked attempt has a mark to change."""


class NotCounted(Exception):
    """The question was dropped for everybody, or is not on this paper."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the marks since they were looked at."""


class PassAtStake(Exception):
    """The pass would be lost: say whether it stands."""


@dataclass(frozen=True)
class Override:
    """`percent` of the question's mark. `keep_passed` None: no choice was made yet."""

    item: str
    percent: int
    reason: str
    keep_passed: bool | None = None


def last_marking(attempt: Attempt) -> AttemptEvent:
    """The event whose marks count now."""
    event = attempt.events.filter(kind__in=attempts.MARKING).order_by("pk").last()
    if event is None:
        raise NotMarkedYet
    return event


def override(
    *, attempt: Attempt, change: Override, seen: int, by: User, now: datetime
) -> AttemptEvent:
    """`seen` is the event whose marks the person looked at: a form sent twice changes nothing twice.

    A fail that becomes a pass completes the step. A pass that becomes a fail takes back neither step nor
    certificate; whether the attempt stays passed is chosen and recorded.
    Raises NotMarkedYet, NotCounted, ChangedMeanwhile or PassAtStake; then nothing is written.
    """
    with transaction.atomic():
        Attempt.objects.select_for_update().get(pk=attempt.pk)
        attempt = Attempt.objects.select_related("edition", "user").get(pk=attempt.pk)
        if attempt.status != Attempt.Status.MARKED:
            raise NotMarkedYet
        last = last_marking(attempt)
        if last.pk != seen:
            raise ChangedMeanwhile
        before = Marked.from_json(last.data)
        after = _after(attempt, before, change)
        event = attempts.record(
            attempt, AttemptEvent.Kind.OVERRIDDEN, now, by=by, data=_told(before, after, change)
        )
        Attempt.objects.filter(pk=attempt.pk).update(percent=after.percent, passed=after.passed)
        if after.passed and not before.passed:
            attempts.complete(attempt, now)
    return event


def _after(attempt: Attempt, before: Marked, change: Override) -> Marked:
    if before.questions.get(change.item) is None:
        raise NotCounted
    pass_mark = Rules(**attempt.edition.rules).pass_mark
    fraction = Fraction(change.percent, 100)
    strict = overridden(before, change.item, fraction, pass_mark, keep_passed=False)
    if before.passed and not strict.passed and change.keep_passed is None:
        raise PassAtStake
    return overridden(
        before, change.item, fraction, pass_mark, keep_passed=change.keep_passed is True
    )


def _told(before: Marked, after: Marked, change: Override) -> dict:
    choice = {} if change.keep_passed is None else {"keep_passed": change.keep_passed}
    return {
        **after.to_json(),
        "item": change.item,
        "before": str(before.questions[change.item]),
        "reason": change.reason,
        **choice,
    }
