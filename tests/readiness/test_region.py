import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from readiness import outlines, reference, spells
from tests import factories
from tests.readiness.conftest import certify, workforce

URL = "/en/readiness/"


@pytest.fixture
def grown(course, programme):
    """Ten nurses in Sweden for three months, three in Norway since."""
    today = timezone.now().date()
    workforce("SWE", "nursing_midwifery", 1000)
    workforce("NOR", "nursing_midwifery", 1000)
    for country, number, days in (("SWE", 10, 95), ("NOR", 3, 65)):
        for n in range(number):
            person = factories.person(f"{country}{n}", "N", country, "2221")
            certify(person, course, today - timedelta(days=days))
    spells.catch_up(now=timezone.now())


def test_the_region_over_two_years_is_the_sum_of_what_may_be_shown(client, fay, grown):
    for reader in (None, fay):
        if reader:
            client.force_login(reader)
        trend = client.get(URL).context["page"].trend
        assert len(trend.months) == len(trend.chart.marks) == 24
        assert [m.people.value for m in (trend.months[0], trend.months[-1])] == [0, 10]
        assert trend.months[-1].percent == 0.5


def test_the_chart_can_be_read_month_by_month_from_its_table(client, grown):
    text = client.get(URL).content.decode()
    table = text.split('id="chart-table"')[1].split("</table>")[0]
    assert table.count("<tr>") == 25
    assert 'type="range"' in text


def test_nobody_covered_has_no_chart(client, programme):
    assert "There is nothing that can be drawn yet." in client.get(URL).content.decode()


def test_the_map_links_every_member_state_and_says_what_it_is_not(client, grown):
    page = client.get(URL + "?view=map")
    text = page.content.decode()
    assert len([a for a in page.context["page"].areas if a.row]) == 53
    assert len([a for a in page.context["page"].areas if not a.row]) == 1
    assert 'aria-label="Sweden: 1.0 %"' in text
    assert "This is no official map of WHO." in text
    assert "tile-grid" not in text


def test_tiles_are_shown_unless_the_map_is_asked_for(client, programme):
    for view in ("", "tiles", "globe"):
        assert client.get(URL, {"view": view}).context["page"].areas == []


def test_ranks_are_told_for_countries_with_a_share(client, grown):
    page = client.get(URL + "?order=share")
    assert page.context["page"].rows[0].country == "SWE"
    assert ">Rank</th>" in page.content.decode()


def test_the_map_has_every_country_inside_its_frame():
    sheet = reference.map_sheet()
    assert len({o.code for o in sheet.outlines if o.code}) == 53
    dots = [o for o in sheet.outlines if o.dot]
    assert {"MCO", "SMR", "AND", "MLT"} <= {o.code for o in dots}
    assert all(0 < o.dot[0] < sheet.width and 0 < o.dot[1] < sheet.height for o in dots)


def square(code, left, bottom, size):
    right, top = left + size, bottom + size
    ring = [[left, bottom], [right, bottom], [right, top], [left, top], [left, bottom]]
    return {
        "properties": {"iso3": code},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }


def test_small_countries_get_a_dot_and_the_order_is_by_code():
    drawn = outlines.sheet(
        {"features": [square("BBB", 10, 45, 10), square("AAA", 30, 45, 0.1)]}, cut=""
    )
    assert [(o.code, o.dot is None) for o in drawn.outlines] == [("AAA", False), ("BBB", True)]
    assert all(o.path.startswith("M") and o.path.endswith("z") for o in drawn.outlines)


def test_the_map_is_drawn_by_a_command(tmp_path):
    source = tmp_path / "boundaries.geojson"
    source.write_text(json.dumps({"features": [square("AAA", 10, 45, 10)]}))
    call_command("draw_map", str(source), to=str(tmp_path / "map.json"))
    assert json.loads((tmp_path / "map.json").read_text())["outlines"][0]["code"] == "AAA"
