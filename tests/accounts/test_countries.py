from accounts import cadres, countries


def test_a_name_with_an_accent_stands_where_a_reader_looks_for_it():
    names = [name for _code, name in countries.choices("de")]
    assert names.index("Österreich") == names.index("Oman") + 1


def test_professions_are_sorted_like_countries():
    titles = [title for _code, title in cadres.choices("fr")]
    assert titles == sorted(titles, key=countries.in_order)


def test_whoever_practises_outside_the_member_states_finds_a_choice_that_counts_nowhere():
    assert countries.choices("en")[-1] == ("ZZZ", "Another country or territory")
    assert countries.name("LIE", "fr") == "Liechtenstein"
    assert {"LIE", "VAT", "ZZZ"}.isdisjoint(countries.COUNTRIES)
