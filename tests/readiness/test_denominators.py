from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.countries import COUNTRIES, EUR
from readiness import denominators, reference, targets
from readiness.denominators import Denominator, choose, valid_on
from readiness.models import Workforce
from tests.readiness.conftest import workforce

DAY = date(2026, 11, 22)


def figure(value, year, method):
    return Denominator(1, value, year, "…", "unknown", method)


def test_a_national_register_is_preferred_to_newer_derived_figures():
    assert choose([figure(100, 2023, "derived"), figure(90, 2020, "register")]).value == 90


def test_the_newest_year_of_the_same_method_counts():
    assert choose([figure(1, 2020, "derived"), figure(2, 2022, "derived")]).value == 2


def test_sources_that_differ_by_more_than_a_quarter_are_both_named():
    best = choose([figure(121_553, 2021, "derived"), figure(223_907, 2020, "reported")])
    assert (best.value, best.other.value) == (121_553, 223_907)


def test_sources_that_agree_raise_no_doubt():
    assert choose([figure(100, 2021, "derived"), figure(110, 2020, "reported")]).other is None


def test_figures_older_than_five_years_are_stale():
    assert figure(1, 2020, "derived").is_stale(DAY)
    assert not figure(1, 2021, "derived").is_stale(DAY)


def test_loading_twice_adds_nothing(db, capsys):
    call_command("load_reference")
    rows = Workforce.objects.count()
    call_command("load_reference")
    assert Workforce.objects.count() == rows == sum(1 for _ in reference.workforce())


def test_every_country_of_the_region_has_a_count_for_every_group(db):
    call_command("load_reference")
    groups = ("physicians", "nursing_midwifery", "pharmacists", "dentists")
    found = valid_on(datetime.now(UTC).date(), countries=EUR, groups=groups)
    assert set(found) == {(country, group) for country in EUR for group in groups}
    assert found["SWE", "nursing_midwifery"].value == 121_553


def test_every_count_belongs_to_a_member_state_and_is_positive():
    rows = list(reference.workforce())
    assert {row["country"] for row in rows} <= set(COUNTRIES)
    assert min(row["value"] for row in rows) > 0


def test_the_tile_grid_has_one_place_for_each_of_the_53():
    grid = reference.tile_grid()
    assert set(grid) == set(EUR)
    assert len(set(grid.values())) == len(EUR) == 53


def test_a_corrected_figure_is_a_new_version_and_history_stays(db):
    early, late = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    workforce("SWE", "dentists", 8000, now=early)
    workforce("SWE", "dentists", 9000, now=late)
    wanted = {"countries": ["SWE"], "groups": ["dentists"]}
    assert valid_on(date(2025, 6, 1), **wanted)["SWE", "dentists"].value == 8000
    assert valid_on(DAY, **wanted)["SWE", "dentists"].value == 9000
    assert list(Workforce.objects.values_list("version", flat=True)) == [1, 2]


def test_the_newest_target_counts(fay, programme, now):
    due = date(2029, 12, 31)
    place = {"country": "SWE", "programme": programme.translation_key, "group": "dentists"}
    for percent in (40, 50):
        targets.set_target(**place, percent=percent, due=due, by=fay, now=now)
    found = targets.valid_on(DAY, countries=["SWE"], programmes=[programme.translation_key])
    assert found == {("SWE", programme.translation_key, "dentists"): targets.Goal(50, due, True)}


@pytest.mark.parametrize("percent", [0, 101])
def test_a_target_that_is_no_share_is_refused(fay, programme, now, percent):
    place = {"country": "SWE", "programme": programme.translation_key, "group": "dentists"}
    with pytest.raises(ValidationError):
        targets.set_target(**place, percent=percent, due=DAY, by=fay, now=now)


def test_derived_figures_follow_the_density_series(db):
    assert denominators.record(reference.workforce(), now=datetime.now(UTC)) > 1900
