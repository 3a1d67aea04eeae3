from readiness.equity import Part, composition

ORDER = ("female", "male")


def test_shares_are_bounded_by_what_the_silent_could_have_said():
    found = composition({"female": 60, "male": 20, "": 20}, order=ORDER)
    assert found.parts == [Part("female", 60, 60, 80), Part("male", 20, 20, 40)]
    assert (found.known, found.mostly_unknown) == (80, False)
    assert found.spread == (20, 60)


def test_when_over_a_fifth_is_unknown_there_is_a_warning():
    assert composition({"female": 5, "": 15}, order=ORDER).mostly_unknown


def test_nobody_has_no_composition():
    assert composition({}, order=ORDER) is None
