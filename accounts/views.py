from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import consent as consents
from accounts import moving, personal_data
from accounts.forms import DeletionForm, ProfileForm
from accounts.models import User


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=_signed_in(request))
    if form.is_valid():
        user = form.save(commit=False)
        moving.save_profile(user=user, now=timezone.now())
        with translation.override(user.language):
            messages.success(request, _("Your profile was saved."))
            answer = redirect("account_profile")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")
        return answer
    return render(request, "accounts/profile.html", {"form": form})


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy.html", {"version": consents.VERSION})


@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """Asks for agreement when the privacy text has changed since she last agreed."""
    going_to = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST":
        consents.give(user=_signed_in(request), language=request.LANGUAGE_CODE, now=timezone.now())
        safe = url_has_allowed_host_and_scheme(going_to, allowed_hosts={request.get_host()})
        return redirect(going_to if safe else resolve_url(settings.LOGIN_REDIRECT_URL))
    return render(request, "accounts/consent.html", {"next": going_to, "version": consents.VERSION})


@login_required
def data(request: HttpRequest) -> HttpResponse:
    """What is kept about her, and the ways to take it along or have it deleted."""
    given = _signed_in(request).consents.order_by("given_at")
    return render(request, "accounts/data.html", {"consents": given})


@login_required
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    everything = personal_data.collect(user=_signed_in(request), now=timezone.now())
    answer = JsonResponse(
        everything,
        encoder=personal_data.Encoder,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@login_required
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    user = _signed_in(request)
    form = DeletionForm(request.POST or None, user=user)
    if form.is_valid():
        logout(request)
        user.delete()
        return redirect(reverse("account_deleted"))
    return render(request, "accounts/delete.html", {"form": form})


def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/deleted.html")


def _signed_in(request: HttpRequest) -> User:
    """Whom `login_required` let in."""
    return cast(User, request.user)
