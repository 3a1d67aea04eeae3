import pytest

from readiness import maturity, reference
from readiness.maturity import BadModel, Education, Missing, Peers, Reach

SHORT = Reach("physicians", 3.0, 30)
REACHED = (Reach("physicians", 30.0, 30), Reach("pharmacists", 44.0, 30))


def known(**changes):
    facts = {
        "courses": 2,
        "needs_assessed": True,
        "anybody_covered": True,
        "reach": REACHED,
        "unreviewed": 0,
    }
    return Education(**{**facts, **changes})


def test_the_shipped_model_has_eight_domains_and_49_indicators_with_workforce_first():
    model = maturity.read(reference.maturity_source())
    assert [len(d.indicators) for d in model.domains] == [7, 3, 5, 11, 3, 5, 6, 9]
    assert model.domains[0].id == "V"
    assert [i.id for d in model.domains for i in d.indicators if i.computed] == ["V.6"]


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"courses": 0, "needs_assessed": False}, 1),
        ({"courses": 0, "anybody_covered": False}, 2),
        ({"anybody_covered": False}, 2),
        ({"reach": (Reach("physicians", 29.9, 30),)}, 3),
        ({"reach": (Reach("physicians", None, 30),)}, 3),
        ({"reach": ()}, 3),
        ({"unreviewed": 1}, 4),
        ({}, 5),
    ],
)
def test_the_level_of_continuing_education_follows_the_rule(changes, level):
    assert maturity.continuing_education(known(**changes)) == level


def test_what_is_missing_names_the_group_and_its_distance():
    short = known(reach=(Reach("physicians", 12.0, 30), Reach("pharmacists", 40.0, 30)))
    assert maturity.missing(short) == [Missing("target", "physicians", 12.0, 30)]


def test_without_a_course_and_a_needs_assessment_that_is_what_is_missing():
    nothing = known(courses=0, needs_assessed=False, anybody_covered=False)
    assert maturity.missing(nothing) == [Missing("needs_assessment")]
    assert maturity.missing(known(courses=0, anybody_covered=False)) == [
        Missing("course"),
        Missing("first_certificate"),
    ]


def test_at_the_highest_level_nothing_is_missing():
    assert maturity.missing(known()) == []


def test_fewer_than_three_peers_are_not_told():
    assert maturity.peers([2, 3]) is None
    assert maturity.peers([2, 3, 5]) == Peers(3, 3, 5)


def source(*indicators):
    return {
        "version": "1",
        "title": "t",
        "levels": {str(n): "x" for n in range(1, 6)},
        "domains": [{"id": "V", "title": "d", "indicators": list(indicators)}],
    }


def test_an_indicator_without_five_levels_is_refused_by_name():
    bad = {"id": "V.9", "theme": "x", "title": "x", "levels": ["one"]}
    with pytest.raises(BadModel, match=r"V\.9 has 1 levels"):
        maturity.read(source(bad))


def test_an_indicator_that_stands_twice_is_refused():
    one = {"id": "V.1", "theme": "x", "title": "x", "levels": list("abcde")}
    with pytest.raises(BadModel, match="twice"):
        maturity.read(source(one, one))


def test_hubs_hold_member_states_only_and_a_country_may_be_in_several():
    from accounts.countries import EUR

    assert {c for hub in reference.hubs(2026) for c in hub.countries} <= set(EUR)
    assert {"nordic-baltic", "eu"} <= {hub.key for hub in reference.hubs_of("SWE", 2026)}
    assert reference.hubs(2025) == ()


def test_what_is_missing_for_a_level_further_up_adds_up():
    nothing = known(courses=0, needs_assessed=False, anybody_covered=False, reach=(SHORT,))
    reasons = [item.reason for item in maturity.missing(nothing, 4)]
    assert reasons == ["needs_assessment", "course", "first_certificate", "target"]
    assert maturity.missing(known(), 5) == []
    assert maturity.missing(known(unreviewed=2), 3) == []


def test_a_language_without_a_text_falls_back_to_english():
    one = {"id": "V.1", "theme": "T", "title": "One", "levels": list("abcde")}
    translated = {
        **source(one),
        "translations": {
            "de": {"indicators": {"V.1": {"title": "Eins", "levels": ["A", "", "", "", ""]}}}
        },
    }
    found = maturity.read(translated, "de").indicator("V.1")
    assert (found.title, found.theme, found.levels) == ("Eins", "T", ("A", "b", "c", "d", "e"))
