from datetime import date, timedelta

import pytest
from django.utils import timezone

from readiness import charts, composing, tasks
from tests import factories
from tests.readiness.conftest import certify, workforce

URL = "/en/readiness/SWE/trend/aware/nursing_midwifery/"


def person(name, **facts):
    made = factories.person(name, "N", "SWE", "2221")
    for fact, value in facts.items():
        setattr(made, fact, value)
    made.save()
    return made


@pytest.fixture
def grown(course, programme):
    """Two people a month for fourteen months."""
    workforce("SWE", "nursing_midwifery", 1000)
    today = timezone.now().date()
    for n in range(28):
        sex = "female" if n < 14 else "male"
        certify(person(f"n{n}", sex=sex), course, today - timedelta(days=30 * (n // 2 + 1)))
    tasks.catch_up()


def test_the_focal_point_sees_trend_cliff_and_projection(client, fay, grown):
    client.force_login(fay)
    page = client.get(URL).context["page"]
    assert page.row.people.value == 28
    assert page.trend.behind[-1].people.kind == "exact"
    assert page.trend.ahead[-1].people.value < 28
    assert [year.year for year in page.years] == [2029, 2030]
    assert page.chart.band


def test_twice_the_seats_arrive_earlier(client, fay, grown):
    client.force_login(fay)
    now = client.get(URL).context["page"].years[0].middle
    twice = client.get(URL + "?seats=2&renewal=10").context["page"].years[0].middle
    assert twice > now


def test_the_public_sees_rounded_points_and_no_what_if(client, grown):
    page = client.get(URL + "?seats=3")
    details = page.context["page"]
    assert {s.people.kind for s in details.trend.behind} <= {"zero", "hidden", "rounded"}
    assert details.what_if.seats == 1
    assert "What if?" not in page.content.decode()


def test_composition_shows_when_every_part_is_large_enough(client, grown):
    page = client.get(URL).context["page"]
    shown = {str(table.title): table.found for table in page.breakdowns}
    assert [(p.value, p.people) for p in shown["Sex"].parts] == [("female", 15), ("male", 15)]


def test_one_small_part_hides_the_whole_breakdown_from_the_public_only(client, fay, course, grown):
    certify(person("rare", sex="other"), course, timezone.now().date())
    tasks.catch_up()
    composing.compose(now=timezone.now() + timedelta(minutes=5))
    public = {str(t.title): t.found for t in client.get(URL).context["page"].breakdowns}
    assert public["Sex"] is None
    client.force_login(fay)
    own = {str(t.title): t.found for t in client.get(URL).context["page"].breakdowns}
    assert [(p.value, p.people) for p in own["Sex"].parts][-1] == ("other", 1)


@pytest.mark.parametrize(
    "url",
    [
        "/en/readiness/SWE/trend/nothing/physicians/",
        "/en/readiness/SWE/trend/aware/physicians/",
        "/en/readiness/USA/trend/aware/nursing_midwifery/",
    ],
)
def test_figures_that_do_not_exist_are_not_found(client, programme, url):
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("query", ["seats=abc", "renewal=-5", "seats=1e9", "seats="])
def test_nonsense_levers_mean_as_now(client, fay, programme, query):
    client.force_login(fay)
    assert client.get(f"{URL}?{query}").context["page"].what_if.seats == 1


def test_nobody_covered_is_said_in_words(client, programme):
    assert "There is nothing that can be drawn yet." in client.get(URL).content.decode()


def test_a_chart_keeps_everything_inside_its_frame():
    series = [(0, 3.0), (12, 40.0)]
    chart = charts.line_chart(
        behind=series,
        ahead=[],
        low=[],
        middle=[],
        high=[],
        target=45.0,
        labels=[(11, str(date(2026, 12, 1).year))],
    )
    points = [tuple(map(float, point.split(","))) for point in chart.behind.split()]
    assert all(64 <= x <= 696 and 12 <= y <= 252 for x, y in points)
    assert charts.ceiling(41) == 50
