from datetime import timedelta

import pytest

from certificates import issuing, programmes, renewal, tasks
from certificates.models import Certificate
from certificates.status import State, state_on
from tests import factories
from tests.certificates.conftest import completed

Kind = Certificate.Kind


@pytest.fixture
def other(catalogue):
    return factories.course(catalogue, key="second", lessons=1)


@pytest.fixture
def programme(catalogue, course, other):
    return factories.programme(catalogue, course, other)


@pytest.fixture
def staff(django_user_model):
    return django_user_model.objects.create_superuser("root@example.org", "x")


@pytest.fixture
def both(ann, certificate, programme, other, now):
    """She holds both courses; the second expires ten days later."""
    later = now + timedelta(days=10)
    return certificate, issuing.issue(completion=completed(ann, other, later), now=later)


def test_one_course_of_two_is_not_the_programme(ann, certificate, programme, now):
    assert programmes.settle(user=ann, now=now) == []


def test_all_courses_held_give_one_certificate_that_expires_with_the_first(
    ann, both, programme, now
):
    day = now + timedelta(days=10)
    (held,) = programmes.settle(user=ann, now=day)
    assert programmes.settle(user=ann, now=day + timedelta(days=1)) == []
    assert (held.kind, held.subject_key) == (Kind.PROGRAMME, programme.translation_key)
    assert (held.valid_from, held.valid_until) == (day.date(), both[0].valid_until)
    assert (held.holder, held.country, held.cadre) == (both[0].holder, "SWE", "2221")
    assert held.minutes == sum(part.minutes for part in both)


def test_a_renewed_course_prolongs_the_programme(ann, both, programme, staff, now):
    (held,) = programmes.settle(user=ann, now=now + timedelta(days=10))
    late = now + timedelta(days=700)
    for part in both:
        renewal.renew(certificate=part, months=24, by=staff, now=late)
    (next_one,) = programmes.settle(user=ann, now=late)
    assert (next_one.replaces, next_one.chain) == (held, held.chain)
    assert next_one.valid_until > held.valid_until


def test_a_revoked_course_ends_the_programme(ann, both, programme, staff, now):
    day = now + timedelta(days=10)
    (held,) = programmes.settle(user=ann, now=day)
    reason = Certificate.Reason.NOT_OWN_WORK
    renewal.revoke(certificate=both[1], reason=reason, note="", by=staff, now=day)
    programmes.settle(user=ann, now=day)
    held.refresh_from_db()
    assert state_on(held, day.date()) == State.REVOKED
    assert held.revocation_reason == "course_ended"


def test_an_expired_programme_is_left_as_it_is(ann, both, programme, now):
    (held,) = programmes.settle(user=ann, now=now + timedelta(days=10))
    assert programmes.settle(user=ann, now=now + timedelta(days=2000)) == []
    held.refresh_from_db()
    assert held.revoked_at is None


def test_issuing_the_last_course_issues_the_programme_and_one_mail_each(
    ann, certificate, programme, other, now, mailoutbox, django_capture_on_commit_callbacks
):
    completion = completed(ann, other, now)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.issue_certificate(completion.pk)
            tasks.settle_missing_programmes()
    assert Certificate.objects.filter(kind=Kind.PROGRAMME).count() == 1
    subjects = sorted(mail.subject for mail in mailoutbox)
    assert subjects == ["Your certificate: DNA basics", "Your certificate: Genomics-aware nurse"]
    assert "every course of the programme" in "".join(mail.body for mail in mailoutbox)


def test_a_programme_of_another_profession_is_not_certified(ann, both, programme, now):
    programme.cadres = ["2211", "2212"]
    programme.save_revision().publish()
    assert programmes.settle(user=ann, now=now) == []
    assert not Certificate.objects.filter(kind=Kind.PROGRAMME).exists()
