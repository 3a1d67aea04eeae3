from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from ninja import Body, Router, Status

from api.v1 import schemas
from certificates import checking, limits, paper, signedfiles, views
from certificates.checking import Answer, Finding
from certificates.models import Certificate

router = Router(tags=["certificates"])

SIGNED_JSON = Body(...)
TOO_MANY = "Too many questions in a minute. Please wait a little."


@router.post(
    "/check",
    response={200: schemas.Check, 422: schemas.Problem, 429: schemas.Problem},
    summary="Check a code, a credential, a token or a QR code",
)
def check_anything(request: HttpRequest, response: HttpResponse, shown: schemas.Shown) -> Any:
    """Give exactly one of `code`, `credential`, `jwt`, `offline`. The answer is 200 whatever it says; read `status`."""
    if _too_many(request):
        return Status(429, {"detail": TOO_MANY})
    given = {name: value for name, value in shown.dict().items() if value is not None}
    if len(given) != 1:
        return Status(422, {"detail": "Give exactly one of code, credential, jwt, offline."})
    _for_everybody(response)
    return Status(200, _said(request, _answer(*given.popitem())))


@router.post(
    "/signed-file",
    response={200: schemas.SignedFile, 429: schemas.Problem},
    summary="Check a signed file",
)
def check_signed_file(
    request: HttpRequest, response: HttpResponse, document: dict[str, Any] = SIGNED_JSON
) -> Any:
    """Whether the JSON of a bulk check or a transcript was signed here and not changed since. Compare its SHA-256 with the table's."""
    if _too_many(request):
        return Status(429, {"detail": TOO_MANY})
    _for_everybody(response)
    return Status(200, {"genuine": signedfiles.is_genuine(document)})


@router.get(
    "/{code}",
    response={200: schemas.Check, 404: schemas.Check, 429: schemas.Problem},
    summary="Check a code",
)
def check_code(request: HttpRequest, response: HttpResponse, code: str) -> Any:
    """What the check page says to anybody who knows the code: status, title, version and dates. Neither name nor score.

    404 when there is no certificate: `unknown`, or `mistyped` when the check character does not fit.
    """
    if _too_many(request):
        return Status(429, {"detail": TOO_MANY})
    _for_everybody(response)
    answer = checking.by_code(code, day=timezone.localdate())
    return Status(200 if answer.certificate else 404, _said(request, answer))


def _answer(kind: str, shown: Any) -> Answer:
    now = timezone.now()
    if kind == "credential":
        return checking.by_credential(shown, now=now)
    if kind == "jwt":
        return checking.by_jwt(shown, now=now)
    return checking.by_text(shown, now=now)


def _said(request: HttpRequest, answer: Answer) -> dict[str, Any]:
    language = translation.get_language_from_request(request)
    with translation.override(language):
        return {
            "status": answer.finding.value,
            "sentence": str(answer.finding.label),
            "checked_at": timezone.now(),
            "certificate": answer.certificate and _open(answer.certificate, answer.finding),
        }


def _open(certificate: Certificate, finding: Finding) -> dict[str, Any]:
    revoked = finding == Finding.REVOKED
    newer = getattr(certificate, "replaced_by", None) if finding == Finding.SUPERSEDED else None
    return {
        "code": certificate.grouped_code,
        "kind": certificate.kind,
        "title": certificate.title,
        "subject": certificate.subject_code.upper(),
        "version": certificate.version,
        "language": certificate.language,
        "issuer": certificate.issuer,
        "valid_from": certificate.valid_from,
        "valid_until": certificate.valid_until,
        "ended_on": certificate.ended_on if revoked or finding == Finding.SUPERSEDED else None,
        "revocation_reason": certificate.revocation_reason if revoked else "",
        "revocation_text": certificate.get_revocation_reason_display() if revoked else "",
        "public_note": certificate.revocation_note if revoked else "",
        "replaced_by": newer.grouped_code if newer else "",
        "check_page": paper.check_url(certificate),
    }


def _too_many(request: HttpRequest) -> bool:
    """Counted together with the check page."""
    return limits.exceeded(request, action="check", per_minute=views.CHECKS_PER_MINUTE)


def _for_everybody(response: HttpResponse) -> None:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
