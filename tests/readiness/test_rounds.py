from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from certificates.models import Certificate
from readiness import rebuilding, snapshots, spells, tasks
from readiness.models import Round, RoundFigure
from tests import factories
from tests.readiness.conftest import certify, revoke, workforce

DAY = date(2025, 12, 31)
NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def frozen(course, programme):
    workforce("SWE", "nursing_midwifery", 1000, now=datetime(2025, 1, 1, tzinfo=UTC))
    for n in range(12):
        certify(factories.person(f"n{n}", "N", "SWE", "2221"), course, date(2025, 3, 1))
    spells.catch_up(now=NOW)
    return snapshots.freeze(DAY, now=NOW)


def test_what_was_published_for_a_day_never_changes(client, frozen, course):
    before = client.get("/en/readiness/rounds/2025-12-31.csv").content
    revoke(Certificate.objects.first(), date(2026, 2, 1))
    certify(factories.person("new", "N", "SWE", "2221"), course, date(2026, 2, 1))
    workforce("SWE", "nursing_midwifery", 900, now=datetime(2026, 2, 1, tzinfo=UTC))
    spells.catch_up(now=datetime(2026, 2, 2, tzinfo=UTC))
    assert client.get("/de/readiness/rounds/2025-12-31.csv").content == before
    assert snapshots.freeze(DAY, now=datetime(2026, 3, 1, tzinfo=UTC)).digest == frozen.digest


def test_the_day_read_again_from_the_cells_is_the_frozen_round_byte_for_byte(frozen, course):
    certify(factories.person("new", "N", "SWE", "2221"), course, date(2026, 2, 1))
    workforce("SWE", "nursing_midwifery", 900, now=datetime(2026, 2, 1, tzinfo=UTC))
    rebuilding.rebuild(spells.programme_courses())
    assert snapshots.public_figures(DAY) == frozen.figures


def test_an_erased_account_leaves_the_frozen_aggregates(client, frozen):
    Certificate.objects.first().user.delete()
    spells.catch_up(now=datetime(2026, 2, 2, tzinfo=UTC))
    assert RoundFigure.objects.get(country="SWE").people == 12
    assert ",10," in client.get("/en/readiness/rounds/2025-12-31.csv").content.decode()


def test_a_day_that_is_not_over_cannot_be_frozen(db):
    with pytest.raises(snapshots.NotOver):
        snapshots.freeze(DAY, now=datetime(2025, 12, 31, 23, tzinfo=UTC))
    with pytest.raises(CommandError, match="is not over yet"):
        call_command("freeze_round", "2999-12-31")


def test_the_worker_freezes_the_last_round_once(db):
    tasks.freeze_due_round()
    tasks.freeze_due_round()
    assert Round.objects.count() == 1
    assert Round.objects.get().day.month == 12


@pytest.mark.parametrize("day", ["2001-12-31", "nonsense", "2025-99-99"])
def test_rounds_that_do_not_exist_are_not_found(client, frozen, day):
    assert client.get(f"/en/readiness/rounds/{day}.csv").status_code == 404
