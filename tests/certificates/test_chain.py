"""One person, one course, whatever happens: every old code answers, and the register never contradicts itself."""

import itertools
import json
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates import badges, recertifying, renewal, renewing, statuslist, tasks
from certificates.models import Certificate, Credential, Recertification
from certificates.status import State, last_day, state_on, valid_on
from courses import declaring, progress
from readiness import queries, spells
from tests import factories
from tests.certificates import renewing as scene

REASON = Certificate.Reason.NOT_OWN_WORK
TODAY = timezone.localdate()


def noon(days_ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(TODAY - timedelta(days=days_ago), time(12)))


@pytest.fixture
def staff(django_user_model):
    return django_user_model.objects.create_superuser("root@example.org", "x")


@pytest.fixture
def course(catalogue):
    return scene.course_with_refresher(catalogue, noon(800))


@pytest.fixture
def signing(settings):
    settings.CREDENTIAL_SECRET = "a secret of at least thirty-two characters"
    call_command("credential_keys", "create", verbosity=0)


@pytest.fixture
def programme(catalogue, course):
    return factories.programme(catalogue, course)


@pytest.fixture
def chain(ann, course, staff, signing) -> list[Certificate]:
    """Issued 700 days ago, with another name since 500, renewed 25 days ago, revoked today."""
    issued = scene.complete(ann, noon(700))
    named = renewal.reissue(certificate=issued, holder_name="Ann Ek", by=staff, now=noon(500))
    scene.take(renewing.begin(certificate=named, now=noon(25)), ann, noon(25))
    renewed = scene.certify(ann, noon(25))
    rows = [issued, named, renewed]
    for row in rows:
        badges.sign(certificate=row, now=noon(0))
    renewal.revoke(certificate=renewed, reason=REASON, note="Seen.", by=staff, now=noon(0))
    tasks.publish_status_lists()
    return list(Certificate.objects.order_by("pk"))


def test_every_old_code_leads_to_the_right_page(client, chain):
    _issued, named, renewed = chain
    pages = [
        client.get(reverse("certificate_check", args=[row.grouped_code])).content.decode()
        for row in chain
    ]
    for page, following in ((pages[0], named), (pages[1], renewed)):
        assert "This certificate was replaced" in page
        assert reverse("certificate_check", args=[following.grouped_code]) in page
    assert "This certificate was revoked" in pages[2]
    assert "Seen." in pages[2]
    assert not any("Ann" in page for page in pages)


def test_every_paper_and_badge_is_the_one_that_was_promised(client, ann, chain):
    client.force_login(ann)
    for row, printed in zip(chain, (200, 200, 410), strict=True):
        paper = client.get(reverse("certificates:pdf", args=[row.grouped_code]))
        assert paper.status_code == printed
        badge = client.get(reverse("certificates:badge", args=[row.grouped_code, "json"]))
        assert badge.status_code == (200 if printed == 200 else 404)
        if printed == 200:
            assert json.loads(badge.content)["id"].endswith(row.grouped_code)
            assert json.loads(badge.content)["validUntil"].startswith(str(row.valid_until))
    assert (chain[0].holder_name, chain[1].holder_name) == ("Ann Lind", "Ann Ek")


def test_every_status_bit_is_set_and_every_day_has_one_answer(client, chain):
    rows = Credential.objects.filter(certificate__in=chain)
    published = json.loads(client.get(reverse("status_list", args=[1])).content)
    encoded = published["credentialSubject"]["encodedList"]
    assert statuslist.decode(encoded) == set(rows.values_list("status_index", flat=True))
    states = [state_on(row, TODAY) for row in chain]
    assert states == [State.SUPERSEDED, State.SUPERSEDED, State.REVOKED]
    for days_ago, one in ((700, 0), (501, 0), (500, 1), (26, 1), (25, 2), (1, 2)):
        day = TODAY - timedelta(days=days_ago)
        assert [row.pk for row in valid_on(day)] == [chain[one].pk]
    assert not valid_on(TODAY).exists()


def test_coverage_counts_her_until_the_day_before_the_revocation(programme, chain):
    spells.catch_up(now=timezone.now())
    key = programme.translation_key, "SWE", "nursing_midwifery"
    for days_ago, number in ((701, 0), (700, 1), (500, 1), (25, 1), (1, 1), (0, 0)):
        day = TODAY - timedelta(days=days_ago)
        found = queries.stock(day, programmes=[key[0]], countries=["SWE"])
        assert found[key] == number, days_ago


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "complete",
                "reissue",
                "prolong",
                "renew",
                "change",
                "update",
                "sweep",
                "revoke",
                "erase",
            ]
        ),
        st.integers(0, 400),
    ),
    max_size=10,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(events=EVENTS)
def test_no_sequence_of_events_makes_the_register_contradict_itself(course, staff, signing, events):
    before = transaction.savepoint()
    player = Player(course, staff)
    player.holder = player.take_course().holder
    for event, days in events:
        player.now += timedelta(days=days)
        getattr(player, event)()
        check_register(player)
    transaction.savepoint_rollback(before)


class Player:
    """Plays one person and all who act on her certificates; what is refused changes nothing."""

    def __init__(self, course, staff) -> None:
        self.user = factories.person(uuid.uuid4().hex, "Ann", "SWE", "2221")
        self.course, self.staff, self.now = course, staff, noon(800)
        self.erased, self.holder = False, None

    @property
    def last(self) -> Certificate | None:
        rows = Certificate.objects.filter(user=self.user) if not self.erased else []
        return max(rows, key=renewing.lateness, default=None)

    def complete(self) -> None:
        """The course gets a new required step, which she takes."""
        if self.erased:
            return
        module = scene.step("lesson-1").get_parent()
        key = f"lesson-{uuid.uuid4().hex[:6]}"
        factories.lesson(module.specific, key)
        self.take_course()

    def take_course(self) -> Certificate:
        for page in progress.regular_steps(self.course).specific():
            scene.do(self.user, page.key, self.now)
        return scene.certify(self.user, self.now)

    def reissue(self) -> None:
        self._try(renewal.reissue, holder_name=f"Ann {uuid.uuid4().hex[:4]}", by=self.staff)

    def prolong(self) -> None:
        self._try(renewal.renew, months=24, by=self.staff)

    def revoke(self) -> None:
        self._try(renewal.revoke, reason=REASON, note="", by=self.staff)

    def renew(self) -> None:
        self._take(self._try(renewing.begin))

    def change(self) -> None:
        try:
            version = scene.change(self.course, self.staff, self.now, days=30)
        except declaring.AlreadyDeclared:
            return
        recertifying.ask(version=version, now=self.now)

    def update(self) -> None:
        if self.erased:
            return
        for row in Recertification.objects.filter(certificate__user=self.user):
            self._take(self._try(recertifying.begin, number=row.version.number))

    def sweep(self) -> None:
        for version in recertifying.declared():
            recertifying.ask(version=version, now=self.now)
        for row in recertifying.overdue(self.now.date()):
            recertifying.close(asked=row, now=self.now)

    def erase(self) -> None:
        if not self.erased:
            self.user.delete()
            self.erased = True

    def _take(self, refresher) -> None:
        if refresher is not None:
            scene.take(refresher, self.user, self.now)
            if not refresher.__class__.objects.filter(pk=refresher.pk, completed_at=None).exists():
                scene.certify(self.user, self.now)

    def _try(self, act, **facts):
        if self.last is None:
            return None
        try:
            return act(certificate=self.last, now=self.now, **facts)
        except renewal.NotPossible:
            return None


def check_register(player: Player) -> None:
    """At most one current certificate, spells that never overlap, a status list that equals the database."""
    rows = list(Certificate.objects.filter(holder=player.holder))
    counted = sorted(
        (row.valid_from, last_day(row)) for row in rows if last_day(row) >= row.valid_from
    )
    assert all(before[1] < after[0] for before, after in itertools.pairwise(counted))
    assert sum(row.ended_on is None for row in rows) <= 1
    assert len({row.chain for row in rows}) == 1
    assert all(row.replaces.ended_on <= row.valid_from for row in rows if row.replaces)
    for row in Certificate.objects.filter(credential=None):
        badges._row(row)
    ended = Credential.objects.filter(certificate__ended_on__lte=player.now.date())
    for number in badges.list_numbers():
        published = badges.publish_list(number=number, now=player.now)
        bits = statuslist.decode(published.document["credentialSubject"]["encodedList"])
        wanted = ended.filter(status_list=number).values_list("status_index", flat=True)
        assert bits == set(wanted)
