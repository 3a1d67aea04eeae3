import json

import pytest
from django.urls import reverse

from accounts import consent, personal_data
from accounts.models import User
from courses import progress
from courses.models import LessonPage
from tests.factories import PASSWORD


@pytest.fixture
def learned(ann, bo, course, now):
    for user in (ann, bo):
        consent.give(user=user, language="en", now=now)
        for lesson in LessonPage.objects.order_by("path"):
            progress.complete_step(user=user, step=lesson, now=now)
    return ann


def rows(everything, kind):
    return next((one["rows"] for one in everything["records"] if one["kind"] == kind), [])


def test_the_download_holds_what_every_room_keeps(learned, now):
    everything = personal_data.collect(user=learned, now=now)
    counts = {one["kind"]: len(one["rows"]) for one in everything["records"]}
    assert (
        counts.items()
        >= {
            "accounts.User": 1,
            "accounts.Consent": 1,
            "account.EmailAddress": 1,
            "courses.Enrolment": 1,
            "courses.StepCompletion": 2,
            "courses.CourseCompletion": 1,
        }.items()
    )


def test_the_download_holds_nothing_of_anybody_else(learned, bo, now):
    text = json.dumps(personal_data.collect(user=learned, now=now), cls=personal_data.Encoder)
    assert learned.email in text
    assert bo.email not in text


def test_the_password_stays_in_the_house(learned, now):
    (person,) = rows(personal_data.collect(user=learned, now=now), "accounts.User")
    assert "password" not in person
    assert person["certificate_name"] == "Ann Lind"


def test_the_download_is_a_file(client, learned):
    client.force_login(learned)
    answer = client.get(reverse("account_download"))
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert rows(answer.json(), "accounts.User")[0]["email"] == learned.email


def test_an_account_is_deleted_with_what_she_learned_and_nothing_of_others(client, learned, bo):
    client.force_login(learned)
    client.post(reverse("account_delete"), {"password": PASSWORD})
    assert list(User.objects.all()) == [bo]
    assert bo.enrolments.get().completions.count() == 2
    assert client.get(reverse("account_data")).status_code == 302


def test_an_open_screen_is_not_enough_to_delete_an_account(client, ann):
    client.force_login(ann)
    answer = client.post(reverse("account_delete"), {"password": "guess"})
    assert list(answer.context["form"].errors) == ["password"]
    assert User.objects.count() == 1
