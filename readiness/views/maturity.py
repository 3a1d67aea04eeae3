from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import countries
from accounts.models import User
from readiness import access, assessing, editions, profiles
from readiness.forms import ActionForm, AssessmentForm, ValidationForm
from readiness.maturity import Indicator
from readiness.models import Action, Assessment


def _today() -> date:
    return timezone.now().date()


def _may_read(request: HttpRequest, country: str) -> bool:
    """True when she sees everything, False when validated levels only; refuses everybody else."""
    if country not in countries.EUR:
        raise Http404
    if country not in access.profiles_open_to(request.user, year=_today().year):
        raise PermissionDenied
    return access.sees_exact(request.user, country)


def _may_edit(request: HttpRequest, country: str) -> None:
    if country not in countries.EUR:
        raise Http404
    if not access.may_edit(request.user, country):
        raise PermissionDenied


def _wanted(request: HttpRequest) -> int | None:
    """The level asked about; anything else than 2 to 5 means the next one."""
    named = request.GET.get("level", "")
    return int(named) if named in ("2", "3", "4", "5") else None


def _indicator(code: str) -> Indicator:
    found = editions.current().indicator(code)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def profile(request: HttpRequest, country: str) -> HttpResponse:
    """Where the country stands on 49 indicators, and what the next level asks for."""
    full = _may_read(request, country)
    page = profiles.profile(country, day=_today(), full=full, wanted=_wanted(request))
    may_edit = access.may_edit(request.user, country)
    return render(request, "readiness/profile.html", {"page": page, "may_edit": may_edit})


@login_required
@require_http_methods(["GET", "POST"])
def indicator(request: HttpRequest, country: str, code: str) -> HttpResponse:
    """One indicator: assess it, see its history, write actions."""
    full = _may_read(request, country)
    asked = _indicator(code)
    if request.method == "POST":
        _may_edit(request, country)
    form = AssessmentForm(
        request.POST or None,
        request.FILES or None,
        indicator=asked,
        initial={"round_day": assessing.open_round(_today())},
    )
    if request.method == "POST" and form.is_valid() and _assess(request, country, asked, form):
        return redirect("readiness:profile", country)
    page = profiles.indicator(country, asked, day=_today(), full=full)
    context = {"page": page, "form": form, **_rights(request, country)}
    status = 400 if form.errors else 200
    return render(request, "readiness/indicator.html", context, status=status)


def _rights(request: HttpRequest, country: str) -> dict[str, Any]:
    return {
        "may_edit": access.may_edit(request.user, country),
        "validation": ValidationForm() if access.may_validate(request.user) else None,
    }


def _assess(request: HttpRequest, country: str, asked: Indicator, form: AssessmentForm) -> bool:
    try:
        assessing.assess(
            country=country,
            indicator=asked,
            by=cast(User, request.user),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except assessing.NoEvidence:
        form.add_error(
            "evidence_url",
            _(
                "Give a link or attach a file that shows this level, or date the document and name it in the comment."
            ),
        )
        return False
    except assessing.RoundIsFrozen:
        form.add_error(
            None, _("This round has been frozen. Reload the page to assess for the next.")
        )
        return False
    messages.success(request, _("Your assessment is saved."))
    return True


@login_required
@require_POST
def validate(request: HttpRequest, country: str, pk: int) -> HttpResponse:
    """A WHO analyst states which level the evidence supports."""
    if not access.may_validate(request.user):
        raise PermissionDenied
    assessment = get_object_or_404(Assessment, pk=pk, country=country)
    form = ValidationForm(request.POST)
    if form.is_valid():
        assessing.validate(
            assessment=assessment,
            by=cast(User, request.user),
            now=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("The validated level is saved."))
    else:
        messages.error(request, _("Choose a level from 1 to 5."))
    return redirect("readiness:indicator", country, assessment.indicator)


@login_required
@require_safe
def evidence(request: HttpRequest, country: str, pk: int) -> HttpResponse:
    """The file behind an assessment, for the country itself and for WHO."""
    assessment = get_object_or_404(Assessment, pk=pk, country=country)
    if not access.sees_exact(request.user, country) or not assessment.evidence_file:
        raise Http404
    name = assessment.evidence_file.name.rsplit("/", 1)[-1]
    with assessment.evidence_file.open() as file:
        answer = HttpResponse(file.read(), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, country: str, pk: int | None = None) -> HttpResponse:
    """The country's actions; its focal point adds and changes them."""
    full = _may_read(request, country)
    if request.method == "POST" or pk:
        _may_edit(request, country)
    action = get_object_or_404(Action, pk=pk, country=country) if pk else None
    form = ActionForm(
        request.POST or None,
        instance=action or Action(country=country),
        initial={"indicator": request.GET.get("indicator", "V.6")},
        indicators=profiles.indicator_choices(),
    )
    if request.method == "POST" and form.is_valid():
        form.instance.changed_at, form.instance.changed_by = timezone.now(), request.user
        form.save()
        messages.success(request, _("The action is saved."))
        return redirect("readiness:plan", country)
    page = profiles.plan(country, day=_today(), full=full)
    may_edit = access.may_edit(request.user, country)
    context = {"page": page, "form": form, "action": action, "may_edit": may_edit}
    return render(request, "readiness/plan.html", context, status=400 if form.errors else 200)
