from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from readiness import access, hubs


def _today() -> date:
    return timezone.now().date()


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The hubs she may look into."""
    found = access.hubs_open_to(request.user, year=_today().year)
    if not found:
        raise PermissionDenied
    return render(request, "readiness/hubs.html", {"hubs": found})


@login_required
@require_safe
def hub(request: HttpRequest, key: str) -> HttpResponse:
    """The countries of one hub beside each other; for them and for WHO, for nobody else."""
    found = access.hubs_open_to(request.user, year=_today().year)
    chosen = next((one for one in found if one.key == key), None)
    if chosen is None:
        raise PermissionDenied
    choice = hubs.Choice(
        domain=request.GET.get("domain", ""),
        programme=request.GET.get("programme", ""),
        language=get_language() or "en",
    )
    page = hubs.comparison(chosen, choice, day=_today())
    return render(request, "readiness/hub.html", {"page": page})
