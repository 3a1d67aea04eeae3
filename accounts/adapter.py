from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class Adapter(DefaultAccountAdapter):
    """Names the site in mails from settings; there is no `django.contrib.sites` here."""

    def get_from_email(self) -> str:
        return settings.DEFAULT_FROM_EMAIL
