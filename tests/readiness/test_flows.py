"""Three ways to one result: the pure rule, sets in the database, and change by change; and flows that add up."""

import random
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import moving
from accounts.models import Move, User
from certificates.models import Certificate
from readiness import counting, coverage, queries, rebuilding, spells
from readiness.models import DayCell, HolderMove, MonthCell, Spell, Standing
from tests import factories
from tests.readiness.conftest import certify, revoke

PLACES = [("SWE", "2221"), ("NOR", "2221"), ("SWE", "2211"), ("", "")]


def moment(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture
def known(catalogue, course):
    """Three programmes: of one course, of another, of both."""
    other = factories.course(catalogue, key="drugs")
    factories.programme(catalogue, course, key="one")
    factories.programme(catalogue, other, key="other")
    factories.programme(catalogue, course, other, key="both")
    return spells.programme_courses()


def written():
    """Everything derived, as plain values."""
    fields = ("programme", "country", "cadre", "day", *coverage.SIGN)
    return {
        "days": sorted(map(str, DayCell.objects.values_list(*fields))),
        "months": sorted(map(str, MonthCell.objects.values_list(*fields))),
        "standing": sorted(
            map(str, Standing.objects.values_list("programme", "country", "cadre", "people"))
        ),
        "spells": sorted(
            str((row.holder, row.programme, counting.plain(row))) for row in Spell.objects.all()
        ),
    }


def by_the_pure_rule(known, today):
    """The same from `coverage.py` alone."""
    moves, found, stands = Counter(), [], Counter()
    for holder in set(Certificate.objects.values_list("holder", flat=True)):
        rows = list(counting.counted(Certificate.objects.filter(holder=holder)).order_by("pk"))
        moved = [
            coverage.Move(m.day, m.country, m.cadre)
            for m in HolderMove.objects.filter(holder=holder)
        ]
        pairs = list(counting.spells_of(rows, known, moved))
        moves.update(counting.movements(pairs))
        found += [str((holder, programme, spell)) for programme, spell in pairs]
        stands.update(
            (programme, spell.country, spell.cadre)
            for programme, spell in pairs
            if spell.start <= today < spell.end
        )
    return {
        "days": _as_rows(counting.cells(moves, monthly=False)),
        "months": _as_rows(counting.cells(moves, monthly=True)),
        "standing": sorted(str((*place, people)) for place, people in stands.items()),
        "spells": sorted(found),
    }


def _as_rows(cells):
    rows = ((*place, *(counts[kind] for kind in coverage.SIGN)) for place, counts in cells.items())
    return sorted(map(str, rows))


def _population(draw, keys, people=60):
    """Any mixture of overlapping, renewed, revoked, abandoned and moved certificates, as no single story makes them."""
    rows, moves = [], []
    for number in range(people):
        holder = uuid.UUID(int=draw.getrandbits(128))
        user = User.objects.create(email=f"p{number}@example.org")
        left = None
        if draw.random() < 0.2:
            left = moment(date(2026, 1, 1) + timedelta(days=draw.randrange(500)))
        for key in draw.choices(keys, k=draw.choice([1, 1, 2, 2, 3, 5])):
            start = date(2026, 1, 1) + timedelta(days=draw.randrange(0, 600, 20))
            country, cadre = PLACES[0] if draw.random() < 0.8 else draw.choice(PLACES)
            ended = revoked = None
            if draw.random() < 0.4:
                ended = start + timedelta(days=draw.randrange(0, 300, 10))
                revoked = moment(ended) if draw.random() < 0.5 else None
            rows.append(
                Certificate(
                    code=f"{len(rows):016x}", chain=uuid.uuid4(), holder=holder, subject_key=key,
                    user=None if left else user, holder_left_at=left, country=country, cadre=cadre,
                    issuer="Test", subject_code="x", title="x", version=1, version_digest="", language="en",
                    minutes=60, level=1, completed_at=moment(start), issued_at=moment(start), valid_from=start,
                    valid_until=start + timedelta(days=draw.choice([20, 200, 400]) - 1), ended_on=ended,
                    revoked_at=revoked, revocation_reason="not_own_work" if revoked else "",
                )
            )  # fmt: skip
            if ended is None and not left:  # one that has not ended, per person and course
                rows[-1].ended_on = start + timedelta(days=900)
        for _move in range(draw.choice([0, 0, 0, 1, 2])):
            day = date(2026, 1, 1) + timedelta(days=draw.randrange(0, 700, 10))
            country, cadre = draw.choice(PLACES)
            moves.append(Move(user=user, country=country, cadre=cadre, moved_at=moment(day)))
    Certificate.objects.bulk_create(rows)
    Move.objects.bulk_create(moves)


@pytest.mark.parametrize("seed", range(12))
def test_sets_in_the_database_equal_the_pure_rule(seed, known):
    _population(random.Random(seed), sorted(set().union(*known.values())))
    day = date(2026, 9, 1)
    rebuilding.rebuild(known, now=moment(day))
    assert written() == by_the_pure_rule(known, day)
    assert len(written()["spells"]) > 20


@pytest.mark.parametrize("seed", range(6))
def test_change_by_change_equals_the_pure_rule_after_any_shuffled_repeated_sequence(
    seed, course, known
):
    draw = random.Random(seed)
    courses = list(type(course).objects.filter(translation_key__in=set().union(*known.values())))
    people = [factories.person(f"p{n}", f"P {n}", "SWE", "2221") for n in range(5)]
    rebuilding.rebuild(known)
    for _step in range(40):
        _happens(draw, people, courses)
        holders = sorted(set(Certificate.objects.values_list("holder", flat=True)))
        for holder in draw.choices(holders, k=3) if holders else []:
            spells.refresh(holder, known)
    holders = sorted(set(Certificate.objects.values_list("holder", flat=True))) * 2
    draw.shuffle(holders)
    for holder in holders:
        spells.refresh(holder, known)
    step_by_step = written()
    assert step_by_step == by_the_pure_rule(known, timezone.now().date())
    rebuilding.rebuild(known)
    assert step_by_step == written()


def _happens(draw, people, courses):
    """Somebody is certified, renews, moves, is revoked, or deletes her account."""
    alive = [person for person in people if person.pk]
    event = draw.random()
    issued = list(Certificate.objects.filter(ended_on=None, user__isnull=False))
    day = timezone.now().date() + timedelta(days=draw.randrange(-400, 100))
    if event < 0.5:
        days = draw.choice([20, 200, 730])
        certify(draw.choice(alive), draw.choice(courses), day, days=days)
    elif event < 0.75:
        person = draw.choice(alive)
        person.country, person.cadre = draw.choice(PLACES)
        moving.save_profile(user=person, now=moment(day))
    elif event < 0.93 and issued:
        revoke(draw.choice(issued), day)
    elif event > 0.97 and len(alive) > 2:
        draw.choice(alive).delete()


@pytest.mark.parametrize("seed", [1, 2])
def test_in_every_cell_and_month_stock_is_the_stock_before_plus_who_came_less_who_went(seed, known):
    _population(random.Random(seed), sorted(set().union(*known.values())))
    rebuilding.rebuild(known)
    covered = [(s.programme, s.country, s.cadre, s.start, s.end) for s in Spell.objects.all()]
    stock = Counter()
    months = MonthCell.objects.order_by("day")
    for month in sorted(set(months.values_list("day", flat=True))):
        for cell in months.filter(day=month):
            came = cell.entered + cell.moved_in
            went = cell.expired + cell.revoked + cell.left + cell.moved_out
            stock[cell.programme, cell.country, cell.cadre] += came - went
        last = (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        alive = Counter(place[:3] for place in covered if place[3] <= last < place[4])
        assert +stock == alive
        assert min(stock.values()) >= 0


def test_whoever_moves_out_moves_in_the_same_day(known):
    _population(random.Random(3), sorted(set().union(*known.values())))
    rebuilding.rebuild(known)
    moved = Counter()
    for cell in DayCell.objects.all():
        moved[cell.programme, cell.day] += cell.moved_in - cell.moved_out
    assert set(moved.values()) == {0}
    assert DayCell.objects.filter(moved_in__gt=0).exists()


@pytest.mark.parametrize("ahead", [-400, -30, -1, 0, 1, 30, 400])
def test_any_day_past_or_future_is_read_as_the_people_covered_then(known, ahead):
    _population(random.Random(4), sorted(set().union(*known.values())))
    rebuilding.rebuild(known, now=moment(date(2026, 12, 1)))
    day = date(2026, 12, 1) + timedelta(days=ahead)
    people = queries.by_cadre(day, programmes=known, countries=["SWE", "NOR", ""])
    spells_then = Spell.objects.filter(start__lte=day, end__gt=day)
    alive = Counter(spells_then.values_list("programme", "country", "cadre"))
    assert +people == alive


def test_standing_rolls_to_the_next_days_by_itself(ann, course, programme):
    now = timezone.now()
    certify(ann, course, now.date(), days=10)
    spells.catch_up(now=now)
    assert Standing.objects.get().people == 1
    spells.catch_up(now=now + timedelta(days=9))
    assert Standing.objects.get().people == 1
    spells.catch_up(now=now + timedelta(days=10))
    assert not Standing.objects.exists()


def test_a_move_in_the_profile_moves_her_from_that_day(client, ann, course, programme):
    today = timezone.now().date()
    certify(ann, course, today - timedelta(days=50))
    spells.catch_up(now=timezone.now())
    client.force_login(ann)
    facts = {"certificate_name": "Ann Lind", "country": "NOR", "cadre": "2221", "language": "en"}
    assert client.post("/en/account/profile/", facts).status_code == 302
    spells.catch_up(now=timezone.now())
    key = programme.translation_key
    here = {"programmes": [key], "countries": ["SWE", "NOR"]}
    assert queries.by_cadre(today, **here) == {(key, "NOR", "2221"): 1}
    assert +queries.by_cadre(today - timedelta(days=1), **here) == {(key, "SWE", "2221"): 1}
    assert DayCell.objects.get(country="SWE", day=today).moved_out == 1
    assert DayCell.objects.get(country="NOR", day=today).moved_in == 1


def test_a_profile_saved_without_a_change_of_place_is_no_move(ann):
    assert moving.save_profile(user=ann, now=timezone.now()) is None
    assert not Move.objects.exists()


def test_a_deleted_account_leaves_on_that_day_and_its_past_stays(ann, course, programme):
    today = timezone.now().date()
    certify(ann, course, today - timedelta(days=50))
    moving.save_profile(user=ann, now=timezone.now())
    spells.catch_up(now=timezone.now())
    ann.delete()
    spells.catch_up(now=timezone.now())
    key = programme.translation_key
    assert not +queries.by_cadre(today, programmes=[key], countries=["SWE"])
    yesterday = queries.by_cadre(today - timedelta(days=1), programmes=[key], countries=["SWE"])
    assert yesterday == {(key, "SWE", "2221"): 1}
    assert DayCell.objects.get(day=today).left == 1
    assert not Move.objects.exists()


def test_a_crowd_of_changes_is_left_to_counting_by_sets(ann, bo, course, programme, monkeypatch):
    spells.catch_up(now=timezone.now())
    monkeypatch.setattr(spells, "CROWD", 1)
    monkeypatch.setattr(spells, "AT_ONCE", 1)
    for person in (ann, bo):
        certify(person, course, timezone.now().date())
    assert spells.catch_up(now=timezone.now()) == 0
    assert spells.recount(now=timezone.now()) == 1
    assert spells.recount(now=timezone.now()) == 0
    assert sum(Standing.objects.values_list("people", flat=True)) == 2
