"""Scores by rule, and ten thousand reports from nowhere: refused or worth no more than what was answered."""

import random
import uuid

import pytest

from h5p import scoring, xapi
from h5p.manifest import Version
from h5p.scoring import blanks, dragtext, markthewords
from h5p.xapi import Answer
from tests.h5p import mini


def version(name, minor=16):
    return Version(f"H5P.{name}", 1, minor)


MULTI = version("MultiChoice")
SET = Version("GenLit.QuestionSet", 1, 0)


def points(library, params, response, **more):
    outcome = scoring.grade(library, params, Answer(response=response, **more))
    return outcome.raw, outcome.maximum


def choice(right, **behaviour):
    return {
        "answers": [{"text": str(i), "correct": i in right} for i in range(4)],
        "behaviour": {"singlePoint": False} | behaviour,
    }


@pytest.mark.parametrize(
    ("right", "behaviour", "response", "expected"),
    [
        ({0, 1}, {}, "0[,]1", (2, 2)),
        ({0, 1}, {}, "0[,]2", (0, 2)),
        ({0, 1}, {}, "0[,]1[,]2", (1, 2)),
        ({0, 1}, {}, "", (0, 2)),
        ({0, 1}, {"singlePoint": True, "passPercentage": 50}, "0", (1, 1)),
        ({0, 1}, {"singlePoint": True, "passPercentage": 100}, "0", (0, 1)),
        ({2}, {}, "2", (1, 1)),
        ({2}, {"type": "multi"}, "2[,]1", (0, 1)),
        ({0, 1}, {"type": "single"}, "1", (1, 1)),
        (set(), {}, "", (1, 1)),
        (set(), {}, "1", (0, 1)),
        (set(), {"type": "single"}, "", (0, 1)),
    ],
)
def test_multiple_choice(right, behaviour, response, expected):
    assert points(MULTI, choice(right, **behaviour), response) == expected


@pytest.mark.parametrize("response", ["4", "-1", "a", "0[,]", "1.0", "٣", "0,1", "0[,]99999999"])
def test_an_option_that_does_not_exist_is_refused(response):
    with pytest.raises(scoring.BadResponse):
        points(MULTI, choice({0, 1}), response)


def test_two_answers_to_a_single_choice_are_refused():
    with pytest.raises(scoring.BadResponse):
        points(MULTI, choice({2}), "1[,]2")


@pytest.mark.parametrize(
    ("typed", "behaviour", "expected"),
    [
        ("MLH1[,]and/or", {}, 2),
        ("mlh1[,]and/or", {}, 2),
        ("mlh1[,]and/or", {"caseSensitive": True}, 1),
        (" MSH2 [,]and", {}, 1),
        ("MLH2[,]and/or", {"acceptSpellingErrors": True}, 2),
        ("MLHH22[,]and/or", {"acceptSpellingErrors": True}, 1),
    ],
)
def test_blanks(typed, behaviour, expected):
    params = {
        "questions": ["<p>*<em>MLH1</em>/MSH2:a gene* **x *and&#x2F;or*</p>"],
        "behaviour": behaviour,
    }
    assert points(version("Blanks", 14), params, typed) == (expected, 2)


def test_blanks_with_the_wrong_number_of_fields_are_refused():
    with pytest.raises(scoring.BadResponse):
        points(version("Blanks", 14), mini.BLANKS, "BRCA1")


def test_edit_distance_counts_a_swap_once():
    assert [blanks.distance(a, b, 9) for a, b in (("ab", "ba"), ("gene", "gnee"), ("", "abc"))] == [
        1,
        1,
        3,
    ]


def test_drag_text_takes_only_words_that_were_offered():
    assert points(version("DragText", 10), mini.DRAG, "transcribed[,]translated") == (2, 2)
    assert points(version("DragText", 10), mini.DRAG, "translocated[,]") == (0, 2)
    with pytest.raises(scoring.BadResponse):
        points(version("DragText", 10), mini.DRAG, "transcribed[,]transcribed")


def test_mark_the_words():
    assert markthewords.words(mini.WORDS)[0] == "*TP53*"
    assert points(version("MarkTheWords", 11), mini.WORDS, "0[,]7") == (2, 2)
    assert points(version("MarkTheWords", 11), mini.WORDS, "0[,]1") == (0, 2)


def test_true_false_unanswered_earns_nothing():
    assert points(version("TrueFalse", 8), {"correct": "false"}, "") == (0, 1)
    assert points(version("TrueFalse", 8), {"correct": "false"}, "false") == (1, 1)


def task(zones, elements, **behaviour):
    return {
        "question": {
            "task": {
                "dropZones": [{"correctElements": z} for z in zones],
                "elements": [{"dropZones": d, "multiple": m} for d, m in elements],
            }
        },
        "behaviour": behaviour,
    }


def test_drag_question():
    params = task([["0"], ["1"]], [(["0", "1"], False), (["0", "1"], False)])
    library = version("DragQuestion", 14)
    assert points(library, params, "0[.]0[,]1[.]1") == (2, 2)
    assert points(library, params, "0[.]0[,]0[.]1") == (0, 2)
    lenient = task([["0"], ["1"]], [(["0", "1"], False), (["0", "1"], False)], applyPenalties=False)
    assert points(library, lenient, "0[.]0[,]0[.]1") == (1, 2)
    with pytest.raises(scoring.BadResponse):
        points(library, params, "0[.]0[,]1[.]0")


def test_summary_and_single_choice_set_count_the_first_click():
    panels = {
        "summaries": [
            {"summary": ["right", "wrong"], "subContentId": "a"},
            {"summary": ["r", "w"], "subContentId": "b"},
        ]
    }
    tree = Answer(children=(Answer("a", "0"), Answer("b", "1[,]0")))
    assert scoring.grade(version("Summary", 10), panels, tree).raw == 1
    rows = {"choices": [{"question": "q", "answers": ["r", "w"], "subContentId": "a"}]}
    assert (
        scoring.grade(
            version("SingleChoiceSet", 11), rows, Answer(children=(Answer("a", "0"),))
        ).raw
        == 1
    )


def test_sorting_counts_neighbours_or_places():
    library = Version("H5P.SortParagraphs", 0, 11)
    params = {"paragraphs": ["a", "b", "c", "d"], "behaviour": {"scoringMode": "transitions"}}
    assert points(library, params, "2[,]3[,]0[,]1") == (2, 3)
    params["behaviour"] = {"scoringMode": "positions", "applyPenalties": True}
    assert points(library, params, "0[,]1[,]3[,]2") == (0, 4)
    with pytest.raises(scoring.BadResponse):
        points(library, params, "0[,]0[,]1[,]2")


def answers(*pairs):
    return Answer(children=tuple(Answer(f"00000000-0000-4000-8000-{n:012d}", r) for n, r in pairs))


ALL_RIGHT = answers(
    (1, "0[,]1"), (2, "true"), (3, "brca1[,]17"), (4, "transcribed[,]translated"), (5, "0[,]7")
)


def test_a_question_set_is_the_sum_of_all_its_tasks_answered_or_not():
    assert scoring.grade(SET, mini.QUESTION_SET, ALL_RIGHT).raw == 9
    part = scoring.grade(SET, mini.QUESTION_SET, answers((2, "true")))
    assert (part.raw, part.maximum) == (1, 9)


def test_a_part_that_the_set_does_not_have_is_refused():
    with pytest.raises(scoring.UnknownPart):
        scoring.grade(SET, mini.QUESTION_SET, answers((77, "true")))


def test_an_unknown_type_is_practice():
    with pytest.raises(scoring.NotScorable):
        scoring.maximum(Version("H5P.FindTheWords", 1, 5), {})
    with pytest.raises(scoring.NotScorable):
        scoring.maximum(Version("H5P.MultiChoice", 9, 0), {})


def test_the_pool_is_drawn_from_the_seed():
    params = mini.QUESTION_SET | {"poolSize": 2, "randomQuestions": True}
    drawn = [scoring.draw(SET, params, seed) for seed in range(30)]
    assert drawn[3] == scoring.draw(SET, params, 3)
    assert {len(d["questions"]) for d in drawn} == {2}
    assert len({tuple(q["subContentId"] for q in d["questions"]) for d in drawn}) > 5


def secrets(kind):
    return {
        "MultiChoice": ['"correct": true'], "TrueFalse": [], "Blanks": ["BRCA1", "17"],
        "DragText": [], "MarkTheWords": ["*"],
    }[kind]  # fmt: skip


@pytest.mark.parametrize("kind", ["MultiChoice", "TrueFalse", "Blanks", "DragText", "MarkTheWords"])
def test_sealed_parameters_hold_no_answer(kind):
    import json

    library = Version(f"GenLit.{kind}", 1, 0)
    sealed = scoring.seal(library, mini.PARAMS[kind])
    text = json.dumps(sealed)
    assert [s for s in secrets(kind) if s in text] == []
    assert sealed["behaviour"]["enableCheckButton"] is False
    assert scoring.maximum(library, mini.PARAMS[kind]) >= 1
    false = mini.PARAMS[kind] | {"correct": "false"}
    if kind == "TrueFalse":
        assert scoring.seal(library, false) == sealed


def test_sealing_drag_text_keeps_the_words_and_hides_their_places():
    text = "*a* *b* *c* *d* *e* *f*"
    sealed = dragtext.seal({"textField": text})["textField"]
    assert sealed != text
    assert sorted(dragtext.words({"textField": sealed})) == list("abcdef")


def rubbish(dice, depth=0):
    pick = dice.randrange(12)
    if pick < 3 and depth < 5:
        return {dice.choice(["statement", "children", "result", "object", "id", "response", "score", "raw", "definition", "extensions", "library"]): rubbish(dice, depth + 1) for _ in range(dice.randrange(4))}  # fmt: skip
    if pick < 5 and depth < 5:
        return [rubbish(dice, depth + 1) for _ in range(dice.randrange(4))]
    return dice.choice([None, True, 0, -1, 1e308, 10**30, "", "0[,]1", "true", "x" * 300, "\x00", "[,]" * 50, "0[.]0", str(uuid.UUID(int=dice.randrange(9)))])  # fmt: skip


def report(dice):
    def node(number):
        sub = f"00000000-0000-4000-8000-{number:012d}"
        return {
            "statement": {
                "object": {"id": f"http://x/y?subContentId={sub}" if number else "http://x/y"},
                "result": {"response": dice.choice(["true", "0", "0[,]1", "a[,]b", "", "brca1[,]17", rubbish(dice)]), "score": {"raw": 100, "max": 100}},
            },
            "children": [],
        }  # fmt: skip

    tree = node(0)
    tree["children"] = [node(dice.randrange(1, 7)) for _ in range(dice.randrange(7))]
    if dice.random() < 0.3:
        tree[dice.choice(["statement", "children"])] = rubbish(dice)
    return tree


def test_ten_thousand_reports_raise_nothing_unforeseen_and_earn_nothing_undeserved():
    dice = random.Random(6)
    refused = 0
    for number in range(10_000):
        tree = rubbish(dice) if number % 2 else report(dice)
        try:
            outcome = scoring.grade(SET, mini.QUESTION_SET, xapi.read_tree(tree))
        except (xapi.BadTree, scoring.BadResponse, scoring.UnknownPart):
            refused += 1
            continue
        assert 0 <= outcome.raw <= outcome.maximum == 9
        assert outcome.raw <= sum(s.maximum for _, response, s in outcome.tasks if response)
        speaker = xapi.Speaker("https://x", "p", "https://x/a", "t", "en")
        xapi.normalise(tree, speaker, stored="2026-01-01T00:00:00Z", scores={})
    assert refused > 5_000
