from datetime import UTC, datetime, timedelta

from certificates import recertifying
from certificates.models import Certificate, Recertification
from courses.models import CourseVersion
from readiness import coverage, queries, spells
from readiness.models import DayCell, MonthCell, Spell
from tests import factories
from tests.readiness.conftest import certify, revoke

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOW.date()


def covered(programme, day=TODAY, country="SWE", group="nursing_midwifery"):
    people = queries.stock(day, programmes=[programme.translation_key], countries=[country])
    return people[programme.translation_key, country, group]


def state():
    """Everything derived, without row numbers."""
    fields = ("programme", "country", "cadre", "day", *coverage.SIGN)
    return (
        sorted(map(str, DayCell.objects.values_list(*fields))),
        sorted(map(str, MonthCell.objects.values_list(*fields))),
        sorted(
            map(
                str,
                Spell.objects.values_list(
                    "holder", "programme", "country", "cadre", "start", "end"
                ).values_list("began", "ended", "renewals"),
            )
        ),
    )


def test_a_new_certificate_counts_one_more_nurse(ann, course, programme):
    assert covered(programme) == 0
    certify(ann, course, TODAY)
    spells.catch_up(now=NOW)
    assert covered(programme) == 1


def test_catching_up_twice_changes_nothing(ann, course, programme):
    certify(ann, course, TODAY)
    spells.catch_up(now=NOW)
    before = state()
    spells.catch_up(now=NOW + timedelta(seconds=5))
    assert state() == before


def test_who_did_not_take_an_update_counts_until_its_last_day(ann, course, programme):
    certificate = certify(ann, course, TODAY - timedelta(days=9))
    asked = NOW - timedelta(days=5)
    version = CourseVersion.objects.create(
        course_key=course.course_key,
        number=certificate.version + 1,
        digest="another",
        material=True,
        declared_at=asked,
        due_on=TODAY - timedelta(days=1),
    )
    recertifying.ask(version=version, now=asked)
    spells.catch_up(now=NOW - timedelta(seconds=5))
    assert covered(programme) == 1
    recertifying.close(asked=Recertification.objects.get(), now=NOW)
    spells.catch_up(now=NOW + timedelta(seconds=5))
    assert covered(programme) == 0
    assert covered(programme, TODAY - timedelta(days=1)) == 1


def test_a_revoked_certificate_removes_her(ann, course, programme):
    certificate = certify(ann, course, TODAY - timedelta(days=9))
    spells.catch_up(now=NOW)
    revoke(certificate, TODAY, NOW)
    spells.catch_up(now=NOW + timedelta(seconds=5))
    assert covered(programme) == 0
    assert covered(programme, TODAY - timedelta(days=1)) == 1


def test_an_expired_certificate_no_longer_counts_and_the_cliff_is_seen_ahead(
    ann, course, programme
):
    certify(ann, course, TODAY, days=30)
    spells.catch_up(now=NOW)
    assert covered(programme, TODAY + timedelta(days=29)) == 1
    assert covered(programme, TODAY + timedelta(days=30)) == 0


def test_an_erased_account_removes_her_person(ann, course, programme):
    certify(ann, course, TODAY)
    spells.catch_up(now=NOW)
    ann.delete()
    spells.catch_up(now=NOW + timedelta(seconds=5))
    assert covered(programme) == 0
    assert state() == ([], [], [])


def test_two_certificates_of_one_person_are_one_person(ann, course, programme):
    certify(ann, course, TODAY - timedelta(days=100))
    certify(ann, course, TODAY)
    spells.catch_up(now=NOW)
    assert covered(programme) == 1


def test_a_course_added_to_the_programme_is_asked_of_everybody(ann, course, catalogue, programme):
    certify(ann, course, TODAY)
    spells.catch_up(now=NOW)
    other = factories.course(catalogue, key="drugs")
    programme.courses.create(course=other, sort_order=2)
    programme.save_revision().publish()
    spells.catch_up(now=NOW + timedelta(seconds=5))
    assert covered(programme) == 0


def test_a_programme_that_is_no_longer_published_is_forgotten(ann, course, programme):
    certify(ann, course, TODAY)
    spells.catch_up(now=NOW)
    programme.unpublish()
    spells.catch_up(now=NOW + timedelta(seconds=5))
    assert state() == ([], [], [])


def test_a_certificate_committed_late_is_found(ann, bo, course, programme):
    certify(bo, course, TODAY)
    spells.catch_up(now=NOW)
    late = certify(ann, course, TODAY)
    Certificate.objects.filter(pk=late.pk).update(issued_at=NOW - timedelta(seconds=30))
    spells.catch_up(now=NOW + timedelta(seconds=20))
    assert covered(programme) == 1
