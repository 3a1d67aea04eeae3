"""What holds for every draw, and for every blueprint that is refused."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import blueprint
from assessments.blueprint import Cell, Entry, Unmet, check, draw, units, wanted

COMPETENCIES = ("GLF1.1", "GLF1.2")
relaxed = settings(max_examples=150, deadline=None)


@st.composite
def pools(draw, most=9):
    """A few questions, some of them in cases."""
    size = draw(st.integers(1, most))
    entries = []
    for number in range(size):
        case = draw(st.sampled_from(["", "", "a", "b", "c"]))
        competency = draw(st.sampled_from(COMPETENCIES))
        band = draw(st.integers(1, 2))
        entries.append(Entry(f"q{number}", number, competency, band, case, 99 if case else None))
    return entries


@st.composite
def blueprints(draw):
    chosen = draw(
        st.lists(
            st.tuples(st.sampled_from(COMPETENCIES), st.integers(1, 2)),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    return [Cell(*one, draw(st.integers(1, 3))) for one in chosen]


def met(entries, cells) -> bool:
    counts = [sum(cell.holds(entry) for entry in entries) for cell in cells]
    return counts == [cell.count for cell in cells] and len(entries) == sum(counts)


def tried_all(pool, cells) -> bool:
    """The proof by trying every set of units."""
    whole = units(pool, [Cell("", 0, 0)])
    return any(
        met([entry for unit in some for entry in unit.entries], cells)
        for size in range(len(whole) + 1)
        for some in combinations(whole, size)
    )


@given(pool=pools(), cells=blueprints())
@relaxed
def test_a_blueprint_is_accepted_exactly_when_some_set_of_questions_meets_it(pool, cells):
    problem = check(pool, cells)
    assert (problem is None) == tried_all(pool, cells)
    if problem:
        assert str(problem).endswith(".")
        assert problem.path.startswith("blueprint.")


@st.composite
def met_blueprints(draw):
    """A pool and what some of its units bring."""
    pool = draw(pools())
    whole = units(pool, [Cell("", 0, 0)])
    some = draw(st.lists(st.sampled_from(whole), min_size=1, unique_by=lambda unit: unit.name))
    marks = [(entry.competency, entry.difficulty) for unit in some for entry in unit.entries]
    return pool, [Cell(*mark, marks.count(mark)) for mark in sorted(set(marks))]


@given(both=met_blueprints(), seed=st.integers(0, 2**53), shuffle=st.booleans())
@relaxed
def test_every_draw_meets_the_blueprint_with_whole_cases(both, seed, shuffle):
    pool, cells = both
    assert check(pool, cells) is None
    drawn = draw(pool, seed=seed, cells=cells, shuffle=shuffle)
    assert met(drawn, cells)
    assert len({entry.item for entry in drawn}) == len(drawn)
    for case in {entry.testlet for entry in drawn} - {""}:
        places = [place for place, entry in enumerate(drawn) if entry.testlet == case]
        members = [entry for entry in pool if entry.testlet == case]
        assert [drawn[place] for place in places] == members
        assert places == list(range(places[0], places[0] + len(places)))
    assert drawn == draw(pool, seed=seed, cells=cells, shuffle=shuffle)


@given(pool=pools(), seed=st.integers(0, 2**53), count=st.integers(1, 9))
@relaxed
def test_a_number_without_a_blueprint_is_drawn_exactly_too(pool, seed, count):
    cells = wanted([], count, len(pool))
    if check(pool, cells):
        with pytest.raises(Unmet):
            draw(pool, seed=seed, cells=cells, shuffle=True)
        return
    assert len(draw(pool, seed=seed, cells=cells, shuffle=True)) == min(count, len(pool))


def test_every_question_and_every_case_has_its_turn():
    pool = [Entry(f"q{n}", n, "GLF1.1", 1) for n in range(6)]
    pool += [Entry(f"c{n}", n, "GLF1.1", 1, "c", 9) for n in range(2)]
    cells = [Cell("GLF1.1", 1, 3)]
    times = dict.fromkeys([entry.item for entry in pool], 0)
    for seed in range(400):
        for entry in draw(pool, seed=seed, cells=cells, shuffle=True):
            times[entry.item] += 1
    assert min(times.values()) > 60


def test_a_paper_is_what_it_was_before_there_were_cases():
    """Papers of attempts that were started then can still be rebuilt from their seeds."""
    pool = [Entry(f"q{n}", n) for n in range(12)]
    drawn = draw(pool, seed=5, cells=wanted([], 4, 12), shuffle=True)
    assert [entry.item for entry in drawn] == ["q3", "q2", "q9", "q1"]


def singles(number, competency="GLF1.1", band=1):
    return [Entry(f"{competency}-{band}-{n}", n, competency, band) for n in range(number)]


def case(name, *cells):
    return [
        Entry(f"{name}-{n}", n, competency, band, name, 1)
        for n, (competency, band) in enumerate(cells)
    ]


@pytest.mark.parametrize(
    ("pool", "cells", "sentence"),
    [
        (
            singles(2),
            [Cell("GLF1.1", 1, 2), Cell("GLF1.2", 3, 1)],
            "Row 2 of the blueprint (competency GLF1.2, difficulty 3) asks for 1 questions, but there are only 0.",
        ),
        (
            case("a", ("GLF1.1", 1), ("GLF1.1", 1)),
            [Cell("GLF1.1", 0, 1)],
            "Row 1 of the blueprint (competency GLF1.1, difficulty *) asks for 1 questions, which cannot be reached"
            " exactly because cases are drawn whole: change the number or add single questions.",
        ),
        (
            case("a", ("GLF1.1", 1), ("GLF1.2", 1)) + singles(1) + case("b", ("GLF1.2", 1), ("GLF1.2", 1)),
            [Cell("GLF1.1", 1, 1), Cell("GLF1.2", 1, 3)],
            None,
        ),
        (
            case("a", ("GLF1.1", 1), ("GLF1.2", 1)) + case("b", ("GLF1.1", 1), ("GLF1.1", 1)),
            [Cell("GLF1.1", 1, 2), Cell("GLF1.2", 1, 1)],
            "Row 1 of the blueprint (competency GLF1.1, difficulty 1) cannot be met together with the other rows"
            " because cases are drawn whole: change its number (2) or add single questions.",
        ),
    ],
)  # fmt: skip
def test_the_row_that_cannot_be_met_is_named(pool, cells, sentence):
    problem = check(pool, cells)
    assert (problem and str(problem)) == sentence


def test_a_search_that_would_never_end_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(blueprint, "STEPS", 50)
    pool = [one for n in range(24) for one in case(f"c{n}", *[("GLF1.1", 1)] * (2 * n + 2))]
    assert str(check(pool, [Cell("GLF1.1", 1, 151)])).startswith("It cannot be proven")


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ("three", "blueprint"),
        ([3], "blueprint"),
        ([{"count": 0}], "blueprint.0.count"),
        ([{"count": True}], "blueprint.0.count"),
        ([{"count": 1, "difficulty": 4}], "blueprint.0.difficulty"),
        ([{"count": 1, "competency": 5}], "blueprint.0.competency"),
        ([{"count": 1, "competence": "GLF1.1"}], "blueprint.0.competence"),
        ([{"count": 1, "competency": "GLF1.1"}, {"count": 1, "difficulty": 2}], "blueprint.1"),
    ],
)
def test_a_blueprint_of_the_wrong_shape_is_refused(rows, path):
    assert [one.path for one in blueprint.problems(rows)] == [path]
