from datetime import date, datetime, timedelta

import pytest

from certificates import renewal
from certificates.models import Certificate, Notice
from certificates.status import State, state_on, valid_on

REASON = Certificate.Reason.NOT_OWN_WORK


@pytest.fixture
def staff(django_user_model):
    return django_user_model.objects.create_superuser("root@example.org", "x")


def refused(sentence):
    return pytest.raises(renewal.NotPossible, match=sentence)


def test_another_name_gives_a_new_code_and_keeps_the_promise(certificate, staff, now):
    later = now + timedelta(days=40)
    new = renewal.reissue(certificate=certificate, holder_name="Ann  Ek", by=staff, now=later)
    certificate.refresh_from_db()
    assert (new.holder_name, certificate.holder_name) == ("Ann Ek", "Ann Lind")
    assert (new.replaces, new.chain, new.holder) == (
        certificate,
        certificate.chain,
        certificate.holder,
    )
    assert (new.completed_at, new.valid_until) == (
        certificate.completed_at,
        certificate.valid_until,
    )
    assert certificate.ended_on == new.valid_from == later.date()
    assert new.code != certificate.code
    assert [notice.kind for notice in new.notices.all()] == [Notice.Kind.REISSUED]


def test_renewing_early_loses_no_day(certificate, staff, now):
    early = datetime(2028, 10, 1, tzinfo=now.tzinfo)
    new = renewal.renew(certificate=certificate, months=24, by=staff, now=early)
    assert certificate.valid_until == date(2028, 11, 19)
    assert (new.valid_from, new.valid_until) == (date(2028, 10, 1), date(2030, 11, 19))


def test_renewing_in_the_days_of_grace_leaves_the_gap_open(certificate, staff, now):
    late = datetime(2028, 12, 1, tzinfo=now.tzinfo)
    new = renewal.renew(certificate=certificate, months=24, by=staff, now=late)
    assert list(valid_on(date(2028, 11, 25))) == []
    assert (new.valid_from, new.valid_until) == (date(2028, 12, 1), date(2030, 11, 30))


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2028, 12, 31)])
def test_outside_the_window_nothing_is_renewed(certificate, staff, now, day):
    moment = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    with refused("can be renewed from 90 days"):
        renewal.renew(certificate=certificate, months=24, by=staff, now=moment)
    assert Certificate.objects.count() == 1


def test_revocation_counts_from_its_day_and_says_why(certificate, staff, now):
    later = now + timedelta(days=5)
    renewal.revoke(certificate=certificate, reason=REASON, note="Seen.", by=staff, now=later)
    certificate.refresh_from_db()
    assert state_on(certificate, later.date()) == State.REVOKED
    assert state_on(certificate, now.date()) == State.VALID
    assert (certificate.revocation_note, certificate.revoked_by) == ("Seen.", staff)


def test_what_cannot_be_done_is_said_and_changes_nothing(certificate, staff, now, ann):
    new = renewal.reissue(certificate=certificate, holder_name="Ann Ek", by=staff, now=now)
    with refused("was replaced"):
        renewal.revoke(certificate=certificate, reason=REASON, note="", by=staff, now=now)
    with refused("differs from the one"):
        renewal.reissue(certificate=new, holder_name="Ann Ek", by=staff, now=now)
    with refused("differs from the one"):
        renewal.reissue(certificate=new, holder_name="\u202e \x00", by=staff, now=now)
    with refused("has expired"):
        renewal.reissue(
            certificate=new, holder_name="Ann B", by=staff, now=now + timedelta(days=1000)
        )
    renewal.revoke(certificate=new, reason=REASON, note="", by=staff, now=now)
    with refused("was revoked before"):
        renewal.revoke(certificate=new, reason=REASON, note="", by=staff, now=now)
    with refused("was revoked"):
        renewal.renew(certificate=new, months=24, by=staff, now=now)
    assert Certificate.objects.count() == 2


def test_nothing_is_issued_to_an_erased_person_but_revoking_works(certificate, staff, now, ann):
    ann.delete()
    with refused("account was deleted"):
        renewal.reissue(certificate=certificate, holder_name="Ann Ek", by=staff, now=now)
    renewal.revoke(certificate=certificate, reason=REASON, note="", by=staff, now=now)
    assert list(valid_on(now.date())) == []
