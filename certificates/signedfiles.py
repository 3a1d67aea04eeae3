"""Files that somebody asks for and the worker makes and signs: the table, and beside it a signed JSON that names its SHA-256."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from accounts.models import User
from certificates import badges, checking, jsonproof, serial, tables, transcript
from certificates.checking import Answer, Finding
from certificates.credential import Document, Refused, from_multikey
from certificates.models import SignedFile, SigningKey

KEPT = timedelta(days=7)
PER_DAY = 20

CHECKED = (
    *("line", "asked", "status", "sentence", "code", "kind", "title", "subject", "version"),
    *("language", "valid_from", "valid_until", "ended_on", "revocation_reason", "public_note"),
    *("replaced_by", "checked_on"),
)


class TooManyFiles(Exception):
    """PER_DAY files were asked for within a day."""


def ask(*, user: User, kind: SignedFile.Kind, question: Any, now: datetime) -> SignedFile:
    """Raises TooManyFiles."""
    recent = SignedFile.objects.filter(user=user, asked_at__gt=now - timedelta(days=1))
    if recent.count() >= PER_DAY:
        raise TooManyFiles
    return SignedFile.objects.create(user=user, kind=kind, question=question, asked_at=now)


def waiting() -> QuerySet[SignedFile]:
    return SignedFile.objects.filter(signed_at=None).order_by("asked_at")


def make(*, pk: int, now: datetime) -> None:
    """Once per file; safe to repeat. Raises as `badges.sign`."""
    row = SignedFile.objects.select_related("user").filter(pk=pk, signed_at=None).first()
    if row is None:
        return
    table, facts = MAKERS[SignedFile.Kind(row.kind)](row, now)
    facts |= {
        "issuer": badges.issuer_did(),
        "madeAt": now.isoformat(timespec="seconds"),
        "table": {"mediaType": "text/csv", "sha256": hashlib.sha256(table.encode()).hexdigest()},
    }
    document = badges.signed_file(facts, now)
    SignedFile.objects.filter(pk=pk, signed_at=None).update(
        table=table, document=document, signed_at=now
    )


def forget(*, now: datetime) -> None:
    SignedFile.objects.filter(asked_at__lt=now - KEPT).delete()


def is_genuine(document: Document) -> bool:
    """Whether the JSON was signed here, by a key that was in use when it says it was made."""
    proof = document.get("proof")
    method = str(proof.get("verificationMethod")) if isinstance(proof, dict) else ""
    name = method.removeprefix(f"{badges.issuer_did()}#")
    key = SigningKey.objects.filter(algorithm=SigningKey.Algorithm.ED25519, public=name).first()
    if key is None or document.get("issuer") != badges.issuer_did():
        return False
    try:
        jsonproof.verify(document, from_multikey(key.public))
    except Refused:
        return False
    made = datetime.fromisoformat(document["madeAt"])  # we signed it, so it is there
    return key.retired_at is None or made <= key.retired_at


def check_many(row: SignedFile, now: datetime) -> tuple[str, Document]:
    """What the check page says of each code, in the language of the one who asks."""
    codes: list[str] = row.question
    answers = list(checking.by_codes(map(_code_in, codes), day=now.date()))
    with translation.override(row.user.language):
        lines = [
            _line(number, asked, answer, now)
            for number, (asked, answer) in enumerate(zip(codes, answers, strict=True), start=1)
        ]
    counts = Counter(answer.finding.value for answer in answers)
    facts = {"type": "CertificateCheck", "asked": len(codes), "found": dict(sorted(counts.items()))}
    return tables.written(CHECKED, lines), facts


def _code_in(cell: str) -> str:
    """A register may keep the whole address of the check page."""
    return cell.partition("#")[0].rstrip("/").rpartition("/")[2]


def _line(number: int, asked: str, answer: Answer, now: datetime) -> list[object]:
    head = [number, asked[:80], answer.finding.value, str(answer.finding.label)]
    one = answer.certificate
    if one is None:
        return [*head, *[""] * 12, now.date()]
    ended = answer.finding in (Finding.REVOKED, Finding.SUPERSEDED)
    revoked = answer.finding == Finding.REVOKED
    newer = getattr(one, "replaced_by", None) if answer.finding == Finding.SUPERSEDED else None
    return [
        *head,
        *(serial.grouped(one.code), one.kind, one.title, one.subject_code.upper(), one.version),
        *(one.language, one.valid_from, one.valid_until, one.ended_on if ended else ""),
        *((one.revocation_reason, one.revocation_note) if revoked else ("", "")),
        *(newer.grouped_code if newer else "", now.date()),
    ]


MAKERS: dict[SignedFile.Kind, Callable[[SignedFile, datetime], tuple[str, Document]]] = {
    SignedFile.Kind.CHECK: check_many,
    SignedFile.Kind.TRANSCRIPT: transcript.make,
}
