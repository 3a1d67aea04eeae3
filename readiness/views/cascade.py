from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import countries
from accounts.models import User
from readiness import access, cascade
from readiness.cascade_forms import SessionForm
from readiness.models import CascadeSession


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """A certified trainer records a session she taught, and sees those she recorded before."""
    trainer = cast(User, request.user)
    trains_in = access.trains_in(trainer)
    if not trains_in:
        raise PermissionDenied
    certificates = cascade.teachable(trainer, day=timezone.now().date())
    form = SessionForm(
        request.POST or None,
        request.FILES or None,
        certificates=certificates,
        trains_in=trains_in,
    )
    if request.method == "POST" and form.is_valid() and _record(request, form):
        return redirect("readiness:cascade")
    mine = cascade.sessions(CascadeSession.objects.filter(trainer=trainer))
    context = {"form": form, "certificates": certificates, "sessions": mine}
    status = 400 if form.errors else 200
    return render(request, "readiness/cascade.html", context, status=status)


def _record(request: HttpRequest, form: SessionForm) -> bool:
    chosen = form.cleaned_data
    try:
        people = cascade.read_list(chosen["people"], form.file_content())
        cascade.record(
            trainer=cast(User, request.user),
            country=chosen["country"],
            course_key=chosen["course"],
            day=chosen["day"],
            place=chosen["place"],
            people=people,
            now=timezone.now(),
        )
    except cascade.BadDay:
        form.add_error("day", _("The day lies in the future or more than a year back."))
        return False
    except cascade.NotCertified:
        form.add_error("course", _("Your certificate was not valid on that day."))
        return False
    except cascade.BadList as problem:
        for found in problem.problems:
            form.add_error("people", cascade.sentence(found))
        return False
    text = ngettext(
        "The session is recorded with %(n)s person.",
        "The session is recorded with %(n)s people.",
        len(people),
    )
    messages.success(request, text % {"n": len(people)})
    return True


@login_required
@require_safe
def sessions(request: HttpRequest, country: str) -> HttpResponse:
    """Every session taught in a country, for its focal point and for WHO."""
    if country not in countries.EUR:
        raise Http404
    if not access.sees_exact(request.user, country):
        raise PermissionDenied
    found = cascade.sessions(CascadeSession.objects.filter(country=country))
    return render(request, "readiness/cascade_sessions.html", {"iso3": country, "sessions": found})
