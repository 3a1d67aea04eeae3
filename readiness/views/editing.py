from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import countries
from accounts.models import User
from readiness import access, editing, importing, targets
from readiness.forms import FigureForm, TargetForm


def _may_edit(request: HttpRequest, country: str) -> None:
    if country not in countries.EUR:
        raise Http404
    if not access.may_edit(request.user, country):
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "POST"])
def set_target(request: HttpRequest, country: str) -> HttpResponse:
    """The focal point sets what her country means to reach."""
    _may_edit(request, country)
    form = TargetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        targets.set_target(
            country=country, by=cast(User, request.user), now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The target is set. Earlier targets are kept in the history."))
        return redirect("readiness:country", country)
    page = editing.targets_page(country)
    context = {"page": page, "form": form}
    return render(request, "readiness/targets.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def workforce(request: HttpRequest, country: str) -> HttpResponse:
    """The focal point brings national figures: file, plan to look at, agreement."""
    _may_edit(request, country)
    form = FigureForm(request.POST or None, request.FILES or None)
    content = None
    if request.method == "POST" and "agreed" in request.POST:
        content = request.POST.get("text", "").encode()
    elif request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(editing.LARGEST + 1)
    page = editing.workforce_page(country, content, now=timezone.now())
    if content is not None and not page.problems and "agreed" in request.POST:
        kept = importing.apply(
            page.counts, method="register", by=cast(User, request.user), now=timezone.now()
        )
        messages.success(request, _("Figures kept: %(kept)s.") % {"kept": kept})
        return redirect("readiness:workforce", country)
    status = 400 if (form.errors and content is None) or page.problems else 200
    return render(request, "readiness/workforce.html", {"page": page, "form": form}, status=status)
