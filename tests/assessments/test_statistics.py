"""Item analysis against numpy on the same data."""

import json
import math
import random
import re
from dataclasses import asdict
from datetime import timedelta

import numpy
import pytest
from django.test import Client

from assessments import attempts, counting, health, statistics
from assessments.models import Attempt, Item, ItemStatistics, QuizStatistics
from assessments.statistics import QuizTally, Tally
from authoring import staff
from tests import factories
from tests.assessments import quizzes
from tests.assessments.quizzes import RIGHT, WRONG

PEOPLE, ITEMS = 400, 11


@pytest.fixture(scope="module")
def answers():
    """Marks of 400 people at 11 items after a Rasch model; numpy's generator, fixed seed."""
    chance = numpy.random.default_rng(7)
    ability = chance.normal(size=(PEOPLE, 1))
    hardness = numpy.linspace(-2, 2, ITEMS)
    return (chance.random((PEOPLE, ITEMS)) < 1 / (1 + numpy.exp(hardness - ability))).astype(float)


def tally_of(marks, item, groups=None):
    tally = Tally()
    for person, row in enumerate(marks):
        rest = (row.sum() - row[item]) / (len(row) - 1)
        response = "a" if row[item] else "b"
        tally.add(row[item], rest, [("", response)], groups[person] if groups else {})
    return tally


@pytest.mark.parametrize("item", range(ITEMS))
def test_facility_and_corrected_point_biserial_equal_numpy(answers, item):
    tally = tally_of(answers, item)
    rest = (answers.sum(axis=1) - answers[:, item]) / (ITEMS - 1)
    assert tally.facility == pytest.approx(answers[:, item].mean(), abs=1e-12)
    expected = numpy.corrcoef(answers[:, item], rest)[0, 1]
    assert tally.discrimination == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("item", [0, 5, 10])
def test_the_index_equals_sorting_everybody(answers, item):
    """People with the same rest score share the place on the border equally."""
    rest = answers.sum(axis=1) - answers[:, item]
    smooth = answers[:, item].copy()
    for score in numpy.unique(rest):
        smooth[rest == score] = answers[rest == score, item].mean()
    order = numpy.argsort(rest, kind="stable")
    wanted = 0.27 * PEOPLE
    whole, part = int(wanted), wanted - int(wanted)

    def mean(places):
        return (smooth[places[:whole]].sum() + part * smooth[places[whole]]) / wanted

    expected = mean(order[::-1]) - mean(order)
    assert tally_of(answers, item).index == pytest.approx(expected, abs=1e-9)


def test_alpha_and_its_error_equal_numpy(answers):
    tally = QuizTally()
    for row in answers:
        tally.add(
            {str(item): mark for item, mark in enumerate(row)}, passed=bool(row.mean() >= 0.8)
        )
    total = answers.sum(axis=1).var(ddof=1)
    alpha = ITEMS / (ITEMS - 1) * (1 - answers.var(axis=0, ddof=1).sum() / total)
    assert tally.alpha == pytest.approx(alpha, abs=1e-9)
    assert tally.error == pytest.approx(math.sqrt(total * (1 - alpha)), abs=1e-9)
    assert sum(tally.scores.values()) == PEOPLE


def test_mantel_haenszel_equals_the_formula_on_the_raw_tables(answers):
    chance = random.Random(3)
    groups = [{"language": chance.choice(["en", "en", "fr"])} for _ in answers]
    harder = answers.copy()
    for person, group in enumerate(groups):
        if group["language"] == "fr" and chance.random() < 0.6:
            harder[person, 4] = 0
    tally = tally_of(harder, 4, groups)
    [found] = statistics.functioning(tally)
    rest = harder.sum(axis=1) - harder[:, 4]
    french = numpy.array([group["language"] == "fr" for group in groups])
    above = below = 0.0
    for score in numpy.unique(rest):
        inside = rest == score
        a = harder[inside & ~french, 4].sum()
        b = (1 - harder[inside & ~french, 4]).sum()
        c = harder[inside & french, 4].sum()
        d = (1 - harder[inside & french, 4]).sum()
        above += a * d / inside.sum()
        below += b * c / inside.sum()
    assert found.odds_ratio == pytest.approx(above / below, abs=1e-9)
    assert found.delta == pytest.approx(-2.35 * math.log(above / below), abs=1e-9)
    assert (found.reference, found.focal, found.ets) == ("en", "fr", "C")
    assert "works-differently" in statistics.flags(tally)


def test_an_item_that_works_alike_is_class_a(answers):
    groups = [{"language": "en" if person % 2 else "fr"} for person in range(PEOPLE)]
    assert [one.ets for one in statistics.functioning(tally_of(answers, 5, groups))] == ["A"]


def test_the_distractor_table_counts_everybody_once(answers):
    table = dict(tally_of(answers, 5).distractors(""))
    for third in range(3):
        assert table["a"][third] + table["b"][third] == pytest.approx(1)
    assert table["a"][0] < table["a"][2]


def test_sums_survive_storage_and_empty_sums_say_nothing(answers):
    tally = tally_of(answers, 2)
    again = statistics.loaded(Tally, json.loads(json.dumps(asdict(tally))))
    assert again == tally
    assert (Tally().facility, Tally().discrimination, Tally().index) == (None, None, None)
    assert (QuizTally().alpha, QuizTally().error) == (None, None)


def test_marked_first_attempts_are_counted_once(ann, bo, quiz, now):
    quizzes.marked(ann, quiz, RIGHT, now)
    quizzes.marked(ann, quiz, WRONG, now)  # knows the feedback: not counted
    quizzes.marked(bo, quiz, WRONG, now)
    assert [counting.count(limit=2), counting.count(limit=2), counting.count(limit=2)] == [2, 1, 0]
    row = ItemStatistics.objects.get(item__key="genome-size")
    tally = statistics.loaded(Tally, row.sums)
    assert (tally.n, tally.facility, row.epoch) == (2, 0.5, 1)
    assert tally.responses == {"": {"a": {"100": 1}, "b": {"0": 1}}}
    assert tally.groups["cadre"].keys() == {"2221", "2211"}
    total = statistics.loaded(QuizTally, QuizStatistics.objects.get().sums)
    assert (total.n, total.passed, total.items_asked) == (2, 1, 6)
    assert not Attempt.objects.filter(counted=False).exists()


def test_authors_see_how_their_questions_do_and_learners_do_not(ann, tom, quiz, now):
    staff.build()
    for number in range(3):
        person = factories.person(f"p{number}", "P", "SWE", "2221")
        quizzes.marked(person, quiz, RIGHT if number else WRONG, now)
    counting.count(limit=100)
    client = Client()
    client.force_login(tom)
    text = client.get("/cms/questions/health/").content.decode()
    assert "genome-size" in text
    assert "0.67" in text
    item = Item.objects.get(key="genome-size")
    listed = client.get("/cms/quizzes/health/").content.decode()
    link = re.search(r"/cms/quizzes/health/\d+/", listed)
    shown = client.get(link[0]).content.decode()
    assert "Mastery by competency" in shown
    assert "<svg" in shown
    text = client.get(f"/cms/questions/health/{item.pk}/").content.decode()
    assert "polyline" in text
    assert "Upper third" in text
    assert health.details(item).flags == []
    client.force_login(ann)
    assert client.get("/cms/questions/health/").status_code == 302
    assert client.get("/cms/quizzes/health/").status_code == 302


def test_the_characteristic_groups_every_answer_once_by_the_rest_of_the_attempt():
    tally = statistics.Tally()
    for number in range(100):
        rest = number // 10 / 10
        tally.add(float(rest >= 0.5), rest, [("", "a")], {})
    curve = tally.curve()
    assert [answers for _rest, _mark, answers in curve] == [20] * 5
    assert [mark for _rest, mark, _answers in curve] == [0, 0, 0.5, 1, 1]
    assert [rest for rest, _mark, _answers in curve] == [5, 25, 45, 65, 85]


def test_one_score_for_all_is_one_group():
    tally = statistics.Tally()
    for mark in (0.0, 1.0):
        tally.add(mark, 0.5, [("", "a")], {})
    assert tally.curve() == [(50, 0.5, 2)]


def test_a_quiz_says_how_scores_lie_and_what_is_mastered():
    tally = statistics.QuizTally()
    tally.add({"a": 1.0, "b": 1.0}, passed=True)
    tally.add({"a": 1.0, "b": 0.0}, passed=False)
    assert [n for _low, _high, n in tally.distribution()] == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert tally.distribution()[-1][:2] == (90, 100)
    assert (tally.mean, tally.pass_rate) == (0.75, 0.5)
    assert tally.mastery({"a": "GLF1.1", "b": "GLF1.1"}) == [("GLF1.1", 2, 4, 0.75)]
    assert tally.mastery({"a": "GLF1.1"}) == [("", 1, 2, 0.5), ("GLF1.1", 1, 2, 1.0)]


def test_time_counts_for_the_questions_that_a_save_changed(ann, quiz, now):
    attempt = attempts.start(user=ann, page=quiz, now=now)
    saved = {"genome-size": "a"}
    attempts.save(attempt=attempt, answers=saved, now=now + timedelta(seconds=30))
    answers = {**saved, "fathers-side": "false"}
    attempts.submit(attempt=attempt, answers=answers, now=now + timedelta(seconds=40))
    attempts.mark(pk=attempt.pk, now=now + timedelta(seconds=41))
    counting.count(limit=10)
    means = {
        row.item.key: statistics.loaded(Tally, row.sums).mean_seconds
        for row in ItemStatistics.objects.select_related("item")
    }
    assert means == {"genome-size": 30, "fathers-side": 10, "inherited": None}
