"""Questions to look at, inside Wagtail: what waits for a decision, and what was decided."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from assessments import access, flagging
from assessments.health import WORDS
from assessments.models import ItemFlag

PER_PAGE = 30


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=ItemFlag.Decision.choices, widget=forms.RadioSelect)
    because = forms.CharField(
        max_length=2000,
        label=gettext_lazy("Because"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why; it stays with the question.")},
    )


@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; with ?decided what was decided, newest first."""
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    decided = "decided" in request.GET
    rows = ItemFlag.objects.filter(decided_at__isnull=not decided)
    rows = rows.select_related("item", "decided_by").order_by("-decided_at" if decided else "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Questions to look at"),
        "rows": [(flag, WORDS.get(flag.reason, flag.reason)) for flag in page.object_list],
        "page_obj": page,
        "decided": decided,
    }
    return render(request, "assessments/flags.html", context)


@never_cache
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    found = get_object_or_404(ItemFlag.objects.select_related("item", "decided_by"), pk=pk)
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            flagging.decide(
                flag=found, by=cast(User, request.user), now=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("Your decision is recorded."))
        except flagging.DecidedAlready:
            messages.info(request, _("Somebody else has decided this meanwhile."))
        return redirect("question_flags")
    words = WORDS.get(found.reason, found.reason)
    context = {"page_title": found.item.key, "flag": found, "words": words, "form": form}
    return render(request, "assessments/flag.html", context)
