"""How often one reader may ask, so that nobody can guess codes or names."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 60


def exceeded(request: HttpRequest, *, action: str, per_minute: int, about: str = "") -> bool:
    """Counts this request; True if it is one too many. `about` narrows the count, e.g. to one code."""
    who = about or get_adapter(request).get_client_ip(request)
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"certificates:{action}:{digest}:{int(time.time() // WINDOW)}"
    if cache.add(key, 1, timeout=WINDOW):
        return False
    try:
        return bool(cache.incr(key) > per_minute)
    except ValueError:  # the window ended between the two calls
        return False
