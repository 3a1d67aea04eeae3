"""Consent to the privacy text. A new version of the text is a new version here and is asked for at the next sign-in."""

from datetime import datetime

from accounts.models import Consent, User

VERSION = "2026-11-22"  # of templates/accounts/privacy_text.html


def is_given(user: User) -> bool:
    """Has she agreed to the text as it stands today?"""
    return Consent.objects.filter(user=user, version=VERSION).exists()


def give(*, user: User, language: str, now: datetime) -> Consent:
    """Note that she agreed to today's text, in the language she read it. Safe to repeat."""
    given, _created = Consent.objects.get_or_create(
        user=user, version=VERSION, defaults={"language": language, "given_at": now}
    )
    return given
