"""A quiz as it was promised to those who start it: rules and pool, frozen in one row and never changed."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from assessments.models import Edition
from assessments.rules import Rules, digest

MOST = 200  # kept in the process; the digest says everything about them

_kept: OrderedDict[tuple[UUID, str, str], Edition] = OrderedDict()


def frozen(
    *, quiz_key: UUID, language: str, rules: Rules, pool: Sequence[Any], now: datetime
) -> Edition:
    """The edition with exactly these rules and this pool, made when there is none. Safe to repeat."""
    key = (quiz_key, language, digest(rules, pool))
    found = _kept.get(key)
    if found:
        return found
    edition, made = Edition.objects.get_or_create(
        quiz_key=quiz_key,
        language=language,
        digest=key[2],
        defaults={"rules": rules.to_json(), "pool": pool, "created_at": now},
    )
    if not made:  # a new one may still be rolled back
        _kept[key] = edition
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return edition


def forget() -> None:
    """For those who take the database back: tests."""
    _kept.clear()
