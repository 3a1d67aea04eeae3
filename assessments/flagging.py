"""The inbox of questions to look at: raised at night from the statistics, closed by a person's decision."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.models import Item, ItemFlag, ItemStatistics, ItemVersion
from assessments.questions import kind_for
from assessments.statistics import LEAST_FOR_FLAGS, Tally, flags, loaded

NEW_EVIDENCE = 1.5  # times the answers a decision was taken on
REVIEW = "review-overdue"
ATTRACTIVE = 0.2  # of the upper third


class DecidedAlready(Exception):
    """Somebody else has closed this flag."""


class NoReason(Exception):
    """A decision says why."""


def raise_all(*, now: datetime) -> int:
    """Look at every question that is asked. Safe to repeat: an open flag is raised once. Returns how many are new."""
    rows = ItemStatistics.objects.filter(item__retired_at__isnull=True).select_related("item")
    found = sum(_raise(row, now) for row in rows.iterator() if row.epoch == row.item.epoch)
    overdue = Item.objects.filter(retired_at__isnull=True, review_due__lt=now.date())
    return found + sum(_remind(item, now) for item in overdue.iterator())


def _remind(item: Item, now: datetime) -> int:
    """Of a review that was due: once, and after a decision only when a later day has passed too."""
    reminders = ItemFlag.objects.filter(item=item, reason=REVIEW)
    decided_since = reminders.filter(raised_at__date__gt=item.review_due)
    if decided_since.exists() or reminders.filter(decided_at__isnull=True).exists():
        return 0
    ItemFlag.objects.create(item=item, epoch=item.epoch, reason=REVIEW, answers=0, raised_at=now)
    return 1


def _raise(row: ItemStatistics, now: datetime) -> int:
    tally = loaded(Tally, row.sums)
    before = {flag.reason: flag for flag in _flags_of(row)}
    new = 0
    for reason in [*flags(tally), *suspicions(tally, right_responses(row.item))]:
        last = before.get(reason)
        if last and (last.decided_at is None or tally.n < NEW_EVIDENCE * last.answers):
            continue
        _flag, made = ItemFlag.objects.get_or_create(
            item=row.item,
            epoch=row.epoch,
            reason=reason,
            decided_at=None,
            defaults={"answers": tally.n, "raised_at": now},
        )
        new += made
    return new


def _flags_of(row: ItemStatistics) -> Iterator[ItemFlag]:
    """Oldest first: the last one of a reason counts."""
    yield from ItemFlag.objects.filter(item=row.item, epoch=row.epoch).order_by("pk")


def right_responses(item: Item) -> dict[str, str]:
    """The right response of each part; empty where it differs from paper to paper or only a person can say."""
    version = ItemVersion.objects.filter(item=item, live=True).first()
    if version is None:
        return {}
    kind = kind_for(version.kind, version.body)
    one, two = (
        dict(kind.responses(version.body, kind.key(version.body, seed), seed)) for seed in (1, 2)
    )
    return one if one == two else {}


def suspicions(tally: Tally, right: dict[str, str]) -> list[str]:
    """What the upper third says about a key: it prefers another response, or many of it choose a wrong one."""
    found: set[str] = set()
    if tally.n < LEAST_FOR_FLAGS:
        return []
    for part, wanted in right.items():
        shares = dict(tally.distractors(part))
        best = shares.get(wanted, [0.0, 0.0, 0.0])[2]
        for response, (low, _middle, high) in shares.items():
            if response in ("", wanted):
                continue
            if high > best:
                found.add("key-suspected")
            elif high >= ATTRACTIVE and high >= low:
                found.add("best-choose-wrong")
    return sorted(found)


def decide(*, flag: ItemFlag, decision: str, because: str, by: User, now: datetime) -> None:
    """Close a flag; retiring retires the question too. Raises NoReason or DecidedAlready."""
    if not because.strip():
        raise NoReason
    with transaction.atomic():
        closed = ItemFlag.objects.filter(pk=flag.pk, decided_at__isnull=True).update(
            decision=decision, because=because.strip(), decided_by=by, decided_at=now
        )
        if not closed:
            raise DecidedAlready
        if decision == ItemFlag.Decision.RETIRE:
            Item.objects.filter(pk=flag.item_id, retired_at__isnull=True).update(retired_at=now)
