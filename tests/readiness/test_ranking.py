import pytest

from readiness.ranking import BadRanking, check, ranked

OPTIONS = ["law", "cases", "trainers"]


def test_first_places_give_five_points_and_what_is_not_named_none():
    found = ranked([["cases", "law"], ["cases"]], OPTIONS)
    assert [(p.key, p.points, p.named, p.first, p.mean_rank) for p in found] == [
        ("cases", 10, 2, 2, 1),
        ("law", 4, 1, 0, 2),
        ("trainers", 0, 0, 0, None),
    ]


def test_equal_points_are_ordered_by_first_places():
    ballots = [["law", "cases"], ["x", "y", "cases"], ["x", "y", "z", "q", "trainers"]]
    order = [p.key for p in ranked(ballots, OPTIONS) if p.key in OPTIONS]
    assert order == ["cases", "law", "trainers"]
    tied = ranked([["law"], ["a", "cases"], ["a", "b", "c", "d", "cases"]], OPTIONS)
    assert [p.key for p in tied if p.key in OPTIONS][:2] == ["law", "cases"]


def test_nobody_answered_leaves_the_list_as_it_is():
    assert [p.key for p in ranked([], OPTIONS)] == OPTIONS


@pytest.mark.parametrize(
    "ballot", [[], ["law", "law"], ["money"], ["law", "cases", "trainers", "a", "b", "c"]]
)
def test_ballots_that_are_no_ranking_are_refused(ballot):
    with pytest.raises(BadRanking):
        check(ballot, [*OPTIONS, "a", "b", "c"])
