from __future__ import annotations

from datetime import date
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import countries
from accounts.models import User
from readiness import access, assessing, needs, needs_files
from readiness.needs_forms import NeedsForm

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _today() -> date:
    return timezone.now().date()


@login_required
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest, country: str) -> HttpResponse:
    """The focal point ranks which support her country needs most."""
    if country not in countries.EUR:
        raise Http404
    may_edit = access.may_edit(request.user, country)
    if not access.sees_exact(request.user, country) or (request.method == "POST" and not may_edit):
        raise PermissionDenied
    day = assessing.open_round(_today())
    given = needs.newest(country, day)
    form = NeedsForm(request.POST or None, given=given, round_day=day)
    if request.method == "POST" and form.is_valid() and _answer(request, country, form):
        return redirect("readiness:needs", country)
    context = {"iso3": country, "day": day, "given": given, "form": form, "may_edit": may_edit}
    return render(request, "readiness/needs.html", context, status=400 if form.errors else 200)


def _answer(request: HttpRequest, country: str, form: NeedsForm) -> bool:
    try:
        needs.answer(
            country=country,
            by=cast(User, request.user),
            now=timezone.now(),
            **form.answer(),
        )
    except assessing.RoundIsFrozen:
        form.add_error(
            None, _("This round has been frozen. Reload the page to answer for the next.")
        )
        return False
    messages.success(request, _("Your answer is saved. You can change it until the round closes."))
    return True


def _asked_round(request: HttpRequest) -> date:
    """The round named in the address; the one being collected when none or an unknown one is named."""
    if not access.may_validate(request.user):
        raise PermissionDenied
    offered = needs.rounds(_today())
    named = request.GET.get("round", "")
    return next((day for day in offered if str(day) == named), offered[0])


@login_required
@require_safe
def ranked(request: HttpRequest) -> HttpResponse:
    """WHO sees which support is needed most, in the region and in each hub."""
    day = _asked_round(request)
    rankings = needs.rankings(day)
    chosen = next((hub for hub in rankings if hub.key == request.GET.get("hub")), rankings[0])
    context = {
        "day": day,
        "rounds": needs.rounds(_today()),
        "rankings": rankings,
        "chosen": chosen,
        "answers": needs.answers(day),
        "method": needs_files.method(),
    }
    return render(request, "readiness/needs_ranking.html", context)


@login_required
@require_safe
def ranked_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The ranking of all hubs in one file."""
    day = _asked_round(request)
    content: str | bytes = needs_files.as_csv(day) if kind == "csv" else needs_files.as_xlsx(day)
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="needs-{day}.{kind}"'
    return answer
