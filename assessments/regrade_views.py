"""Regrading inside Wagtail: choose, look, decide, watch; and the ledger of what was decided."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from assessments import access, regrading
from assessments.models import Attempt, Item, Regrade, RegradeLook
from assessments.regrade_forms import POLICY_WORDS, DecideForm, LookForm
from assessments.tasks import run_look, run_regrade

PER_PAGE = 30


@never_cache
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Every regrade that was decided, newest first."""
    _editor(request)
    rows = Regrade.objects.select_related("item", "decided_by", "look").order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    for row in page.object_list:
        row.policy_words = POLICY_WORDS[row.policy]
    context = {"page_title": _("Regrades"), "rows": page.object_list, "page_obj": page}
    return render(request, "assessments/regrades.html", context)


@never_cache
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which key and which policy; then a dry run."""
    user, item = _editor(request), get_object_or_404(Item, pk=pk)
    form = LookForm(request.POST or None, item=item)
    if not form.languages:
        messages.error(request, _("This question was never published: there is nothing to grade."))
        return redirect("wagtailsnippets_assessments_item:edit", item.pk)
    if form.is_valid():
        look = regrading.look(
            item=item,
            policy=form.cleaned_data["policy"],
            versions=form.versions,
            by=user,
            now=timezone.now(),
        )
        run_look.delay_on_commit(look.pk)
        return redirect("regrade_look", look.pk)
    running = Regrade.objects.filter(item=item, done_at__isnull=True).first()
    context = {"page_title": _("Grade anew: %(key)s") % {"key": item.key}, "item": item}
    return render(
        request, "assessments/regrade_choose.html", {**context, "form": form, "running": running}
    )


@never_cache
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What the dry run found, and the decision."""
    user = _editor(request)
    seen = get_object_or_404(RegradeLook.objects.select_related("item"), pk=pk)
    form = DecideForm(request.POST or None)
    if seen.done_at and form.is_valid():
        return _decide(request, seen, form, user)
    named = seen.examples.get("up", []) + seen.examples.get("down", [])
    people = dict(Attempt.objects.filter(pk__in=named).values_list("pk", "user__certificate_name"))
    context = {
        "page_title": _("What would change: %(key)s") % {"key": seen.item.key},
        "plan": seen,
        "policy": POLICY_WORDS[seen.policy],
        "up": [(pk, people.get(pk, "")) for pk in seen.examples.get("up", [])],
        "down": [(pk, people.get(pk, "")) for pk in seen.examples.get("down", [])],
        "form": form,
        "decided": Regrade.objects.filter(look=seen).first(),
    }
    return render(request, "assessments/regrade_look.html", context)


def _decide(request: HttpRequest, seen: RegradeLook, form: DecideForm, user: User) -> HttpResponse:
    try:
        regrade = regrading.decide(
            item=seen.item,
            policy=seen.policy,
            keep_passed=form.keep_passed,
            reason=form.cleaned_data["reason"],
            by=user,
            now=timezone.now(),
            seen=seen,
        )
    except regrading.RegradeRunning:
        text = _(
            "This question is being regraded already. Wait until that is done, then look again."
        )
        messages.error(request, text)
        running = Regrade.objects.filter(item=seen.item, done_at__isnull=True).first()
        return redirect("regrade", running.pk) if running else redirect("regrade_look", seen.pk)
    except regrading.DecidedAlready as already:
        messages.info(request, _("This was decided already; here is how it goes."))
        return redirect("regrade", already.regrade.pk)
    run_regrade.delay_on_commit(regrade.pk)
    return redirect("regrade", regrade.pk)


@never_cache
@require_GET
def regrade(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it came; afterwards its entry in the ledger."""
    _editor(request)
    rows = Regrade.objects.select_related("item", "decided_by", "look")
    found = get_object_or_404(rows, pk=pk)
    context = {
        "page_title": _("Regrade %(number)d: %(key)s")
        % {"number": found.pk, "key": found.item.key},
        "plan": found,
        "policy": POLICY_WORDS[found.policy],
    }
    return render(request, "assessments/regrade.html", context)


def _editor(request: HttpRequest) -> User:
    if not access.may_regrade(request.user):
        raise PermissionDenied
    return cast(User, request.user)
