"""More time for one person: frozen on the attempt, its reason apart."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from accounts.personal_data import collect
from assessments import accommodating, attempts
from assessments.models import Accommodation, AccommodationReason, ReasonLook
from authoring import staff
from tests import factories
from tests.assessments import quizzes

REASON = "Reads with a screen magnifier."


@pytest.fixture
def page(module, now):
    return quizzes.quiz(module, now=now, time_limit_minutes=30)


def grant(user, by, now, percent=25, minutes=0, reason=REASON):
    return accommodating.grant(
        user=user, percent=percent, minutes=minutes, reason=reason, by=by, now=now
    )


@pytest.mark.parametrize(
    ("percent", "minutes", "extra"), [(25, 0, 8), (0, 10, 10), (50, 5, 20), (100, 0, 30)]
)
def test_the_deadline_is_later_by_whole_minutes(ann, tom, page, now, percent, minutes, extra):
    grant(ann, tom, now, percent, minutes)
    attempt = attempts.start(user=ann, page=page, now=now)
    assert attempt.extra_minutes == extra
    assert attempt.deadline == now + timedelta(minutes=30 + extra)


def test_an_attempt_under_way_keeps_its_time(ann, bo, tom, page, now):
    before = attempts.start(user=ann, page=page, now=now)
    grant(ann, tom, now)
    assert attempts.start(user=ann, page=page, now=now).deadline == before.deadline
    grant(bo, tom, now)
    attempt = attempts.start(user=bo, page=page, now=now)
    accommodating.end(user=bo, now=now)
    attempt.refresh_from_db()
    assert attempt.extra_minutes == 8


def test_without_a_limit_nothing_is_added(ann, tom, quiz, now):
    grant(ann, tom, now)
    attempt = attempts.start(user=ann, page=quiz, now=now)
    assert (attempt.extra_minutes, attempt.deadline) == (0, None)


def test_a_new_grant_takes_the_place_of_the_old_one_which_stays_on_record(ann, tom, now):
    grant(ann, tom, now)
    grant(ann, tom, now, percent=50)
    assert Accommodation.objects.count() == 2
    assert accommodating.extra_minutes(ann, 30) == 15
    with pytest.raises(accommodating.NoMoreTime):
        grant(ann, tom, now, percent=0)
    assert accommodating.extra_minutes(ann, 30) == 15


def test_it_is_hers_to_download_and_goes_with_her_account(ann, tom, now):
    grant(ann, tom, now)
    kinds = {record["kind"] for record in collect(user=ann, now=now)["records"]}
    assert {"assessments.Accommodation", "assessments.AccommodationReason"} <= kinds
    ann.delete()
    assert AccommodationReason.objects.count() == 0


# In Wagtail


def client_of(user) -> Client:
    staff.build()
    client = Client()
    client.force_login(user)
    return client


FIELDS = {"email": "ann@example.org", "percent": 25, "minutes": 0, "reason": REASON}


def test_a_trainer_grants_and_never_reads_the_reason(ann, tom, page):
    client = client_of(tom)
    told = client.post("/cms/extra-time/", FIELDS, follow=True).content.decode()
    assert "Granted." in told
    assert "ann@example.org" in told
    assert REASON not in told
    assert "Read the reason" not in told
    found = Accommodation.objects.get()
    url = f"/cms/extra-time/{found.pk}/reason/"
    assert client.post(url, {"need": "curious"}).status_code == 302
    assert ReasonLook.objects.count() == 0
    text = client_of(ann).get(page.url).content.decode()
    assert "30 minutes from the start, and 8 minutes more for you" in text


def test_an_editor_reads_it_after_saying_what_for_and_that_is_recorded(ann, tom):
    grant(ann, tom, timezone.now())
    eve = factories.person("eve", "Eve Moe", "NOR", "2212", (Role.EDITOR, ""))
    client = client_of(eve)
    url = f"/cms/extra-time/{Accommodation.objects.get().pk}/reason/"
    assert REASON not in client.post(url, {"need": " "}, follow=True).content.decode()
    assert REASON in client.post(url, {"need": "An appeal."}).content.decode()
    look = ReasonLook.objects.get()
    assert (look.by, look.need) == (eve, "An appeal.")


def test_people_of_other_countries_and_oneself_are_refused_in_a_sentence(ann, cat, tom):
    client = client_of(tom)
    for email in ("cat@example.org", "tom@example.org", "nobody@example.org"):
        text = client.post("/cms/extra-time/", FIELDS | {"email": email}).content.decode()
        assert "Nobody of your country has an account with this address." in text
    nothing = FIELDS | {"percent": 0}
    assert "Give per cent, minutes or both." in client.post("/cms/extra-time/", nothing).text
    assert Accommodation.objects.count() == 0


def test_it_is_ended_by_a_trainer_of_the_country_only(ann, cat, tom, now):
    hers = grant(ann, tom, now)
    abroad = grant(cat, tom, now)
    client = client_of(tom)
    client.post(f"/cms/extra-time/{abroad.pk}/end/")
    client.post(f"/cms/extra-time/{hers.pk}/end/")
    running = Accommodation.objects.filter(ended_at__isnull=True)
    assert [one.user for one in running] == [cat]
