import itertools
import uuid
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import issuing, renewal
from certificates.models import Certificate, Notice
from certificates.status import State, last_day, state_on, valid_on
from courses.models import CourseCompletion, CourseVersion
from courses.progress import enrol
from tests import factories

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


EVENTS = st.lists(
    st.tuples(st.sampled_from(["earn", "reissue", "renew", "revoke"]), st.integers(0, 400)),
    max_size=12,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(events=EVENTS)
def test_in_every_chain_at_most_one_counts_on_any_day(course, staff, now, events):
    person = factories.person(uuid.uuid4().hex, "Ann", "SWE", "2221")
    moment = now
    for number, (event, days) in enumerate(events, start=1):
        moment += timedelta(days=days)
        _play(event, number, person, course, staff, moment)
    rows = list(person.certificates.order_by("pk"))
    spells = sorted(
        (row.valid_from, last_day(row)) for row in rows if last_day(row) >= row.valid_from
    )
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spells))
    assert sum(row.ended_on is None for row in rows) <= 1
    assert len({(row.chain, row.holder) for row in rows}) <= 1
    assert all(row.replaces.ended_on == row.valid_from for row in rows if row.replaces)


def _play(event, number, person, course, staff, moment) -> None:
    if event == "earn":
        version = CourseVersion.objects.create(
            course_key=course.course_key,
            number=100 + CourseVersion.objects.count(),
            digest=uuid.uuid4().hex,
        )
        completion = CourseCompletion.objects.create(
            enrolment=enrol(user=person, course=course, now=moment),
            version=version,
            language="en",
            completed_at=moment,
            graded=True,
        )
        issuing.issue(completion=completion, now=moment)
        return
    last = person.certificates.order_by("-pk").first()
    if last is None:
        return
    how = {
        "reissue": {"holder_name": f"Ann {number}"},
        "renew": {"months": 24},
        "revoke": {"reason": REASON, "note": ""},
    }[event]
    try:
        getattr(renewal, event)(certificate=last, by=staff, now=moment, **how)
    except renewal.NotPossible:
        return
