import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounts import consent
from accounts.models import Consent, User
from tests.factories import PASSWORD

LANGUAGES = ("en", "fr", "de", "ru")
FORM = {
    "certificate_name": "Анна Линд",
    "country": "SWE",
    "cadre": "2221",
    "email": "Anna@Example.org",
    "password1": PASSWORD,
    "consent": "on",
}


def link_in_last_mail() -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body).group(1)


def address(name: str, language: str = "en") -> str:
    with translation.override(language):
        return reverse(name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_new_signs_up_confirms_signs_out_resets_her_password_and_leaves(
    client, catalogue, language
):
    answer = client.post(address("account_signup", language), FORM)
    assert answer["Location"] == address("account_email_verification_sent", language)
    user = User.objects.get()
    assert (user.email, user.certificate_name) == ("anna@example.org", "Анна Линд")
    assert (user.country, user.cadre, user.language) == ("SWE", "2221", language)
    assert user.consents.get().language == language

    confirmation = link_in_last_mail()
    assert client.get(confirmation).status_code == 200
    answer = client.post(confirmation)
    assert answer["Location"] == address("learning", language)
    assert client.get(address("account_profile", language)).status_code == 200

    answer = client.post(address("account_logout", language))
    assert answer["Location"] == f"/{language}/"

    client.post(address("account_reset_password", language), {"email": FORM["email"]})
    step = client.get(link_in_last_mail())
    new = {"password1": "another long secret", "password2": "another long secret"}
    assert client.post(step["Location"], new).status_code == 302
    answer = client.post(
        address("account_login", language),
        {"login": FORM["email"], "password": "another long secret"},
    )
    assert answer["Location"] == address("learning", language)

    answer = client.post(address("account_delete", language), {"password": "another long secret"})
    assert answer["Location"] == address("account_deleted", language)
    assert User.objects.count() == 0


@pytest.mark.parametrize("field", ["certificate_name", "country", "cadre", "email", "consent"])
def test_nobody_signs_up_without(client, db, field):
    answer = client.post(
        address("account_signup"), {name: FORM[name] for name in FORM if name != field}
    )
    assert list(answer.context["form"].errors) == [field]
    assert User.objects.count() == 0


def test_a_known_address_gets_a_mail_and_the_page_does_not_tell(client, ann):
    answer = client.post(address("account_signup"), {**FORM, "email": ann.email})
    assert answer["Location"] == address("account_email_verification_sent")
    assert User.objects.count() == 1
    assert "already have an account" in mail.outbox[0].subject


def test_an_unknown_country_is_refused(client, db):
    answer = client.post(address("account_signup"), {**FORM, "country": "XXX"})
    assert list(answer.context["form"].errors) == ["country"]


def test_who_has_not_agreed_to_todays_text_is_asked_after_signing_in(client, ann):
    credentials = {"login": ann.email, "password": PASSWORD}
    answer = client.post(address("account_login"), credentials)
    assert answer["Location"] == "/en/account/consent/?next=%2Fen%2Flearning%2F"
    answer = client.post(address("account_consent"), {"next": "/en/learning/"})
    assert answer["Location"] == "/en/learning/"
    assert Consent.objects.get(user=ann).version == consent.VERSION
    client.logout()
    assert client.post(address("account_login"), credentials)["Location"] == "/en/learning/"


def test_consent_never_leads_to_another_site(client, ann):
    client.force_login(ann)
    answer = client.post(address("account_consent"), {"next": "https://evil.example/"})
    assert answer["Location"] == "/en/learning/"


def test_a_wrong_password_is_told_and_signs_nobody_in(client, ann):
    answer = client.post(address("account_login"), {"login": ann.email, "password": "guess"})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()


def test_too_many_guesses_get_the_page_for_it(client, ann, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post(address("account_login"), {"login": ann.email, "password": "guess"})
    answer = client.post(address("account_login"), {"login": ann.email, "password": "guess"})
    assert (answer.status_code, answer.templates[0].name) == (429, "429.html")
