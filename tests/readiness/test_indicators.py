import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from courses.models import CourseCompletion, CourseVersion, Enrolment
from readiness import competence, snapshots, spells, tallies, tasks
from readiness.competence import Offer
from readiness.models import Tally
from tests import factories
from tests.readiness.conftest import certify, revoke, workforce

URL = "/en/readiness/SWE/indicators/aware/nursing_midwifery/"


@pytest.fixture
def today():
    return timezone.now().date()


def nurse(name, country="SWE", **facts):
    made = factories.person(name, "N", country, "2221")
    for fact, value in facts.items():
        setattr(made, fact, value)
    made.save()
    return made


def enrol(user, course, day, *, done=None):
    made = Enrolment.objects.create(
        user=user,
        course_key=course.course_key,
        enrolled_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
    )
    if done:
        version, _new = CourseVersion.objects.get_or_create(
            course_key=course.course_key, number=1, defaults={"digest": "0" * 64}
        )
        CourseCompletion.objects.create(
            enrolment=made,
            version=version,
            language="en",
            completed_at=datetime(done.year, done.month, done.day, 9, tzinfo=UTC),
        )


def count():
    spells.catch_up(now=timezone.now())
    tallies.refresh(now=timezone.now())


def shown(client, url=URL):
    page = client.get(url).context["page"]
    return {value.definition.code: value for value in page.values}


@pytest.fixture
def ladder(course, programme, today):
    """Five enrolled, three of them certified at some time, one of these no longer."""
    workforce("SWE", "nursing_midwifery", 1000)
    people = [nurse(f"n{n}") for n in range(5)]
    for person in people:
        enrol(person, course, today - timedelta(days=300))
    for person in people[:3]:
        certificate = certify(person, course, today - timedelta(days=100))
    revoke(certificate, today - timedelta(days=1))
    count()
    return people


def test_reach_trained_and_current_form_a_ladder(client, fay, ladder):
    client.force_login(fay)
    found = shown(client)
    told = {code: found[code].people.value for code in ("COV-R", "COV-T", "COV-C")}
    assert told == {"COV-R": 5, "COV-T": 3, "COV-C": 2}
    assert found["COV-R"].percent == 0.5


def test_the_public_sees_small_counts_hidden(client, ladder):
    found = shown(client)
    kinds = {code: found[code].people.kind for code in ("COV-R", "COV-T", "COV-C")}
    assert kinds == {"COV-R": "rounded", "COV-T": "hidden", "COV-C": "hidden"}


def test_people_who_moved_are_counted_where_they_were_covered_last(
    client, fay, gwen, course, programme, today
):
    person = nurse("moved")
    certify(person, course, today - timedelta(days=100))
    certify(person, course, today - timedelta(days=10), country="GEO")
    count()
    client.force_login(fay)
    assert shown(client)["COV-T"].people.value == 0
    client.force_login(gwen)
    assert shown(client, URL.replace("SWE", "GEO"))["COV-T"].people.value == 1


def test_who_deleted_her_account_is_trained_no_longer(client, fay, ladder):
    ladder[0].delete()
    spells.catch_up(now=timezone.now() + timedelta(days=1))
    tallies.refresh(now=timezone.now() + timedelta(days=2))
    client.force_login(fay)
    assert shown(client)["COV-T"].people.value == 2


def test_completion_is_of_the_cohort_that_had_half_a_year(client, fay, course, programme, today):
    long_ago = today - timedelta(days=300)
    enrol(nurse("done"), course, long_ago, done=today)
    enrol(nurse("open"), course, long_ago)
    enrol(nurse("fresh"), course, today - timedelta(days=30), done=today)
    count()
    client.force_login(fay)
    completion = shown(client)["COMP"]
    assert (completion.people.value, completion.of, completion.percent) == (1, 2, 50)


def test_a_few_who_did_not_finish_are_not_told_to_the_public(client, course, programme, today):
    for n in range(14):
        done = today if n < 12 else None
        enrol(nurse(f"n{n}"), course, today - timedelta(days=300), done=done)
    count()
    completion = shown(client)["COMP"]
    assert (completion.people, completion.note) == (None, "Too few people to show.")


def test_gain_and_retention_say_that_there_are_no_data(client, programme):
    found = shown(client)
    assert {str(found[code].note) for code in ("GAIN", "RET")} == {"No data yet."}


def test_competence_says_which_domains_no_course_reaches(client, fay, ladder):
    client.force_login(fay)
    value = shown(client)["COV-L2"]
    assert value.people.value == 0
    assert "No course leads to the level needed in GLF2, GLF3" in value.note


def test_who_holds_courses_for_every_domain_is_competent(
    client, fay, course, programme, catalogue, today
):
    course.level = 3
    course.competencies = [f"GLF{n}.1" for n in range(1, 8)]
    course.save_revision().publish()
    second = factories.course(catalogue, key="ethics")
    second.level, second.competencies = 2, ["GLF8.1"]
    second.save_revision().publish()
    whole, half = nurse("whole"), nurse("half")
    for person in (whole, half):
        certify(person, course, today)
    certify(whole, second, today)
    count()
    client.force_login(fay)
    value = shown(client)["COV-L2"]
    assert (value.people.value, value.note) == (1, "")


def test_courses_suffice_from_the_level_asked_on():
    offers = [Offer("a", 3, tuple(f"GLF{n}.1" for n in range(1, 9)))]
    assert "2261" in competence.sufficient(offers)
    assert competence.sufficient([Offer("a", 1, ("GLF1.1",))]) == {}
    assert competence.lacking([Offer("a", 1, ("GLF1.2",))], ["2261"]) == {
        f"GLF{n}" for n in range(2, 9)
    }


@pytest.fixture
def rural(course, programme, today):
    """40 enrolled in town, 30 of them covered; 40 in the country, 10 of them covered; 20 silent, 10 covered."""
    workforce("SWE", "nursing_midwifery", 1000)
    for place, covered, people in (("urban", 30, 40), ("rural", 10, 40), ("", 10, 20)):
        for n in range(people):
            person = nurse(f"{place}{n}", residence=place)
            enrol(person, course, today - timedelta(days=30))
            if n < covered:
                certify(person, course, today - timedelta(days=10))
    count()


def test_the_gap_between_groups_with_interval_and_bounds(client, rural):
    page = client.get(URL).context["page"]
    found = {c.key: c.found for c in page.comparisons}
    gap = found["residence"]
    assert (gap.best.value, gap.worst.value, gap.difference, gap.ratio) == ("urban", "rural", 50, 3)
    assert gap.difference_interval.low < 50 < gap.difference_interval.high
    assert (gap.known, gap.mostly_unknown) == (80, False)
    assert gap.least < 50 < gap.most
    assert found["sex"] is None
    assert shown(client)["EQ-gap"].points == 50


def test_one_small_group_hides_the_comparison_from_the_public_only(
    client, fay, rural, course, today
):
    enrol(nurse("alone", residence="rural", sex="other"), course, today)
    enrol(nurse("two", residence="rural", sex="female"), course, today)
    count()
    public = {c.key: c.found for c in client.get(URL).context["page"].comparisons}
    assert (public["sex"], public["residence"] is None) == (None, False)
    client.force_login(fay)
    own = {c.key: c.found for c in client.get(URL).context["page"].comparisons}
    assert [r.value for r in own["sex"].rates] == ["female", "other"]
    assert own["sex"].mostly_unknown
    assert "The comparison may mislead." in client.get(URL).content.decode()


def test_professions_are_compared_over_their_workforce(client, course, catalogue, today):
    page = factories.programme(catalogue, course)
    page.cadres = ["2221", "2211"]
    page.save_revision().publish()
    workforce("SWE", "nursing_midwifery", 1000)
    workforce("SWE", "physicians", 200)
    for n in range(20):
        certify(nurse(f"n{n}"), course, today)
        certify(factories.person(f"d{n}", "D", "SWE", "2211"), course, today)
    count()
    [by_group] = [c for c in client.get(URL).context["page"].comparisons if c.key == "group"]
    assert by_group.found.best.value == "physicians"
    assert by_group.found.difference == pytest.approx(8)


def test_below_two_hundred_people_nothing_is_compared(client, rural):
    workforce("SWE", "nursing_midwifery", 150)
    comparisons = client.get(URL).context["page"].comparisons
    assert {c.found for c in comparisons} == {None}


def test_the_file_tells_what_the_page_tells(client, ladder):
    text = client.get("/en/readiness/SWE/indicators.csv").content.decode()
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["COV-R"]["people"], rows["COV-R"]["share_percent"]) == ("5", "0.5")
    assert (rows["COV-T"]["people"], rows["COV-T"]["disclosure"]) == ("", "hidden")
    assert rows["COV-T"]["numerator_rule"].startswith("People who held valid certificates")


def test_the_focal_point_of_another_country_gets_the_public_file(client, gwen, ladder):
    public = client.get("/en/readiness/SWE/indicators.csv").content
    client.force_login(gwen)
    assert client.get("/en/readiness/SWE/indicators.csv").content == public
    assert shown(client)["COV-T"].people.kind == "hidden"


def test_a_round_keeps_the_indicator_set_as_it_was(client, ladder, course, today):
    frozen = snapshots.freeze(
        date(today.year - 1, 12, 31), now=datetime(today.year, 1, 2, tzinfo=UTC)
    )
    url = f"/en/readiness/rounds/{frozen.day}/indicators.csv"
    before = client.get(url).content.decode()
    assert before == frozen.indicators
    assert "SWE,aware,nursing_midwifery,COV-R" in before
    enrol(nurse("later"), course, today)
    count()
    assert client.get(url).content.decode() == before


def test_counting_again_replaces_what_was_counted(ladder, capsys):
    before = Tally.objects.count()
    call_command("count_indicators")
    assert Tally.objects.count() == before
    assert f"{before} counts kept" in capsys.readouterr().out


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("aware", "nothing"),
        URL.replace("nursing_midwifery", "dentists"),
        URL.replace("SWE", "USA"),
        "/en/readiness/rounds/2020-12-31/indicators.csv",
        "/en/readiness/rounds/yesterday/indicators.csv",
    ],
)
def test_indicators_that_do_not_exist_are_not_found(client, programme, url):
    assert client.get(url).status_code == 404


def test_the_page_asks_the_database_as_often_for_3_people_as_for_1(
    client, course, programme, today, django_assert_max_num_queries, django_assert_num_queries
):
    enrol(nurse("a"), course, today)
    count()
    with django_assert_max_num_queries(25) as few:
        client.get(URL)
    asked = len(few)
    enrol(nurse("b", sex="male"), course, today)
    enrol(nurse("c", country="NOR"), course, today)
    count()
    with django_assert_num_queries(asked):
        client.get(URL)


def test_a_count_that_took_long_rests(ladder):
    before = Tally.objects.count()
    Tally.objects.all().delete()
    cache.set(tasks.RESTING, True, timeout=60)
    tasks.count_indicators()
    assert Tally.objects.count() == 0
    cache.delete(tasks.RESTING)
    tasks.count_indicators()
    assert Tally.objects.count() == before
