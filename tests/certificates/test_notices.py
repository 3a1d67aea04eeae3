import smtplib

import pytest

from certificates import notices, tasks
from certificates.models import Notice


@pytest.fixture
def notice(certificate):
    return certificate.notices.get()


def refuse(*_args, **_kwargs):
    raise smtplib.SMTPServerDisconnected("away")


def test_a_notice_is_sent_once_however_often_it_is_delivered(notice, now, mailoutbox):
    assert [notices.send(notice=notice, now=now) for _ in range(3)] == [True, False, False]
    assert len(mailoutbox) == 1
    assert notice.certificate.grouped_code in mailoutbox[0].body
    assert mailoutbox[0].subject == "Your certificate: DNA basics"


def test_a_notice_is_written_in_the_language_of_the_person(notice, now, mailoutbox):
    notice.certificate.user.language = "fr"
    notice.certificate.user.save()
    notices.send(notice=notice, now=now)
    assert "/fr/certificates/" in mailoutbox[0].body


def test_a_notice_claimed_before_a_crash_is_not_sent_again(notice, now, mailoutbox):
    Notice.objects.update(status=Notice.Status.SENDING)
    assert notices.send(notice=notice, now=now) is False
    assert list(notices.waiting()) == []
    assert mailoutbox == []


def test_a_refused_notice_is_tried_again_and_given_up_in_the_end(notice, now, monkeypatch):
    monkeypatch.setattr("certificates.notices.send_mail", refuse)
    for _ in range(notices.ATTEMPTS):
        assert list(notices.waiting()) == [notice]
        with pytest.raises(notices.NotDelivered):
            notices.send(notice=notice, now=now)
    notice.refresh_from_db()
    assert (notice.status, notice.problem) == (Notice.Status.FAILED, "away")


def test_an_erased_person_gets_no_mail(notice, ann, now, mailoutbox):
    ann.delete()
    notices.send(notice=notice, now=now)
    assert mailoutbox == []


def test_the_sweep_sends_what_waits(notice, mailoutbox, django_capture_on_commit_callbacks):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.send_notices()
    assert len(mailoutbox) == 1
