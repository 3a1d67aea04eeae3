from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.coverage import Evidence, Flow, Spell, flows, spells, stock

BOTH = {"genomics", "pharmacogenomics"}
DAY = date(2026, 1, 1)


def certificate(course, start, end, *, serial=1, country="SWE", cadre="2221", ending="expired"):
    at = [DAY + timedelta(days=number) for number in (start, end)]
    return Evidence(at[0], serial, course, country, cadre, at[1], ending)


def days(found):
    return [((s.start - DAY).days, (s.end - DAY).days) for s in found]


def test_somebody_with_only_one_of_two_courses_is_not_covered():
    assert spells([certificate("genomics", 0, 100)], BOTH) == []


def test_coverage_lasts_while_every_course_is_valid():
    found = spells(
        [certificate("genomics", 0, 100), certificate("pharmacogenomics", 30, 200, serial=2)], BOTH
    )
    assert found == [
        Spell("SWE", "2221", date(2026, 1, 31), date(2026, 4, 11), "entered", "expired")
    ]


def test_overlapping_certificates_of_one_course_are_one_spell_renewed_once():
    found = spells(
        [certificate("genomics", 0, 100), certificate("genomics", 90, 190, serial=2)], {"genomics"}
    )
    assert days(found) == [(0, 190)]
    assert found[0].renewals == (date(2026, 4, 1),)


def test_a_lapse_of_one_day_makes_two_spells():
    found = spells(
        [certificate("genomics", 0, 10), certificate("genomics", 11, 20, serial=2)], {"genomics"}
    )
    assert days(found) == [(0, 10), (11, 20)]


def test_a_certificate_from_another_country_moves_the_person():
    found = spells(
        [
            certificate("genomics", 0, 100),
            certificate("genomics", 40, 140, serial=2, country="NOR"),
        ],
        {"genomics"},
    )
    assert [(s.country, s.began, s.ended) for s in found] == [
        ("SWE", "entered", "moved_out"),
        ("NOR", "moved_in", "expired"),
    ]


def test_a_revoked_certificate_ends_the_spell_as_revoked():
    found = spells([certificate("genomics", 0, 5, ending="revoked")], {"genomics"})
    assert [(s.ended, (s.end - DAY).days) for s in found] == [("revoked", 5)]


def test_a_programme_without_courses_covers_nobody():
    assert spells([certificate("genomics", 0, 5)], set()) == []


def test_an_empty_certificate_counts_nowhere():
    assert spells([certificate("genomics", 5, 5)], {"genomics"}) == []


any_evidence = st.lists(
    st.builds(
        lambda course, start, length, serial, place, ending: certificate(
            course, start, start + length, serial=serial, country=place, ending=ending
        ),
        st.sampled_from(sorted(BOTH)),
        st.integers(0, 60),
        st.integers(0, 40),
        st.integers(1, 9),
        st.sampled_from(["SWE", "NOR"]),
        st.sampled_from(["expired", "revoked"]),
    ),
    max_size=7,
)


def covered_by_the_rule(evidence, day):
    """The definition, read day by day."""
    valid = sorted(e for e in evidence if e.valid_from <= day < e.valid_until)
    return (valid[-1].country, valid[-1].cadre) if {e.course for e in valid} == BOTH else None


@given(any_evidence)
def test_the_stock_is_the_definition_on_every_day(evidence):
    moves = flows(spells(evidence, BOTH))
    for number in range(-1, 105):
        day = DAY + timedelta(days=number)
        place = covered_by_the_rule(evidence, day)
        assert +stock(moves, day) == Counter([place] if place else [])


@given(any_evidence, st.integers(0, 50), st.integers(0, 50))
def test_stock_and_flow_identity(evidence, start, length):
    moves = flows(spells(evidence, BOTH))
    first, last = DAY + timedelta(days=start), DAY + timedelta(days=start + length)
    gained: Counter = Counter()
    for flow, count in moves.items():
        if first < flow.day <= last:
            sign = {"entered": 1, "moved_in": 1, "renewed": 0}.get(flow.kind, -1)
            gained[flow.country, flow.cadre] += sign * count
    before, after = stock(moves, first), stock(moves, last)
    for place in before | after | gained:
        assert after[place] == before[place] + gained[place]


@given(any_evidence, st.randoms(use_true_random=False))
def test_the_order_in_which_certificates_are_read_does_not_matter(evidence, random):
    shuffled = list(evidence)
    random.shuffle(shuffled)
    assert spells(shuffled, BOTH) == spells(evidence, BOTH)


def test_flows_name_what_happened():
    found = spells(
        [certificate("genomics", 0, 20), certificate("genomics", 10, 30, serial=2)], {"genomics"}
    )
    assert flows(found) == Counter(
        {
            Flow("SWE", "2221", date(2026, 1, 1), "entered"): 1,
            Flow("SWE", "2221", date(2026, 1, 11), "renewed"): 1,
            Flow("SWE", "2221", date(2026, 1, 31), "expired"): 1,
        }
    )
