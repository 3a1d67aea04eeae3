"""What anybody is told who shows a code, a badge, a token or the text of a QR code: one answer, in the same words everywhere.

What is shown is compared with what was signed here: a stolen key that was retired, or a forged date, helps nobody. How to check a
signature without the register, as others must, is in credential.py and offline.py.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates import badges, offline, proving, serial
from certificates.models import Certificate
from certificates.paper import check_url
from certificates.status import state_on

LONGEST = 64 * 1024
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{100,700}")


class Finding(models.TextChoices):
    """The states of a certificate, and what is said when there is none."""

    VALID = "valid", _("This certificate is valid")
    EXPIRED = "expired", _("This certificate has expired")
    SUPERSEDED = "superseded", _("This certificate was replaced")
    REVOKED = "revoked", _("This certificate was revoked")
    NOT_YET = "not_yet", _("This certificate is not valid yet")
    UNKNOWN = "unknown", _("There is no certificate with this code.")
    MISTYPED = (
        "mistyped",
        _(
            "This code is mistyped: a character is wrong or missing. Please compare it with the paper."
        ),
    )
    FORGED = "forged", _("Forged or damaged.")
    FOREIGN = "foreign", _("Not from here.")
    UNREADABLE = "unreadable", _("This is neither a code nor a credential.")


@dataclass(frozen=True)
class Answer:
    """`certificate` only where one was found and what was shown of it is genuine."""

    finding: Finding
    certificate: Certificate | None = None


def about(certificate: Certificate, day: date) -> Answer:
    return Answer(Finding(state_on(certificate, day).value), certificate)


def by_code(code: str, *, day: date) -> Answer:
    """A code as a person types it."""
    return next(by_codes([code], day=day))


def by_codes(codes: Iterable[str], *, day: date) -> Iterator[Answer]:
    """The same for many, in their order, with one query per five hundred."""
    codes = list(codes)
    for start in range(0, len(codes), 500):
        part = [_parsed(code) for code in codes[start : start + 500]]
        rows = Certificate.objects.select_related("replaced_by")
        found = {row.code: row for row in rows.filter(code__in=[one for one in part if one])}
        for one in part:
            if one is None:
                yield Answer(Finding.MISTYPED)
            elif one not in found:
                yield Answer(Finding.UNKNOWN)
            else:
                yield about(found[one], day)


def by_text(shown: str, *, now: datetime) -> Answer:
    """Whatever a person pastes or a camera reads: code, address, QR text, credential, token."""
    text = shown.strip()
    if len(text) > LONGEST:
        return Answer(Finding.UNREADABLE)
    if text.startswith("{"):
        try:
            return by_credential(json.loads(text), now=now)
        except (ValueError, RecursionError):
            return Answer(Finding.UNREADABLE)
    if text.count(".") == 2 and len(text) > 100 and "/" not in text:
        return by_jwt(text, now=now)
    if text.startswith(("http://", "https://")):
        return _by_address(text, now)
    if _PAYLOAD.fullmatch(text):
        return by_offline(text, now=now)
    return by_code(text, day=now.date())


def by_credential(document: Any, *, now: datetime) -> Answer:
    """An Open Badges credential as JSON."""
    if not isinstance(document, dict) or "proof" not in document:
        return Answer(Finding.UNREADABLE)
    if proving.issuer_of(document) != badges.issuer_did():
        return Answer(Finding.FOREIGN)
    certificate = _at(document.get("id"))
    if certificate is None or not proving.was_signed_here(certificate, "json", document):
        return Answer(Finding.FORGED)
    return about(certificate, now.date())


def by_jwt(token: Any, *, now: datetime) -> Answer:
    """The same credential as a signed token."""
    claims = proving.claims_of(token)
    if claims is None:
        return Answer(Finding.UNREADABLE)
    if claims.get("iss") != badges.issuer_did():
        return Answer(Finding.FOREIGN)
    certificate = _at(claims.get("jti"))
    if certificate is None or not proving.was_signed_here(certificate, "jwt", token):
        return Answer(Finding.FORGED)
    return about(certificate, now.date())


def by_offline(payload: Any, *, now: datetime) -> Answer:
    """The signed part of a QR code, behind the # of its address."""
    try:
        key, promise = offline.claim(payload) if isinstance(payload, str) else (b"", None)
    except offline.Unreadable:
        return Answer(Finding.FORGED)
    if promise is None:
        return Answer(Finding.UNREADABLE)
    if not proving.is_key_of_ours(key):
        return Answer(Finding.FOREIGN)
    certificate = _find(promise.code)
    if certificate is None or not proving.was_signed_here(certificate, "offline", payload):
        return Answer(Finding.FORGED)
    return about(certificate, now.date())


def _by_address(text: str, now: datetime) -> Answer:
    """The address in a QR code. A payload under the code of another certificate is a forgery."""
    here = settings.SITE_URL + reverse("check_without_network")
    address, _hash, payload = text.partition("#")
    if not address.startswith(here):
        return Answer(Finding.FOREIGN)
    code = address.removeprefix(here)
    if not payload:
        return by_code(code, day=now.date())
    answer = by_offline(payload, now=now)
    if answer.certificate and code and _parsed(code) != answer.certificate.code:
        return Answer(Finding.FORGED)
    return answer


def _at(address: Any) -> Certificate | None:
    """The certificate whose check page has exactly this address."""
    if not isinstance(address, str) or len(address) > 500 or not _is_plain(address):
        return None
    certificate = _find(urlsplit(address).path.rpartition("/")[2])
    if certificate and address == check_url(certificate):
        return certificate
    return None


def _is_plain(address: str) -> bool:
    return address.isascii() and address.isprintable() and address.startswith(settings.SITE_URL)


def _find(code: str) -> Certificate | None:
    parsed = _parsed(code)
    rows = Certificate.objects.select_related("replaced_by", "credential").order_by()
    return next(iter(rows.filter(code=parsed)), None) if parsed else None


def _parsed(code: Any) -> str | None:
    try:
        return serial.parse(code) if isinstance(code, str) else None
    except serial.Mistyped:
        return None
