from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import personal_data
from readiness import attendance, cascade, spells
from readiness.models import CascadeParticipant, CascadeSession, Spell
from tests import factories
from tests.readiness.conftest import certify, revoke, workforce

URL = "/en/readiness/cascade/"


@pytest.fixture
def today():
    return timezone.now().date()


@pytest.fixture
def certified(tom, course, today):
    return certify(tom, course, today - timedelta(days=60))


def form(course, people, **changes):
    return {
        "course": str(course.course_key),
        "country": "SWE",
        "day": str(timezone.now().date()),
        "place": "ward",
        "people": people,
        **changes,
    }


def refused(answer, sentence):
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not CascadeSession.objects.exists()


def test_a_certified_trainer_records_who_took_part(client, tom, ann, bo, course, certified, today):
    code = certify(bo, course, today - timedelta(days=400)).code
    client.force_login(tom)
    assert client.post(URL, form(course, f"Ann@Example.org\n{code}")).status_code == 302
    session = CascadeSession.objects.get()
    assert (session.trainer, session.certificate, session.country) == (tom, certified, "SWE")
    found = CascadeParticipant.objects.order_by("user").values_list("user", "country", "cadre")
    assert list(found) == [(ann.pk, "SWE", "2221"), (bo.pk, "SWE", "2211")]
    assert "The session is recorded with 2 people." in client.get(URL).content.decode()


def test_a_file_replaces_the_typed_list(client, tom, ann, course, certified):
    client.force_login(tom)
    file = SimpleUploadedFile("list.csv", b"email,name\nann@example.org,Ann\n")
    assert client.post(URL, form(course, "", file=file)).status_code == 302
    assert CascadeParticipant.objects.get().user == ann


def test_people_taught_never_enter_coverage(client, tom, ann, fay, course, programme, certified):
    workforce("SWE", "nursing_midwifery", 1000)
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    spells.catch_up(now=timezone.now())
    client.force_login(fay)
    page = client.get("/en/readiness/SWE/").context["page"]
    [[_programme, [row]]] = page.sections
    assert row.people.value == 0
    assert not Spell.objects.filter(cadre="2221").exists()
    assert [(t.course, t.group, t.people.value) for t in page.taught] == [
        ("DNA basics", "nursing_midwifery", 1)
    ]


def test_the_public_sees_fewer_than_five(client, tom, ann, course, programme, certified):
    workforce("SWE", "nursing_midwifery", 1000)
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    client.logout()
    [told] = client.get("/en/readiness/SWE/").context["page"].taught
    assert (told.people.kind, told.people.value) == ("hidden", None)


def test_a_person_counts_once_per_course_however_often_she_is_taught(
    tom, ann, course, certified, today
):
    for days in (1, 2):
        cascade.record(
            trainer=tom,
            country="SWE",
            course_key=course.course_key,
            day=today - timedelta(days=days),
            place="ward",
            people=[attendance.Entry(1, "ann@example.org")],
            now=timezone.now(),
        )
    [told] = cascade.taught("SWE", day=today, exact=True)
    assert told.people.value == 1


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ("", "Nobody is named."),
        ("ann@example.org\nann@example.org", "Line 2: The same person stands on line 1 already."),
        ("nobody@example.org", "is neither the confirmed address of an account in your country"),
        ("cat@example.org", "is neither the confirmed address of an account in your country"),
        ("0000-0000-0000-0000", "nor a certificate code of one."),
        ("tom@example.org", "is you: a trainer is no participant."),
    ],
)
def test_nobody_is_invented_and_nothing_is_kept(
    client, tom, ann, cat, course, certified, people, sentence
):
    client.force_login(tom)
    refused(client.post(URL, form(course, people)), sentence)


def test_one_person_by_address_and_by_code_is_the_same_person(
    client, tom, ann, course, certified, today
):
    code = certify(ann, course, today).code
    client.force_login(tom)
    refused(
        client.post(URL, form(course, f"ann@example.org\n{code}")),
        "The same person stands on line 1 already.",
    )


def test_the_same_list_twice_is_refused(client, tom, ann, course, certified):
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    page = client.post(URL, form(course, "ann@example.org"))
    assert "is recorded for this course on this day already." in page.content.decode()
    assert CascadeSession.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 366])
def test_days_to_come_and_long_gone_are_refused(client, tom, ann, course, certified, today, days):
    client.force_login(tom)
    day = str(today - timedelta(days=days))
    refused(client.post(URL, form(course, "ann@example.org", day=day)), "lies in the future or")


def test_before_her_certificate_she_was_no_certified_trainer(
    client, tom, ann, course, certified, today
):
    client.force_login(tom)
    day = str(today - timedelta(days=61))
    refused(
        client.post(URL, form(course, "ann@example.org", day=day)),
        "Your certificate was not valid on that day.",
    )


def test_a_trainer_whose_certificate_was_revoked_cannot_record(
    client, tom, ann, course, certified, today
):
    revoke(certified, today)
    client.force_login(tom)
    refused(client.post(URL, form(course, "ann@example.org")), "You hold none today.")


def test_a_trainer_of_sweden_records_nothing_for_georgia(client, tom, cat, course, certified):
    client.force_login(tom)
    refused(client.post(URL, form(course, "cat@example.org", country="GEO")), "Select a valid")


@pytest.mark.parametrize("who", ["ann", "fay", "analyst"])
def test_nobody_but_a_trainer_records_sessions(client, request, ann, course, who):
    person = request.getfixturevalue(who)
    certify(person, course, date(2026, 1, 1))
    client.force_login(person)
    assert client.get(URL).status_code == 403
    assert client.post(URL, form(course, "ann@example.org")).status_code == 403


def test_sessions_of_a_country_are_for_its_focal_point_and_who(
    client, tom, ann, fay, gwen, analyst, course, certified
):
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    seen = {}
    for person in (fay, analyst, gwen, tom):
        client.force_login(person)
        seen[person.email.split("@")[0]] = client.get("/en/readiness/SWE/cascade/").status_code
    assert seen == {"fay": 200, "wen": 200, "gwen": 403, "tom": 403}


def test_what_a_trainer_downloads_about_herself_names_nobody_else(
    client, tom, ann, course, certified
):
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    now = datetime.now(UTC)
    mine = {r["kind"] for r in personal_data.collect(user=tom, now=now)["records"]}
    hers = {r["kind"] for r in personal_data.collect(user=ann, now=now)["records"]}
    assert "readiness.CascadeSession" in mine
    assert "readiness.CascadeParticipant" not in mine
    assert "readiness.CascadeParticipant" in hers


def test_erasing_an_account_takes_the_person_out_of_her_sessions(
    client, tom, ann, course, certified, today
):
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    ann.delete()
    assert CascadeSession.objects.count() == 1
    assert cascade.taught("SWE", day=today, exact=True) == []


def test_the_list_of_sessions_asks_the_database_as_often_for_3_as_for_1(
    client,
    tom,
    ann,
    bo,
    course,
    certified,
    django_assert_max_num_queries,
    django_assert_num_queries,
):
    client.force_login(tom)
    client.post(URL, form(course, "ann@example.org"))
    client.get(URL)
    with django_assert_max_num_queries(20) as few:
        client.get(URL)
    asked = len(few)
    client.post(URL, form(course, "bo@example.org"))
    third = factories.person("eva", "Eva", "SWE", "2222")
    client.post(URL, form(course, third.email))
    client.get(URL)
    with django_assert_num_queries(asked):
        client.get(URL)
