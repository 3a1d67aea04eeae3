from datetime import timedelta

import pytest

from certificates import notices, recertifying, renewal, tasks
from certificates.models import Certificate, Notice, Recertification
from certificates.status import State, state_on, valid_on
from courses import declaring
from courses.models import CourseVersion
from courses.versions import current_version
from tests.certificates import renewing as scene

Status = Recertification.Status


@pytest.fixture
def course(catalogue, now):
    return scene.course_with_refresher(catalogue, now)


@pytest.fixture
def staff(django_user_model):
    return django_user_model.objects.create_superuser("root@example.org", "x")


@pytest.fixture
def held(ann, course, now):
    return scene.complete(ann, now)


@pytest.fixture
def later(now):
    return now + timedelta(days=30)


def ask_all(version, now) -> int:
    asked = 0
    while made := recertifying.ask(version=version, now=now):
        asked += len(made)
    return asked


def test_an_editorial_change_touches_nobody(held, course, now, later):
    scene.edit("lesson-1").get_latest_revision().publish()
    assert current_version(course=course, now=later).number == 2
    tasks.ask_missing()
    assert Recertification.objects.count() == 0


def test_ten_thousand_holders_are_asked_exactly_once(
    held, course, staff, now, later, django_capture_on_commit_callbacks
):
    version = CourseVersion.objects.get()
    scene.many_holders(course, version, 10_000, now)
    scene.many_holders(course, version, 50, now, valid_until=later.date() - timedelta(days=1))
    scene.many_holders(course, version, 50, now, ended_on=now.date())
    scene.many_holders(course, version, 50, now, competencies=[{"code": "GLF3.1", "label": ""}])
    material = scene.change(course, staff, later, competencies=["GLF1.1"])
    scene.many_holders(course, material, 50, later)
    impact = recertifying.impact(
        course_key=course.course_key,
        competencies=["GLF1.1"],
        before=material.number,
        day=later.date(),
    )
    assert impact.people == 10_001
    assert impact.by_country == [("SWE", 2501), ("DEU", 2500), ("FRA", 2500), ("GEO", 2500)]
    assert ask_all(material, later) == 10_001
    assert ask_all(material, later) == 0
    rows = Recertification.objects.filter(version=material)
    assert rows.count() == rows.values("certificate__user").distinct().count() == 10_001
    asked = Notice.objects.filter(kind=Notice.Kind.ASKED)
    assert asked.count() == asked.values("certificate").distinct().count() == 10_001
    assert set(rows.values_list("certificate__version", "due_on")) == {(1, material.due_on)}


def test_asking_that_breaks_off_goes_on_where_it_was(held, course, staff, now, later, monkeypatch):
    scene.many_holders(course, CourseVersion.objects.get(), 30, now)
    material = scene.change(course, staff, later)
    assert len(recertifying.ask(version=material, now=later, most=10)) == 10
    with monkeypatch.context() as broken:
        broken.setattr(Notice.objects, "bulk_create", _fail)
        with pytest.raises(OSError):
            recertifying.ask(version=material, now=later, most=10)
    assert Recertification.objects.count() == 10
    assert ask_all(material, later) == 21
    assert Recertification.objects.count() == Notice.objects.filter(kind="asked").count() == 31


def _fail(*_args, **_facts):
    raise OSError


def test_who_is_certified_later_for_the_earlier_version_is_asked_too(
    held, course, staff, now, later
):
    material = scene.change(course, staff, now, days=20)
    ask_all(material, now)
    scene.many_holders(course, CourseVersion.objects.get(number=1), 1, now)
    assert ask_all(material, later) == 1
    row = Recertification.objects.latest("pk")
    assert row.due_on == later.date() + timedelta(days=20)


def test_another_name_in_between_asks_nobody_twice(held, course, staff, now, later):
    material = scene.change(course, staff, now)
    ask_all(material, now)
    renewal.reissue(certificate=held, holder_name="Ann Ek", by=staff, now=later)
    assert ask_all(material, later) == 0


def test_taking_the_update_keeps_the_validity_and_moves_the_version(
    held, ann, course, staff, now, later
):
    material = scene.change(course, staff, now)
    ask_all(material, now)
    refresher = recertifying.begin(certificate=held, number=material.number, now=later)
    scene.take(refresher, ann, later)
    new = scene.certify(ann, later)
    held.refresh_from_db()
    assert (new.origin, new.version, new.replaces) == ("updated", material.number, held)
    assert (new.valid_until, new.completed_at) == (held.valid_until, held.completed_at)
    assert new.version_digest == material.digest
    assert Recertification.objects.get().status == Status.TAKEN
    assert scene.certify(ann, later) == new
    assert Certificate.objects.count() == 2


def test_not_taking_it_by_the_date_ends_the_certificate(held, course, staff, now):
    material = scene.change(course, staff, now, days=60)
    ask_all(material, now)
    last_day = now + timedelta(days=60)
    assert not recertifying.overdue(last_day.date()).exists()
    after = last_day + timedelta(days=1)
    (row,) = recertifying.overdue(after.date())
    ended = recertifying.close(asked=row, now=after)
    assert recertifying.close(asked=row, now=after) is None
    assert state_on(ended, after.date()) == State.SUPERSEDED
    assert state_on(ended, last_day.date()) == State.VALID
    assert list(valid_on(after.date())) == []
    assert Recertification.objects.get().status == Status.MISSED
    assert ended.notices.filter(kind=Notice.Kind.ENDED).count() == 1


def test_taken_late_it_counts_again_from_that_day(held, ann, course, staff, now):
    material = scene.change(course, staff, now, days=10)
    ask_all(material, now)
    after = now + timedelta(days=11)
    ended = recertifying.close(asked=recertifying.overdue(after.date()).get(), now=after)
    late = now + timedelta(days=40)
    refresher = recertifying.begin(certificate=ended, number=material.number, now=late)
    scene.take(refresher, ann, late)
    new = scene.certify(ann, late)
    ended.refresh_from_db()
    assert (ended.ended_on, new.valid_from) == (after.date(), late.date())
    assert (new.chain, new.replaces, new.valid_until) == (ended.chain, ended, ended.valid_until)


def test_after_the_days_of_grace_only_the_whole_course_helps(held, ann, course, staff, now):
    material = scene.change(course, staff, now, days=10)
    ask_all(material, now)
    after = now + timedelta(days=11)
    ended = recertifying.close(asked=recertifying.overdue(after.date()).get(), now=after)
    too_late = now + timedelta(days=41)
    with pytest.raises(renewal.NotPossible, match="time is over"):
        recertifying.begin(certificate=ended, number=material.number, now=too_late)


def test_an_update_done_in_time_counts_though_the_worker_comes_a_day_later(
    held, ann, course, staff, now
):
    material = scene.change(course, staff, now, days=10)
    ask_all(material, now)
    on_time, next_day = now + timedelta(days=10), now + timedelta(days=11)
    refresher = recertifying.begin(certificate=held, number=material.number, now=on_time)
    scene.take(refresher, ann, on_time)
    assert (
        recertifying.close(asked=recertifying.overdue(next_day.date()).get(), now=next_day) is None
    )
    assert scene.certify(ann, next_day).valid_from == next_day.date()


def test_nothing_ends_while_the_update_cannot_be_taken(held, course, staff, now):
    material = scene.change(course, staff, now, days=10)
    ask_all(material, now)
    scene.step("new-evidence").unpublish()
    assert not recertifying.overdue((now + timedelta(days=30)).date()).exists()
    with pytest.raises(renewal.NotPossible, match="not published at the moment"):
        recertifying.begin(certificate=held, number=material.number, now=now)


def test_a_change_is_declared_once(held, course, staff, now):
    scene.change(course, staff, now)
    with pytest.raises(declaring.AlreadyDeclared):
        scene.change(course, staff, now, keys=())


def test_an_erased_holder_is_neither_asked_nor_ended(held, ann, course, staff, now):
    material = scene.change(course, staff, now, days=10)
    ask_all(material, now)
    ann.delete()
    after = now + timedelta(days=11)
    assert recertifying.close(asked=recertifying.overdue(after.date()).get(), now=after) is None
    assert Recertification.objects.get().status == Status.LAPSED
    held.refresh_from_db()
    assert held.ended_on is None


def test_the_mails_say_what_changed_and_by_when(held, course, staff, now, mailoutbox):
    material = scene.change(course, staff, now, days=10)
    ask_all(material, now)
    after = now + timedelta(days=11)
    recertifying.close(asked=recertifying.overdue(after.date()).get(), now=after)
    for notice in Notice.objects.order_by("pk"):
        notices.send(notice=notice, now=after)
    _issued, asked, ended = mailoutbox
    assert "Penetrance estimates were revised." in asked.body
    assert "by 30 November 2026" in asked.body
    assert asked.subject == "An update for your certificate: DNA basics"
    assert "was not taken by 30 November 2026" in ended.body
