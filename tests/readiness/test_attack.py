"""An adversary with every public output, for random small countries, over two rounds.

She knows the rules and replays them: whatever true numbers give the same outputs stay possible for her. She must not
find a count of 1 to 4, nor bound it tighter than the rule allows.
"""

import csv
import io
import random
import re

import pytest
from django.utils import timezone

from readiness import figures, suppression
from readiness.models import DayCell, MonthCell
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
