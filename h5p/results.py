"""Attempts at activities and what came of them. The browser says what was answered; the server says what it is worth."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import User
from courses import progress
from h5p import player, scoring, strictjson, xapi
from h5p.models import (
    Activity,
    ActivityAttempt,
    ActivityPage,
    ActivityResult,
    Policy,
    Trust,
)

MAX_BYTES = 256 * 1024
MAX_STATE = 64 * 1024
MAX_REPORTS = 300
PER_MINUTE = 60
GRADED = (Trust.SEALED, Trust.REGRADED)


class Refused(Exception):
    """A post that cannot be what this attempt's activity reports. The reason is one word."""


class NoAttemptLeft(Exception):
    """All attempts that the step allows have been used."""


class AttemptClosed(Exception):
    """The attempt was handed in already, or belongs to an older version."""


@dataclass(frozen=True)
class Standing:
    """What counts so far. `passed` is False as long as nothing graded by the server counts."""

    raw: int | float | None
    maximum: int | float | None
    trust: str
    passed: bool
    tries: int

    @property
    def percent(self) -> int | None:
        return int(100 * (self.raw or 0) // self.maximum) if self.maximum else None


def begin(
    *, user: User, activity: Activity, step: ActivityPage | None, now: datetime, anew: bool = False
) -> ActivityAttempt:
    """The open attempt, or a new one. Raises NoAttemptLeft. Safe to repeat."""
    version = activity.current
    if version is None:
        raise LookupError("version")
    key = step.translation_key if step else None
    mine = ActivityAttempt.objects.filter(user=user, activity=activity, step_key=key)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        sealed = bool(step and step.sealed and version.sealable)
        open_ = mine.filter(closed_at=None).order_by("-number").first()
        if open_ and open_.version_id == version.pk and open_.sealed == sealed and not anew:
            return open_
        if step and step.attempts and tries(mine) >= step.attempts:
            raise NoAttemptLeft
        mine.filter(closed_at=None).update(closed_at=now)
        last = mine.aggregate(last=Max("number"))["last"] or 0
        return ActivityAttempt.objects.create(
            user=user, activity=activity, version=version, step_key=key, number=last + 1,
            seed=player.new_seed(), sealed=sealed, started_at=now,
        )  # fmt: skip


def tries(attempts: "QuerySet[ActivityAttempt]") -> int:
    return ActivityResult.objects.filter(attempt__in=attempts, final=True).count()


def keep_state(*, attempt: ActivityAttempt, state: str) -> None:
    """Where she is in the activity; only ever given back to herself. Raises Refused."""
    if len(state) > MAX_STATE:
        raise Refused("state")
    try:
        strictjson.loads(state.encode("utf-8", "replace") or b"null")
    except strictjson.BadJson:
        raise Refused("state") from None
    ActivityAttempt.objects.filter(pk=attempt.pk, closed_at=None).update(state=state)


def record(
    *, attempt: ActivityAttempt, tree: Any, final: bool, step: ActivityPage | None, now: datetime
) -> ActivityResult:
    """Stores a report and its score; completes the step when that is enough. Safe to repeat.

    Raises Refused, AttemptClosed, NoAttemptLeft; then nothing is stored.
    """
    digest = hashlib.sha256(strictjson.dumps([tree, final]).encode()).hexdigest()
    with transaction.atomic():
        attempt = ActivityAttempt.objects.select_for_update(of=("self",)).select_related(
            "version__activity", "version__library", "user"
        ).get(pk=attempt.pk)  # fmt: skip
        if found := attempt.results.filter(tree_sha256=digest).first():
            return found
        _check_room(attempt, final, step, now)
        result = _grade(attempt, tree, now)
        result.tree_sha256, result.final = digest, final
        result.save()
        if final and attempt.sealed:
            ActivityAttempt.objects.filter(pk=attempt.pk).update(closed_at=now, state="")
    if step and standing(user=attempt.user, step=step).passed:
        progress.complete_step(user=attempt.user, step=step, now=now)
    return result


def _check_room(
    attempt: ActivityAttempt, final: bool, step: ActivityPage | None, now: datetime
) -> None:
    if attempt.closed_at or attempt.version_id != attempt.version.activity.current_id:
        raise AttemptClosed
    if attempt.results.count() >= MAX_REPORTS:
        raise Refused("many")
    recent = ActivityResult.objects.filter(
        attempt__user=attempt.user_id, received_at__gt=now - timedelta(minutes=1)
    )
    if recent.count() >= PER_MINUTE:
        raise Refused("often")
    if final and step and step.attempts:
        mine = ActivityAttempt.objects.filter(
            user=attempt.user_id, activity=attempt.activity_id, step_key=attempt.step_key
        )
        if tries(mine) >= step.attempts:
            raise NoAttemptLeft


def _grade(attempt: ActivityAttempt, tree: Any, now: datetime) -> ActivityResult:
    version = attempt.version
    try:
        answer = xapi.read_tree(tree)
        outcome = scoring.grade(
            version.library.version, player.paper(version, attempt.seed), answer
        )
    except scoring.NotScorable:
        outcome = None
    except (xapi.BadTree, scoring.BadResponse, scoring.UnknownPart) as bad:
        raise Refused(str(bad)) from None
    graded = Trust.SEALED if attempt.sealed else Trust.REGRADED
    return ActivityResult(
        attempt=attempt, received_at=now, tree=tree, scoring=scoring.SCORING_VERSION,
        trust=graded if outcome else Trust.REPORTED, seconds=_seconds(tree),
        raw=outcome.raw if outcome else None, maximum=outcome.maximum if outcome else None,
        parts=[[part, response, s.raw, s.maximum] for part, response, s in outcome.tasks]
        if outcome else [],
        reported_raw=answer.reported_raw, reported_maximum=answer.reported_max,
        statements=_statements(attempt, tree, outcome, now),
    )  # fmt: skip


def _seconds(tree: Any) -> int:
    return min(int(xapi.seconds(tree["statement"]) or 0), 24 * 3600)


def _statements(
    attempt: ActivityAttempt, tree: Any, outcome: scoring.Outcome | None, now: datetime
) -> list[dict[str, Any]]:
    version = attempt.version
    scores: dict[str, tuple[float, float]] = {}
    if outcome:
        scores = {part: (s.raw, s.maximum) for part, _, s in outcome.tasks}
        scores[""] = (outcome.raw, outcome.maximum)
    speaker = xapi.Speaker(
        home=settings.SITE_URL, pseudonym=str(attempt.user.pseudonym),
        activity=f"{settings.SITE_URL}/h5p/activity/{version.activity.key}",
        title=version.activity.title, language=version.language or "und",
    )  # fmt: skip
    return xapi.normalise(tree, speaker, stored=now.isoformat(), scores=scores)


def standing(*, user: User, step: ActivityPage) -> Standing:
    """By the step's policy. Only what the server graded can pass."""
    results = list(
        ActivityResult.objects.filter(
            attempt__user=user, attempt__step_key=step.translation_key, trust__in=GRADED
        )
        .order_by("received_at", "pk")
        .values_list("raw", "maximum", "trust", "final")
    )
    finals = [row for row in results if row[3]]
    # where attempts are limited, what was tried on the way does not count: else they were not limited
    counted = _counted(step.policy, finals if step.attempts else results, finals)
    if counted is None:
        return Standing(None, None, "", False, len(finals))
    raw, maximum, trust, _final = counted
    passed = bool(maximum) and 100 * (raw or 0) >= step.pass_mark * (maximum or 0)
    return Standing(raw, maximum, trust, passed, len(finals))


def _counted(policy: str, results: list[Any], finals: list[Any]) -> Any:
    if policy == Policy.BEST:
        return max(results, key=lambda row: (row[0] or 0) / (row[1] or 1), default=None)
    if policy == Policy.FIRST:
        return finals[0] if finals else None
    return finals[-1] if finals else None


def read_post(body: bytes) -> dict[str, Any]:
    """Raises Refused."""
    if len(body) > MAX_BYTES + MAX_STATE:
        raise Refused("size")
    try:
        data = strictjson.loads(body, max_depth=40, duplicates=True)
    except strictjson.BadJson:
        raise Refused("json") from None
    if not isinstance(data, dict):
        raise Refused("shape")
    if len(json.dumps(data.get("tree"))) > MAX_BYTES:
        raise Refused("size")
    return data
