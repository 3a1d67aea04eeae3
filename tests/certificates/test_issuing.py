from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from certificates import issuing, receivers, tasks
from certificates.models import Certificate, Notice
from certificates.status import valid_on
from courses.models import CourseCompletion
from courses.signals import course_completed
from tests.certificates.conftest import completed


def changed(course):
    """The course gets a new version."""
    course.title = "DNA basics, second edition"
    course.save_revision().publish()
    return type(course).objects.get(pk=course.pk)


def test_facts_are_frozen_when_the_certificate_is_issued(certificate, ann, course, now):
    ann.certificate_name, ann.country, ann.cadre = "Ann Other", "NOR", "2211"
    ann.save()
    changed(course)
    certificate.refresh_from_db()
    assert certificate.holder_name == "Ann Lind"
    assert (certificate.country, certificate.cadre) == ("SWE", "2221")
    assert (certificate.title, certificate.subject_code) == ("DNA basics", "dna-basics")
    assert (certificate.version, len(certificate.version_digest)) == (1, 64)
    assert (certificate.minutes, certificate.level) == (10, 1)
    assert [item["code"] for item in certificate.competencies] == ["GLF1.1"]
    assert (certificate.valid_from, certificate.valid_until) == (
        date(2026, 11, 20),
        date(2028, 11, 19),
    )


def test_issuing_twice_gives_the_same_certificate_and_one_notice(certificate, completion, now):
    again = issuing.issue(completion=completion, now=now + timedelta(days=1))
    assert again == certificate
    assert Certificate.objects.count() == 1
    assert Notice.objects.count() == 1


def test_the_database_refuses_a_second_certificate_for_a_completion(certificate):
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.ended_on = None, "X" * 16, copy.valid_from
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_the_database_refuses_two_current_certificates_for_a_course(certificate):
    copy = Certificate.objects.get(pk=certificate.pk)
    copy.pk, copy.code, copy.completion = None, "X" * 16, None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_a_completion_without_graded_step_earns_nothing(bo, course, now):
    with pytest.raises(issuing.NotEarned):
        issuing.issue(completion=completed(bo, course, now, graded=False), now=now)
    assert Certificate.objects.count() == 0


def test_a_newer_version_replaces_the_certificate_and_moves_the_validity(
    certificate, ann, course, now
):
    later = now + timedelta(days=300)
    newer = issuing.issue(completion=completed(ann, changed(course), later), now=later)
    certificate.refresh_from_db()
    assert (newer.replaces, newer.chain, newer.holder) == (
        certificate,
        certificate.chain,
        certificate.holder,
    )
    assert certificate.ended_on == newer.valid_from == later.date()
    assert newer.valid_until == date(2029, 9, 15)
    assert [list(valid_on(day.date())) for day in (now, later)] == [[certificate], [newer]]


def test_a_completion_that_was_late_in_the_queue_does_not_end_the_newer_certificate(
    ann, course, now
):
    older = completed(ann, course, now)
    newer = completed(ann, changed(course), now + timedelta(days=9))
    current = issuing.issue(completion=newer, now=now + timedelta(days=9))
    late = issuing.issue(completion=older, now=now + timedelta(days=10))
    assert late.ended_on == late.valid_from
    assert list(valid_on(now.date() + timedelta(days=20))) == [current]


def test_two_people_have_two_holders_and_one_person_one(
    certificate, ann, bo, course, catalogue, now
):
    from tests import factories

    other = factories.course(catalogue, key="second", lessons=1)
    hers = issuing.issue(completion=completed(ann, other, now), now=now)
    his = issuing.issue(completion=completed(bo, course, now), now=now)
    assert hers.holder == certificate.holder != his.holder
    assert len({certificate.chain, hers.chain, his.chain}) == 3


def test_erasing_a_person_keeps_the_certificate_without_identity(certificate, ann):
    ann.delete()
    certificate.refresh_from_db()
    assert (certificate.user, certificate.holder_name, certificate.completion) == (None, "", None)
    assert (certificate.country, certificate.cadre, certificate.title) == (
        "SWE",
        "2221",
        "DNA basics",
    )
    assert list(valid_on(date(2027, 1, 1))) == [certificate]


def test_erasing_many_at_once_erases_every_name(certificate, bo, course, now):
    issuing.issue(completion=completed(bo, course, now), now=now)
    User.objects.all().delete()
    assert set(Certificate.objects.values_list("holder_name", "user")) == {("", None)}


def test_a_completed_course_becomes_a_certificate_and_one_mail(
    completion, mailoutbox, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            course_completed.send(sender=CourseCompletion, completion_pk=completion.pk)
    assert Certificate.objects.get().completion == completion
    assert [mail.to for mail in mailoutbox] == [["ann@example.org"]]


def test_the_signal_is_heard():
    assert receivers.issue_after_completion in [
        reference() for _key, reference, *_ in course_completed.receivers
    ]


def test_the_sweep_issues_what_was_missed_and_only_what_was_earned(
    completion, bo, course, now, django_capture_on_commit_callbacks
):
    completed(bo, course, now, graded=False)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.issue_missing()
    assert [c.user.email for c in Certificate.objects.all()] == ["ann@example.org"]
    assert list(issuing.unissued(before=now + timedelta(days=999))) == []


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 22), 24, date(2028, 11, 21)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
    ],
)
def test_validity_ends_the_day_before_the_same_date(first, months, last):
    assert issuing.last_valid_day(first, months) == last
