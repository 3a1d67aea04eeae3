"""What machines need to check a credential, and nothing about anybody: keys, status lists, achievements, pictures."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from certificates import badges, keys, paper, picture
from certificates.models import Certificate, SigningKey, StatusList


@require_safe
@cache_control(public=True, max_age=3600)
def did(request: HttpRequest) -> HttpResponse:
    """The did:web document: present and retired keys."""
    return _open(badges.did_document(), "application/did+json")


@require_safe
@cache_control(public=True, max_age=3600)
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """The JSON Web Key that the header of a JWT names."""
    row = get_object_or_404(SigningKey, pk=pk, algorithm=SigningKey.Algorithm.RS256)
    return _open(keys.public_jwk(row), "application/jwk+json")


@require_safe
@cache_control(public=True, max_age=300)
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """The signed list as the worker last built it."""
    return _open(get_object_or_404(StatusList, number=number).document, "application/vc")


@require_safe
@cache_control(public=True, max_age=3600)
def achievement(
    request: HttpRequest, subject: uuid.UUID, version: int, language: str
) -> HttpResponse:
    certificate = _any(subject, version, language)
    with translation.override(certificate.language):
        return _open(badges.achievement_of(certificate), "application/ld+json")


@require_safe
@cache_control(public=True, max_age=3600)
def picture_of_achievement(
    request: HttpRequest, subject: uuid.UUID, version: int, language: str
) -> HttpResponse:
    certificate = _any(subject, version, language)
    return HttpResponse(picture.draw(paper.badge(certificate), "svg"), content_type="image/svg+xml")


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def without_network(request: HttpRequest) -> HttpResponse:
    """The page that a phone keeps: reads QR codes by camera or from a picture and checks them itself."""
    return render(request, "certificates/offline.html")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Its address limits it to /c/, where checking happens."""
    return render(request, "certificates/worker.js", content_type="text/javascript")


@require_safe
@cache_control(public=True, max_age=300)
def facts_for_offline(request: HttpRequest) -> HttpResponse:
    return _open(badges.facts_for_offline(), "application/json")


def _any(subject: uuid.UUID, version: int, language: str) -> Certificate:
    """Some certificate of this content: its facts about the course are the same for everybody."""
    rows = Certificate.objects.filter(subject_key=subject, version=version, language=language)
    certificate = rows.order_by("pk").first()
    if certificate is None:
        raise Http404
    return certificate


def _open(document: dict[str, object], content_type: str) -> JsonResponse:
    """Verifiers run in browsers of other sites."""
    response = JsonResponse(document, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response
