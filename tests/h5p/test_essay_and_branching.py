"""Essay and BranchingScenario: the rules, and what authors or browsers could do to them. The comparison with the types
themselves is in test_differential.py."""

import time

import pytest

from h5p import javascript, scoring
from h5p.manifest import Version
from h5p.xapi import Answer

ESSAY = Version("H5P.Essay", 1, 5)
STORY = Version("H5P.BranchingScenario", 1, 10)


def essay(*keywords, **behaviour):
    return {
        "keywords": [
            {"keyword": word, "alternatives": more, "options": {"points": 1, "occurrences": 1, "caseSensitive": True} | options}
            for word, more, options in keywords
        ],
        "behaviour": behaviour,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("keyword", "options", "text", "raw"),
    [
        ("gene", {}, "A gene.", 1),
        ("gene", {}, "A Gene.", 0),
        ("gene", {"caseSensitive": False}, "A GENE, twice: gene", 1),
        ("gene", {"occurrences": 2}, "gene and gene", 2),
        ("gene", {}, "genes", 0),
        ("gen*", {}, "several genes", 1),
        ("gene", {"forgiveMistakes": True}, "the gnee here", 1),
        ("/ge(n|m)e/", {}, "a geme", 1),
        ("/(/", {}, "anything", 0),
        ("A &amp; B", {"points": 3}, "so A & B, yes", 3),
        ("gène 🧬", {}, "🧬🧬 le gène 🧬 là", 1),
    ],
)
def test_an_essay_earns_points_for_what_it_names(keyword, options, text, raw):
    params = essay((keyword, [], options))
    assert scoring.grade(ESSAY, params, Answer(response=text)).raw == raw


def test_mastering_less_than_everything_can_be_a_share_of_a_point():
    params = essay(("a", [], {"points": 1}), ("b", [], {"points": 2}), percentageMastering=50)
    outcome = scoring.grade(ESSAY, params, Answer(response="a b"))
    assert (outcome.raw, outcome.maximum) == (1.5, 1.5)


def test_an_essay_without_scoring_gives_its_points_for_anything():
    params = essay(("a", [], {}), ignoreScoring=True, pointsHost=4)
    assert scoring.grade(ESSAY, params, Answer(response="")).raw == 4


def test_a_pattern_that_never_ends_makes_the_essay_practice():
    began = time.monotonic()
    params = essay(("/^(a+)+$/", [], {}))
    with pytest.raises(scoring.NotScorable):
        scoring.grade(ESSAY, params, Answer(response="a" * 40 + "b"))
    assert time.monotonic() - began < 6


@pytest.mark.parametrize(
    "script",
    [
        "const f = () => { for (;;) {} }",
        "const f = () => /^(a+)+$/.test('a'.repeat(40) + 'b')",
        "const f = () => { const all = []; for (;;) all.push('x'.repeat(1000) + all.length); }",
        "const f = () => f()",
        "const f = () => { throw new Error('no'); }",
        "syntax error",
    ],
)
def test_a_script_ends_whatever_it_tries(script):
    with pytest.raises((javascript.TooMuch, javascript.ScriptFailed)):
        javascript.call(script, "f", seconds=1)


def test_a_script_sees_neither_files_nor_processes():
    names = ["require", "process", "fetch", "os", "std", "XMLHttpRequest", "importScripts"]
    found = javascript.call("const f = (names) => names.map((n) => typeof globalThis[n])", "f", names)  # fmt: skip
    assert found == ["undefined"] * len(names)


def part(library, params, number):
    return {
        "library": library, "params": params,
        "subContentId": f"00000000-0000-4000-8000-{number:012d}",
    }  # fmt: skip


def question(*alternatives):
    return {
        "branchingQuestion": {
            "alternatives": [
                {"text": "x", "nextContentId": target, "feedback": {} if points is None else {"endScreenScore": points}}
                for target, points in alternatives
            ]
        }
    }  # fmt: skip


def story(option, within=True):
    """0: a question → 1: true/false, then the end (7) | the end (2)."""
    content = [
        {"type": part("H5P.BranchingQuestion 1.0", question((1, 5), (-1, 2)), 1), "feedback": {}},
        {
            "type": part("H5P.TrueFalse 1.8", {"correct": "true", "question": "q"}, 2),
            "feedback": {"endScreenScore": 7}, "nextContentId": -1,
        },
    ]  # fmt: skip
    return {
        "branchingScenario": {
            "content": content, "endScreens": [{"endScreenScore": 1, "contentId": -1}],
            "scoringOptionGroup": {"scoringOption": option, "includeInteractionsScores": within},
        }
    }  # fmt: skip


def went(*said):
    children = tuple(Answer(f"00000000-0000-4000-8000-{n:012d}", response) for n, response in said)
    return Answer(children=children)


@pytest.mark.parametrize(
    ("params", "answer", "expected"),
    [
        (story("static-end-score"), went((1, "1")), (2, 7)),
        (story("static-end-score"), went((1, "0"), (2, "false")), (7, 7)),
        (story("dynamic-score"), went((1, "0"), (2, "true")), (6, 6)),
        (story("dynamic-score"), went((1, "0"), (2, "false")), (5, 6)),
        (story("dynamic-score", within=False), went((1, "0"), (2, "false")), (5, 5)),
        (story("dynamic-score"), went((1, "1")), (0, 5)),
        (story("dynamic-score"), went(), (0, 6)),
    ],
)
def test_a_story_is_walked_again(params, answer, expected):
    outcome = scoring.grade(STORY, params, answer)
    assert (outcome.raw, outcome.maximum) == expected


@pytest.mark.parametrize("response", ["2", "-1", "x", "00000"])
def test_an_alternative_that_is_not_there_is_refused(response):
    with pytest.raises(scoring.BadResponse):
        scoring.grade(STORY, story("static-end-score"), went((1, response)))


def test_a_story_that_was_not_told_to_the_end_earns_nothing():
    params = story("dynamic-score")
    params["branchingScenario"]["content"][1]["nextContentId"] = 0
    assert scoring.grade(STORY, params, went((1, "0"), (2, "true"))).raw == 0


def test_a_step_back_is_not_scored():
    answers = went((1, "0"), (2, "true"), (1, "1"))
    with pytest.raises(scoring.NotScorable):
        scoring.grade(STORY, story("dynamic-score"), answers)


def test_a_circle_without_a_question_ends():
    params = story("static-end-score")
    params["branchingScenario"]["content"] = [
        {"type": part("H5P.AdvancedText 1.1", {}, 1), "nextContentId": 0, "feedback": {}}
    ]
    with pytest.raises(scoring.BadResponse):
        scoring.grade(STORY, params, went())


def test_no_score_is_practice():
    with pytest.raises(scoring.NotScorable):
        scoring.maximum(STORY, story("no-score"))
