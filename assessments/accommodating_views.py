"""More time for one person, inside Wagtail."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from assessments import access, accommodating
from assessments.models import AccommodationReason


class ExtraTimeForm(forms.Form):
    """For whom, and how much."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the learner"))
    percent = forms.IntegerField(
        label=gettext_lazy("More time in per cent"), min_value=0, max_value=300, initial=25
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("More minutes"), min_value=0, max_value=240, initial=0
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        help_text=gettext_lazy(
            "Kept apart: after this page only editors who say what they need it for can read it."
        ),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@never_cache
def extra_time(request: HttpRequest) -> HttpResponse:
    """Who gets more time in one's country, and a form for one more."""
    by = _granter(request)
    form = ExtraTimeForm(request.POST or None)
    if form.is_valid() and _granted(form, by):
        messages.success(request, _("Granted. It holds for attempts that are started from now on."))
        return redirect("extra_time")
    context = {
        "page_title": _("Extra time"),
        "form": form,
        "rows": access.accommodations(by).select_related("user"),
        "may_read_reasons": access.may_read_reasons(by),
    }
    return render(request, "assessments/extra_time.html", context)


def _granted(form: ExtraTimeForm, by: User) -> bool:
    facts = dict(form.cleaned_data)
    user = User.objects.filter(email__iexact=facts.pop("email"), is_active=True).first()
    if user is None or user == by or not access.marks_for(by, user.country):
        text = _("Nobody of your country has an account with this address.")
        form.add_error("email", text)
        return False
    try:
        accommodating.grant(user=user, by=by, now=timezone.now(), **facts)
    except accommodating.NoMoreTime:
        form.add_error("percent", _("Give per cent, minutes or both."))
        return False
    return True


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(access.accommodations(_granter(request)), pk=pk)
    accommodating.end(user=found.user, now=timezone.now())
    messages.success(request, _("Ended. Attempts under way keep their time."))
    return redirect("extra_time")


@never_cache
@require_POST
def reason(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason, once somebody who may read it has said what for."""
    by = _granter(request)
    if not access.may_read_reasons(by):
        raise PermissionDenied
    found = get_object_or_404(AccommodationReason, accommodation=pk)
    need = request.POST.get("need", "").strip()[:2000]
    if not need:
        messages.error(request, _("Say what you need the reason for."))
        return redirect("extra_time")
    text = accommodating.look(reason=found, need=need, by=by, now=timezone.now())
    context = {"page_title": _("Reason for extra time"), "text": text}
    return render(request, "assessments/extra_time_reason.html", context)


def _granter(request: HttpRequest) -> User:
    if not access.marks_at_all(request.user):
        raise PermissionDenied
    return cast(User, request.user)
