"""The table of councils' rules as this installation has it, applied to what is about to be certified."""

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from certificates import cpd


def awarded(*, user: User, course: str, minutes: int, day: date) -> list[dict[str, Any]]:
    """As it is frozen on the certificate. Raises cpd.BadRules."""
    found = cpd.awards(
        rules(settings.CPD_RULES),
        country=user.country,
        cadre=user.cadre,
        course=course,
        minutes=minutes,
        day=day,
    )
    return [asdict(one) for one in found]


@lru_cache(maxsize=2)
def rules(path: str) -> tuple[cpd.Rule, ...]:
    return cpd.read(Path(path).read_text(encoding="utf-8"))
