"""Hands normalised statements to a record store, if there is one. The database is the queue."""

import base64
import http.client
import json
import logging
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from h5p.models import ActivityResult

log = logging.getLogger(__name__)


class StoreAway(Exception):
    """The record store does not answer, or not now; the statements stay where they are."""


def forward(*, now: datetime, limit: int = 100) -> int:
    """Sends what has not been sent, oldest first. Returns how many results went. Safe to repeat: ids never change.

    Raises StoreAway. What the store refuses for good is logged and not sent again.
    """
    if not settings.XAPI_ENDPOINT:
        return 0
    waiting = ActivityResult.objects.filter(forwarded_at=None).order_by("pk")
    count = 0
    for pk, statements in waiting.values_list("pk", "statements")[:limit]:
        status = _post(statements)
        if status >= 500 or status in (401, 403, 404, 408, 429):
            raise StoreAway(str(status))
        if status >= 400 and status != 409:
            log.error("The record store refused the statements of result %s: %s", pk, status)
        ActivityResult.objects.filter(pk=pk).update(forwarded_at=now)
        count += 1
    return count


def _post(statements: list[object]) -> int:
    address = urlsplit(settings.XAPI_ENDPOINT.rstrip("/") + "/statements")
    secure = address.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=10)
    credentials = f"{settings.XAPI_KEY}:{settings.XAPI_SECRET}".encode()
    headers = {
        "Content-Type": "application/json",
        "X-Experience-API-Version": "1.0.3",
        "Authorization": "Basic " + base64.b64encode(credentials).decode(),
    }
    try:
        connection.request("POST", address.path, json.dumps(statements), headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise StoreAway(type(error).__name__) from error
    finally:
        connection.close()
