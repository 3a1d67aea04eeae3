from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates import prospects, recertifying, reminding, renewal, renewing
from certificates.models import Certificate, Notice, Renewal
from certificates.status import valid_on
from courses.models import CourseCompletion, Refresher, StepCompletion
from courses.progress import required_steps
from tests.certificates import renewing as scene

Outcome = Renewal.Outcome


@pytest.fixture
def course(catalogue, now):
    return scene.course_with_refresher(catalogue, now)


@pytest.fixture
def held(ann, course, now):
    """Valid until 19 November 2028: can be renewed from 21 August to 19 December."""
    return scene.complete(ann, now)


def at(year, month, day, now):
    return datetime(year, month, day, 12, tzinfo=now.tzinfo)


def outcome() -> str:
    return Renewal.objects.latest("pk").outcome


def test_refreshers_and_updates_are_no_part_of_the_course(client, course, held, ann):
    assert len(required_steps(course)) == 2
    assert held.minutes == 10
    page = client.get(course.url).content.decode()
    assert "Refresher" not in page
    assert "2 steps" not in page


def test_the_short_way_renews_within_the_window(held, ann, now):
    early = at(2028, 9, 1, now)
    refresher = renewing.begin(certificate=held, now=early)
    assert refresher.kind == Refresher.Kind.SHORT
    scene.take(refresher, ann, early)
    new = scene.certify(ann, early)
    held.refresh_from_db()
    assert (new.origin, new.replaces, new.chain) == ("renewed", held, held.chain)
    assert (new.valid_from, new.valid_until) == (date(2028, 9, 1), date(2030, 11, 19))
    assert (new.version, new.completed_at) == (held.version, held.completed_at)
    assert outcome() == Outcome.RENEWED
    assert [notice.kind for notice in new.notices.all()] == [Notice.Kind.RENEWED]
    assert scene.certify(ann, early) == new
    assert Certificate.objects.count() == 2


def test_who_moved_is_counted_where_she_practises_when_she_renews(held, ann, now):
    early = at(2028, 9, 1, now)
    type(ann).objects.filter(pk=ann.pk).update(country="FIN", certificate_name="Somebody Else")
    scene.take(renewing.begin(certificate=held, now=early), ann, early)
    new = scene.certify(ann, early)
    assert (new.country, new.holder_name) == ("FIN", "Ann Lind")


def test_in_the_days_of_grace_the_gap_stays(held, ann, now):
    late = at(2028, 12, 1, now)
    scene.take(renewing.begin(certificate=held, now=late), ann, late)
    new = scene.certify(ann, late)
    assert list(valid_on(date(2028, 11, 25))) == []
    assert (new.valid_from, new.valid_until) == (date(2028, 12, 1), date(2030, 11, 30))


def test_before_the_window_nothing_begins(held, now):
    with pytest.raises(renewal.NotPossible, match="too early"):
        renewing.begin(certificate=held, now=at(2028, 8, 1, now))
    assert Refresher.objects.count() == 0


def test_after_the_grace_the_whole_course_gives_a_new_certificate(held, ann, now):
    late = at(2029, 3, 1, now)
    refresher = renewing.begin(certificate=held, now=late)
    assert refresher.kind == Refresher.Kind.WHOLE
    scene.take(refresher, ann, late)
    new = scene.certify(ann, late)
    assert outcome() == Outcome.EARNED
    assert (new.valid_from, new.valid_until) == (date(2029, 3, 1), date(2031, 2, 28))
    assert (new.chain, new.origin) == (held.chain, "earned")


def test_without_a_refresher_the_whole_course_renews(held, ann, course, now):
    scene.step("refresher-quiz").unpublish()
    early = at(2028, 9, 1, now)
    refresher = renewing.begin(certificate=held, now=early)
    assert refresher.kind == Refresher.Kind.WHOLE
    scene.take(refresher, ann, early)
    new = scene.certify(ann, early)
    assert (outcome(), new.valid_until) == (Outcome.RENEWED, date(2030, 11, 19))
    assert new.version == 2  # the course as it is now
    assert new.completed_at == early


def test_an_abandoned_refresher_of_an_earlier_window_begins_anew(held, ann, now):
    first = renewing.begin(certificate=held, now=at(2028, 9, 1, now))
    again = renewing.begin(certificate=held, now=at(2028, 9, 2, now))
    assert (first.pk, first.began_at) == (again.pk, again.began_at)
    Certificate.objects.update(valid_until=date(2030, 11, 19))
    later = renewing.begin(certificate=held, now=at(2030, 9, 1, now))
    later.refresh_from_db()
    assert (later.pk, later.began_at) == (first.pk, at(2030, 9, 1, now))


def test_a_passed_refresher_quiz_alone_renews_nothing(held, ann, now):
    scene.do(ann, "refresher-quiz", at(2028, 9, 1, now))
    assert CourseCompletion.objects.count() == 1
    assert StepCompletion.objects.count() == 3


def test_what_was_done_before_has_to_be_done_again(held, ann, now):
    early = at(2028, 9, 1, now)
    scene.step("refresher-quiz").unpublish()
    refresher = renewing.begin(certificate=held, now=early)
    scene.do(ann, "lesson-1", early)
    refresher.refresh_from_db()
    assert refresher.completed_at is None
    assert set(refresher.steps.filter(done_at=None).values_list("step_key", flat=True)) == {
        scene.step("final-quiz").translation_key
    }


def test_a_revoked_certificate_is_not_renewed_by_a_refresher(held, ann, now, tom):
    early = at(2028, 9, 1, now)
    refresher = renewing.begin(certificate=held, now=early)
    renewal.revoke(certificate=held, reason="not_own_work", note="", by=tom, now=early)
    scene.take(refresher, ann, early)
    assert scene.certify(ann, early) is None
    assert outcome() == Outcome.ENDED


def test_an_update_within_the_window_renews_if_it_was_graded(held, ann, course, now, admin_user):
    early = at(2028, 9, 1, now)
    material = scene.change(course, admin_user, early, delta=("refresher-quiz",))
    recertifying.ask(version=material, now=early)
    refresher = recertifying.begin(certificate=held, number=material.number, now=early)
    scene.take(refresher, ann, early)
    new = scene.certify(ann, early)
    assert (new.origin, new.valid_until) == ("updated", date(2030, 11, 19))


def test_nothing_is_renewed_for_an_erased_person(held, ann, now):
    ann.delete()
    held.refresh_from_db()
    with pytest.raises(renewal.NotPossible, match="Only the holder"):
        renewing.begin(certificate=held, now=at(2028, 9, 1, now))


@pytest.mark.parametrize(
    ("day", "renew"),
    [
        (date(2028, 8, 20), "soon"),
        (date(2028, 8, 21), "open"),
        (date(2028, 12, 19), "open"),
        (date(2028, 12, 20), "again"),
    ],
)
def test_the_page_offers_what_can_be_done(held, day, renew):
    assert prospects.of([held], day)[held.pk].renew == renew


def test_offers_cost_the_same_for_one_and_for_three(
    held, ann, bo, cat, now, django_assert_num_queries
):
    rows = [held, scene.complete(bo, now), scene.complete(cat, now)]
    for some in (rows[:1], rows):
        with django_assert_num_queries(2):
            prospects.of(some, now.date())


def test_each_reminder_is_stored_once_and_the_nearest_only(held, now, tom):
    assert reminding.remind(now=at(2028, 8, 20, now)) == []
    assert len(reminding.remind(now=at(2028, 8, 21, now))) == 1
    assert reminding.remind(now=at(2028, 8, 22, now)) == []
    renewal.reissue(certificate=held, holder_name="Ann Ek", by=tom, now=at(2028, 8, 23, now))
    assert reminding.remind(now=at(2028, 8, 24, now)) == []
    assert len(reminding.remind(now=at(2028, 11, 15, now))) == 1
    kinds = Notice.objects.filter(kind=Notice.Kind.EXPIRING).order_by("pk")
    assert list(kinds.values_list("about", flat=True)) == ["90", "7"]


def test_the_reminder_says_until_when(held, now, mailoutbox):
    from certificates import notices

    (pk,) = reminding.remind(now=at(2028, 10, 30, now))
    notices.send(notice=Notice.objects.get(pk=pk), now=now)
    (mail,) = mailoutbox
    assert mail.subject == "Your certificate ends on 19 November 2028: DNA basics"
    assert "at the latest on 19 December 2028" in mail.body


def test_from_the_button_to_the_next_certificate(client, ann, course, held, time_machine_day):
    client.force_login(ann)
    page = client.get(reverse("certificates:mine")).content.decode()
    assert "Renew" in page
    answer = client.post(reverse("certificates:renew", args=[held.grouped_code]), follow=True)
    assert "Renew your certificate" in answer.content.decode()
    assert "refresher-quiz" in answer.content.decode()
    page = client.get(course.url).content.decode()
    assert "You are renewing your certificate." in page


@pytest.fixture
def time_machine_day(held):
    """As if the certificate ended in a month."""
    today = timezone.localdate()
    Certificate.objects.filter(pk=held.pk).update(
        valid_from=today - timedelta(days=700), valid_until=today + timedelta(days=30)
    )
    held.refresh_from_db()


def test_too_early_is_said_where_she_came_from(client, ann, held):
    Certificate.objects.filter(pk=held.pk).update(
        valid_until=timezone.localdate() + timedelta(days=700)
    )
    client.force_login(ann)
    answer = client.post(reverse("certificates:renew", args=[held.grouped_code]), follow=True)
    assert "It is too early to renew this certificate." in answer.content.decode()


def test_nobody_else_renews_or_sees_it(client, bo, held, ann, time_machine_day):
    refresher = renewing.begin(certificate=held, now=datetime.now(held.issued_at.tzinfo))
    client.force_login(bo)
    assert client.post(reverse("certificates:renew", args=[held.grouped_code])).status_code == 404
    assert (
        client.post(reverse("certificates:update", args=[held.grouped_code, 1])).status_code == 404
    )
    assert client.get(reverse("refresher", args=[refresher.pk])).status_code == 404


def test_a_finished_lesson_leads_back_to_the_refresher(client, ann, held, time_machine_day):
    scene.step("refresher-quiz").unpublish()
    refresher = renewing.begin(certificate=held, now=datetime.now(held.issued_at.tzinfo))
    client.force_login(ann)
    lesson = scene.step("lesson-1")
    assert "Mark as done" in client.get(lesson.url).content.decode()
    answer = client.post(reverse("finish_step", args=[lesson.translation_key]))
    assert answer.url == reverse("refresher", args=[refresher.pk])
    assert "Mark as done" not in client.get(lesson.url).content.decode()


def test_my_learning_leads_to_what_is_waiting(client, ann, held, time_machine_day):
    client.force_login(ann)
    text = client.get(reverse("learning")).content.decode()
    assert "Your certificate can be renewed, or an update is waiting for you." in text
    scene.take(renewing.begin(certificate=held, now=timezone.now()), ann, timezone.now())
    scene.certify(ann, timezone.now())
    text = client.get(reverse("learning")).content.decode()
    assert "waiting for you" not in text
    assert "Completed on 20 November 2026" in text
