"""Papers that a device kept while there was no connection, and hands in later: accepted once, flagged, never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction

from assessments import attempts
from assessments.lateness import Judged, judged
from assessments.models import AnswerMark, Attempt, AttemptEvent

SALT = "assessments.paper"
ID_LENGTH = 40
DECIDED = (
    AttemptEvent.Kind.JUDGED,
    AttemptEvent.Kind.OVERRIDDEN,
    AttemptEvent.Kind.REGRADED,
)


class NoClientId(ValueError):
    """Without a name of its own a submission cannot be told from its repetition."""


@dataclass(frozen=True)
class Claim:
    """What a device says about a paper: its own name for it, the signed paper, the time it counted."""

    client_id: str
    token: str
    elapsed: timedelta | None


def token(attempt: Attempt, now: datetime) -> str:
    """Stands in the page: this paper was issued at this time."""
    return signing.dumps([attempt.pk, now.timestamp()], salt=SALT)


def issued(attempt: Attempt, token: str) -> datetime | None:
    """When the page was issued; None when it is another paper's, or nobody signed it."""
    try:
        pk, timestamp = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return datetime.fromtimestamp(timestamp, UTC) if pk == attempt.pk else None


def arrive(*, attempt: Attempt, answers: attempts.Answers, claim: Claim, now: datetime) -> str:
    """Hand in what a device kept. Safe to repeat: a client id counts once, whatever comes with it later.

    Returns "handed-in" (to be marked now), "kept" (not counted, but on record for a person to look at) or
    "again" (known already). Raises NoClientId.
    """
    if not claim.client_id or len(claim.client_id) > ID_LENGTH:
        raise NoClientId
    with transaction.atomic():
        row = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if row.events.filter(client_id=claim.client_id).exists():
            return "again"
        found = judged(
            issued=issued(row, claim.token),
            elapsed=claim.elapsed,
            arrived=now,
            deadline=row.deadline,
        )
        if row.status == Attempt.Status.OPEN:
            return _close(row, answers, claim, found, now)
        if found.in_time and _closed_by_the_clock(row):
            return _reopen(row, answers, claim, found, now)
        _keep(row, answers, claim, found, now)
    return "kept"


def _told(claim: Claim, found: Judged, now: datetime) -> dict[str, Any]:
    made = found.made_at.isoformat() if found.made_at else None
    return {"made_at": made, "arrived_at": now.isoformat(), "in_time": found.in_time}


def _close(
    row: Attempt, answers: attempts.Answers, claim: Claim, found: Judged, now: datetime
) -> str:
    """The paper is still open: what is in time is handed in, else what was saved in time is."""
    if not found.in_time:
        attempts.submit(attempt=row, answers={}, now=now)
        _keep(row, answers, claim, found, now)
        return "handed-in"
    _hand_in(row, answers, claim, found, now)
    return "handed-in"


def _hand_in(
    row: Attempt, answers: attempts.Answers, claim: Claim, found: Judged, now: datetime
) -> None:
    final = _merged(attempts.saved_answers(row), answers)
    told = {} if found.prompt else {"offline": _told(claim, found, now)}
    attempts.record(
        row,
        AttemptEvent.Kind.SUBMITTED,
        now,
        data={"answers": final, **told},
        client_id=claim.client_id,
    )
    at = found.made_at or now
    submitted_at = min(at, row.deadline) if row.deadline else at
    Attempt.objects.filter(pk=row.pk).update(
        status=Attempt.Status.SUBMITTED,
        submitted_at=max(submitted_at, row.started_at),
        flagged=row.flagged or not found.prompt,
        marked_at=None,
        percent=None,
        passed=None,
    )


def _merged(saved: Mapping[str, Any], answers: attempts.Answers) -> attempts.Answers:
    return {item: one for item, one in {**saved, **answers}.items() if one is not None}


def _closed_by_the_clock(row: Attempt) -> bool:
    """Nobody pressed the button, nobody has decided anything since, and no pass would be put at stake."""
    submitted = row.events.filter(kind=AttemptEvent.Kind.SUBMITTED)
    return (
        not row.passed
        and all(event.data.get("late") for event in submitted)
        and not row.events.filter(kind__in=DECIDED).exists()
        and not AnswerMark.objects.filter(answer__attempt=row).exists()
    )


def _reopen(
    row: Attempt, answers: attempts.Answers, claim: Claim, found: Judged, now: datetime
) -> str:
    """The clock had handed in what was saved; now the rest is here and is marked with it."""
    row.written.all().delete()
    _hand_in(row, answers, claim, found, now)
    return "handed-in"


def _keep(
    row: Attempt, answers: attempts.Answers, claim: Claim, found: Judged, now: datetime
) -> None:
    kept = {"kept": _merged({}, answers), "offline": _told(claim, found, now)}
    attempts.record(row, AttemptEvent.Kind.ARRIVED, now, data=kept, client_id=claim.client_id)
    Attempt.objects.filter(pk=row.pk).update(flagged=True)


@dataclass(frozen=True)
class Late:
    """What a device kept and sent later, as learner and trainer read it."""

    made_at: datetime | None
    arrived_at: datetime
    counted: bool
    kept: Mapping[str, Any]


def told(attempt: Attempt) -> list[Late]:
    """Nothing, without a query, where nothing came late."""
    if not attempt.flagged:
        return []
    return [_late(event) for event in attempt.events.all() if "offline" in event.data]


def _late(event: AttemptEvent) -> Late:
    facts = event.data["offline"]
    made = facts["made_at"]
    return Late(
        made_at=datetime.fromisoformat(made) if made else None,
        arrived_at=datetime.fromisoformat(facts["arrived_at"]),
        counted=event.kind == AttemptEvent.Kind.SUBMITTED,
        kept=event.data.get("kept", {}),
    )
