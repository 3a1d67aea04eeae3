"""Whether a signed text is, word for word, one that was signed here for this certificate.

Of each text its fingerprint is kept, also after the holder's account was deleted and the text with it.
"""

import base64
import hashlib
import json
from typing import Any, Literal

from certificates import credential, keys, offline
from certificates.credential import Document
from certificates.models import Certificate, Credential, SigningKey

Form = Literal["json", "jwt", "offline"]
_DEEPEST = 40


class TooDeep(ValueError):
    """Lists in lists in lists: nothing that was signed here."""


def prints_of(*, document: Document, token: str, payload: str) -> dict[Form, str]:
    """What is kept of the three forms of one credential."""
    return {
        "json": print_of(document),
        "jwt": print_of(token) if token else "",
        "offline": print_of(payload),
    }


def was_signed_here(certificate: Certificate, form: Form, shown: Document | str) -> bool:
    row: Credential | None = getattr(certificate, "credential", None)
    kept = row.prints.get(form) if row else None
    try:
        return bool(kept) and print_of(shown) == kept
    except (TooDeep, ValueError):
        return False


def print_of(shown: Document | str) -> str:
    """The same for JSON whose names were reordered or whose lists of one were unwrapped. Raises ValueError."""
    text = shown if isinstance(shown, str) else json.dumps(_unwrapped(shown), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def issuer_of(document: Document) -> object:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def claims_of(token: object) -> Document | None:
    """What a token says; nothing is proven yet. None if it is no such token."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def is_key_of_ours(name: bytes) -> bool:
    """Whether an offline payload names one of our keys by the first bytes of its hash."""
    rows = SigningKey.objects.filter(algorithm=keys.Algorithm.ED25519)
    return any(
        offline.key_id(credential.from_multikey(public)) == name
        for public in rows.values_list("public", flat=True)
    )


def _unwrapped(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise TooDeep
    if isinstance(value, list):
        parts = [_unwrapped(one, depth + 1) for one in value]
        return parts[0] if len(parts) == 1 else parts
    if isinstance(value, dict):
        return {name: _unwrapped(part, depth + 1) for name, part in value.items()}
    return value
