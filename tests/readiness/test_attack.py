"""An adversary with every public output, for random small countries, over two rounds.

She knows the rules and replays them: whatever true numbers give the same outputs stay possible for her. She must not
find a count of 1 to 4, nor bound it tighter than the rule allows.
"""

import csv
import io
import random
import re
import zipfile
from collections import Counter
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import F
from django.utils import timezone

from readiness import federation, figures, parcel, snapshots, suppression
from readiness.models import Composition, DayCell, MonthCell
from readiness.suppression import Policy, publish
from tests import factories
from tests.readiness.conftest import workforce

POLICY = Policy()
SMALL = ("SMR", "MCO", "AND", "ISL", "MNE")
GROUPS = {
    "physicians": "2211",
    "nursing_midwifery": "2221",
    "pharmacists": "2262",
    "dentists": "2261",
}


@pytest.fixture
def small_world(catalogue, course):
    """Random counts in small countries, San Marino's 25 dentists among them; written as cells."""

    def make(seed):
        draw = random.Random(seed)
        page = factories.programme(catalogue, course)
        page.cadres = list(GROUPS.values())
        page.save_revision().publish()
        truth = {}
        today = timezone.now().date()
        for country in SMALL:
            for group, cadre in GROUPS.items():
                size = draw.choice([22, 25, 35, 98, 157, 320, 1687])
                if (country, group) == ("SMR", "dentists"):
                    size = 25
                workforce(country, group, size)
                count = draw.choice([0, 1, 2, 3, 4, 5, 6, 9, draw.randrange(size)])
                truth[country, group] = (count, size)
                for model in (DayCell, MonthCell):
                    model.objects.create(
                        programme=page.translation_key,
                        country=country,
                        cadre=cadre,
                        day=today.replace(day=1),
                        entered=count,
                    )
        return page, truth

    return make


def possible(count, size):
    """Every count that looks like this one to a reader who knows the rule."""
    shown = publish(count, size, policy=POLICY)
    return {n for n in range(2 * size + 10) if publish(n, size, policy=POLICY) == shown}


def outputs(client, page):
    """Figures from CSV, API and pages by (country, group): each as (at least, at most)."""
    found = {}
    text = client.get("/en/readiness/figures.csv").content.decode()
    for line in csv.DictReader(io.StringIO(text)):
        bounds = (line["people_at_least"], line["people_at_most"])
        found.setdefault((line["country"], line["group"]), []).append(bounds)
    for figure in client.get("/api/v1/readiness/figures").json()["figures"]:
        most = figure["people_at_most"]
        bounds = (str(figure["people_at_least"]), "" if most is None else str(most))
        found[figure["country"], figure["group"]].append(bounds)
    for group in GROUPS:
        region = client.get("/en/readiness/", {"programme": page.key, "group": group})
        for row in region.context["page"].rows:
            most = row.people.high
            bounds = (str(row.people.low), "" if most is None else str(most))
            found[row.country, row.group].append(bounds)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_public_output_says_more_than_the_rule(client, small_world, seed):
    page, truth = small_world(seed)
    found = outputs(client, page)
    for place, (count, size) in truth.items():
        told = possible(count, size)
        low = max(int(low) for low, _high in found[place])
        highs = [int(high) for _low, high in found[place] if high]
        high = min(highs) if highs else max(told)
        assert {n for n in told if low <= n <= high} == told
        if 0 < count < POLICY.threshold:
            assert len(told - {0}) >= POLICY.threshold - 1


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_follow_from_what_is_published_and_nothing_else(client, small_world, seed):
    page, truth = small_world(seed)
    for group in GROUPS:
        region = client.get("/en/readiness/", {"programme": page.key, "group": group})
        shown = region.context["page"]
        assert shown.total == figures.regional(shown.rows)
        parts = [publish(*truth[c, group], policy=POLICY) for c in SMALL if truth.get((c, group))]
        assert shown.total.people.value == suppression.total(parts).value


def test_no_exact_small_number_stands_anywhere_on_the_pages(client, small_world):
    page, truth = small_world(4)
    for (country, group), (count, size) in truth.items():
        if 1 < count < POLICY.threshold and size >= POLICY.banded_below:
            for url in (
                f"/en/readiness/{country}/trend/{page.key}/{group}/",
                f"/en/readiness/{country}/",
                f"/en/readiness/{country}/brief/",
            ):
                cells = re.findall(
                    r'<td class="num">([^<]*)</td>', client.get(url).content.decode()
                )
                assert str(count) not in [cell.strip() for cell in cells]


@pytest.mark.parametrize("seed", [5, 6])
def test_two_rounds_together_say_no_more_than_each(client, small_world, seed):
    """Flows between rounds are not published, so a change bounds neither end."""
    page, truth = small_world(seed)
    draw = random.Random(seed)
    first = outputs(client, page)
    later = {}
    for (country, group), (count, size) in truth.items():
        change = draw.choice([-1, 0, 1, 2]) if count else draw.choice([0, 1])
        later[country, group] = (max(0, count + change), size)
        place = {"country": country, "cadre": GROUPS[group]}
        for model in (DayCell, MonthCell):
            model.objects.filter(**place).update(entered=max(0, count + change))
    second = outputs(client, page)
    for place in truth:
        for found, (count, size) in ((first, truth[place]), (second, later[place])):
            told = possible(count, size)
            low = max(int(low) for low, _high in found[place])
            assert {n for n in told if n >= low} == told


def test_the_trend_tells_no_more_than_each_of_its_points(client, small_world):
    page, truth = small_world(7)
    for (country, group), (count, size) in truth.items():
        url = f"/en/readiness/{country}/trend/{page.key}/{group}/"
        details = client.get(url).context["page"]
        now = next(s for s in details.trend.ahead if s.month == details.trend.month)
        assert now.people == publish(count, size, policy=POLICY)
        assert all(s.people.kind != "exact" for s in [*details.trend.behind, *details.trend.ahead])


FACTS = ("sex", "birth_band", "residence", "facility_level", "language")


def _compositions(page, draw, truth):
    """Random facts of those covered, as the worker keeps them; returns them by country, group and fact."""
    facts = {}
    for (country, group), (count, _size) in truth.items():
        for fact in FACTS:
            parts = Counter(draw.choice(["", "a", "a", "b", "c"]) for _person in range(count))
            facts[country, group, fact] = parts
            Composition.objects.bulk_create(
                Composition(
                    programme=page.translation_key, country=country, cadre=GROUPS[group],
                    fact=fact, value=value, people=people,
                )
                for value, people in parts.items()
            )  # fmt: skip
    return facts


@pytest.mark.parametrize("seed", [8, 9, 10])
def test_a_breakdown_tells_no_part_and_no_whole_more_closely_than_the_rule(
    client, small_world, seed
):
    """Whoever adds the parts up, or takes them from the headline, finds no small number and no closer one."""
    page, truth = small_world(seed)
    facts = _compositions(page, random.Random(seed), truth)
    for country, group in truth:
        url = f"/en/readiness/{country}/trend/{page.key}/{group}/"
        shown = client.get(url).context["page"].breakdowns
        for fact, table in zip(FACTS, shown[: len(FACTS)], strict=True):
            parts = facts[country, group, fact]
            if table.found is None:
                continue
            whole = publish(sum(parts.values()), truth[country, group][1], policy=POLICY)
            assert whole.kind == "rounded"
            for part in table.found.parts:
                assert part.people % POLICY.base == 0
                assert part.people == 0 or parts[part.value] >= POLICY.breakdown_threshold


def test_small_countries_and_the_dentists_of_san_marino_show_no_breakdown(client, small_world):
    page, truth = small_world(11)
    _compositions(page, random.Random(11), truth)
    for (country, group), (_count, size) in truth.items():
        if size < POLICY.banded_below:
            url = f"/en/readiness/{country}/trend/{page.key}/{group}/"
            assert all(t.found is None for t in client.get(url).context["page"].breakdowns)
    assert truth["SMR", "dentists"][1] == 25


def _sheet(content):
    """The rows of the first sheet of a workbook, read without any library."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        texts = [
            "".join(node.itertext())
            for node in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
        ]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rows = []
    for row in sheet.iter(f"{space}row"):
        cells = {}
        for cell in row.iter(f"{space}c"):
            value = cell.findtext(f"{space}v") or ""
            cells[re.sub(r"\d", "", cell.get("r"))] = (
                texts[int(value)] if cell.get("t") == "s" else value
            )
        rows.append(cells)
    names = dict(rows[0])
    return [{names[column]: value for column, value in row.items()} for row in rows[1:]]


@pytest.mark.parametrize("seed", [12, 13])
def test_workbook_country_files_and_country_api_tell_what_the_region_file_tells(
    client, small_world, seed
):
    small_world(seed)
    text = client.get("/en/readiness/figures.csv").content.decode()
    told = {(r["country"], r["group"]): r for r in csv.DictReader(io.StringIO(text))}
    names = ("people", "people_at_least", "people_at_most", "disclosure")
    for row in _sheet(client.get("/en/readiness/figures.xlsx").content):
        whole = told[row["country"], row["group"]]
        assert [row.get(n, "") for n in names] == [whole[n] for n in names]
    for country in SMALL:
        file = client.get(f"/en/readiness/{country}/figures.csv").content.decode()
        for row in csv.DictReader(io.StringIO(file)):
            assert row == told[country, row["group"]]
        for figure in client.get(f"/api/v1/readiness/countries/{country}").json()["figures"]:
            whole = told[country, figure["group"]]
            found = ["" if figure[n] is None else str(figure[n]) for n in names]
            assert found == [whole[n] for n in names]


@pytest.mark.parametrize("seed", [14, 15])
def test_the_chart_draws_only_points_that_are_told(client, small_world, seed):
    page, truth = small_world(seed)
    for (country, group), (count, size) in truth.items():
        details = client.get(f"/en/readiness/{country}/trend/{page.key}/{group}/").context["page"]
        if publish(count, size, policy=POLICY).value in (None, 0):
            assert details.chart is None
            assert details.trend.projected == []


@pytest.mark.parametrize("seed", [16, 17])
def test_two_frozen_rounds_and_what_a_country_sends_tell_what_each_day_told(small_world, seed):
    """Federated cells are the lines of the frozen file; two rounds are told as if each stood alone."""
    page, truth = small_world(seed)
    month = timezone.now().date().replace(day=1)
    DayCell.objects.update(day=month - timedelta(days=400))
    days = [month - timedelta(days=40), month - timedelta(days=10)]
    DayCell.objects.bulk_create(
        DayCell(
            programme=page.translation_key, country=country, cadre=GROUPS[group],
            day=days[0] + timedelta(days=1), entered=1,
        )
        for country, group in truth
    )  # fmt: skip
    MonthCell.objects.all().delete()
    for cell in DayCell.objects.all():
        MonthCell.objects.get_or_create(
            programme=cell.programme,
            country=cell.country,
            cadre=cell.cadre,
            day=cell.day.replace(day=1),
        )
        MonthCell.objects.filter(
            country=cell.country, cadre=cell.cadre, day=cell.day.replace(day=1)
        ).update(entered=F("entered") + cell.entered)
    now = timezone.now() + timedelta(days=1)
    key = Ed25519PrivateKey.generate()
    for more, day in enumerate(days):
        snapshots.freeze(day, now=now)
        for country in SMALL:
            sent = parcel.unpack(federation.build(day, country, key=key, now=now).document)
            parcel.check(sent, policy=POLICY, groups=GROUPS, methods=["register"])
            for cell in sent.cells:
                count, size = truth[country, cell["group"]]
                assert parcel.read_figure(cell) == publish(count + more, size, policy=POLICY)
