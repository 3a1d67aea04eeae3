"""What `manage.py check` says about settings of this room."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core import checks
from django.utils import timezone

from certificates import sealing


@checks.register()
def check_seal(app_configs: Any, **_options: Any) -> Sequence[checks.CheckMessage]:
    """A seal that is wanted can be applied, also next month."""
    if not sealing.is_wanted():
        return []
    try:
        last = sealing.last_day()
    except sealing.BadSeal as problem:
        return [
            checks.Error(f"Papers cannot be sealed: {problem}", hint="SEAL_FILE, SEAL_PASSWORD")
        ]
    if last < timezone.now() + timedelta(days=30):
        return [checks.Warning(f"The certificate behind the seal ends on {last:%Y-%m-%d}.")]
    return []
