import pytest
from django.urls import reverse

from accounts.models import User

PROFILE = {
    "certificate_name": "Ann Lind",
    "country": "FIN",
    "cadre": "2221",
    "language": "en",
    "sex": "female",
    "birth_band": "1980-1989",
    "residence": "rural",
    "facility_level": "primary",
}
OPTIONAL = ("sex", "birth_band", "residence", "facility_level")


@pytest.fixture
def page(client, ann):
    client.force_login(ann)
    return reverse("account_profile")


def test_what_is_saved_is_what_was_said(client, page):
    assert client.post(page, PROFILE)["Location"] == page
    assert User.objects.values(*PROFILE).get() == PROFILE


@pytest.mark.parametrize("field", OPTIONAL)
def test_an_equity_fact_may_be_withdrawn(client, page, field):
    client.post(page, PROFILE)
    client.post(page, {**PROFILE, field: ""})
    assert User.objects.values(*PROFILE).get() == {**PROFILE, field: ""}


@pytest.mark.parametrize("field", OPTIONAL)
def test_each_equity_question_says_why_and_takes_silence_for_an_answer(client, page, field):
    asked = client.get(page).context["form"][field]
    assert asked.help_text
    assert ("", "Prefer not to say") in list(asked.field.choices)


def test_a_new_language_is_spoken_at_once_and_remembered(client, page):
    answer = client.post(page, {**PROFILE, "language": "ru"})
    assert answer["Location"] == "/ru/account/profile/"
    assert client.get("/")["Location"] == "/ru/"


def test_nobody_else_sees_a_profile(client, db):
    page = reverse("account_profile")
    assert client.get(page)["Location"] == f"{reverse('account_login')}?next={page}"
