from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import consent
from accounts.models import User


class Adapter(DefaultAccountAdapter):
    """Where people go after signing in and out. Names the site in mails from settings: there is no
    `django.contrib.sites` here."""

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"site_name": settings.SITE_NAME, **context})

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtail_serve", args=[""])

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Somebody who has not agreed to today's privacy text reads it before going on."""
        answer = super().post_login(request, user, **kwargs)
        if answer.status_code != 302 or consent.is_given(user):
            return answer
        return redirect(f"{reverse('account_consent')}?{urlencode({'next': answer['Location']})}")
