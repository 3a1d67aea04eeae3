"""Scores a whole activity: a task by its scorer, a collection as the sum of what it contains."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from h5p.manifest import Version, reference
from h5p.scoring import (
    blanks,
    branchingscenario,
    dragquestion,
    dragtext,
    essay,
    markthewords,
    multichoice,
    multimediachoice,
    singlechoiceset,
    sortparagraphs,
    summary,
    truefalse,
)  # fmt: skip
from h5p.scoring.contract import NotScorable, Params, Score, Scorer, whole
from h5p.xapi import Answer

SCORING_VERSION = "2"

LEAVES: dict[str, Scorer] = {
    module.SCORER.name: module.SCORER
    for module in (
        multichoice, truefalse, blanks, dragtext, markthewords, dragquestion, singlechoiceset,
        summary, sortparagraphs, multimediachoice, essay,
    )
}  # fmt: skip
# The tasks that come with this project take the parameters, and follow the rules, of their namesakes.
LEAVES |= {
    name: replace(LEAVES[f"H5P.{name.removeprefix('GenLit.')}"], name=name, versions=((1, 0), (1, 0)))
    for name in (
        "GenLit.MultiChoice", "GenLit.TrueFalse", "GenLit.Blanks", "GenLit.DragText",
        "GenLit.MarkTheWords", "GenLit.SingleChoiceSet", "GenLit.Summary",
    )
}  # fmt: skip
COLLECTIONS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "H5P.QuestionSet": ((1, 17), (1, 21)),
    "GenLit.QuestionSet": ((1, 0), (1, 0)),
    "H5P.Column": ((1, 11), (1, 18)),
    "H5P.RowColumn": ((1, 0), (1, 2)),
    "H5P.Row": ((1, 0), (1, 2)),
    "H5P.InteractiveBook": ((1, 3), (1, 11)),
    "H5P.CoursePresentation": ((1, 19), (1, 26)),
    "H5P.InteractiveVideo": ((1, 20), (1, 27)),
}
# Only these draw or reorder nothing and give no feedback once their parts are sealed.
SEALABLE_COLLECTIONS = frozenset(("H5P.QuestionSet", "GenLit.QuestionSet"))
SILENT = frozenset(
    f"H5P.{name}" for name in ["AdvancedText", "Text", "Table", "Image", "Video", "Audio", "Link", "Nil", "GoToQuestion", "ContinuousText", "Shape", "TwitterUserFeed", "ExportableTextArea", "Accordion", "Agamotto", "Chart", "Collage", "ImageSlider", "ImageJuxtaposition", "ImageHotspots", "Dialogcards", "Timeline", "IFrameEmbed", "IVHotspot"]
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """A part that gives points. `sub_id` is '' when the activity is this one task."""

    sub_id: str
    library: Version
    params: Params
    scorer: Scorer


@dataclass(frozen=True)
class Outcome:
    """`tasks`: (sub-content id, response, score) for each expected part, answered or not."""

    raw: int | float
    maximum: int | float
    tasks: tuple[tuple[str, str | None, Score], ...] = ()


class UnknownPart(ValueError):
    """The report speaks of a part that the activity does not have."""


def within(version: Version, versions: tuple[tuple[int, int], tuple[int, int]]) -> bool:
    return versions[0] <= (version.major, version.minor) <= versions[1]


def scorer_for(version: Version) -> Scorer | None:
    scorer = LEAVES.get(version.name)
    return scorer if scorer and within(version, scorer.versions) else None


def is_collection(version: Version) -> bool:
    return version.name in COLLECTIONS and within(version, COLLECTIONS[version.name])


def is_quiz(version: Version) -> bool:
    """A task, or a set of tasks that gives points only for them."""
    collection = version.name in SEALABLE_COLLECTIONS and is_collection(version)
    return collection or scorer_for(version) is not None


def tasks(library: Version, params: Params, sub_id: str = "") -> list[Task]:
    """Every part that gives points, in reading order. Raises NotScorable."""
    if scorer := scorer_for(library):
        return [Task(sub_id, library, params, scorer)]
    if library.name in SILENT:
        return []
    if not is_collection(library):
        raise NotScorable(str(library))
    found: list[Task] = []
    for part, version in parts(params):
        found += tasks(version, part["params"], str(part.get("subContentId", "")))
    if len({task.sub_id for task in found}) != len(found) or not all(t.sub_id for t in found):
        raise NotScorable("ids")
    return found


def parts(params: Any) -> Iterator[tuple[dict[str, Any], Version]]:
    """The next level of contents inside, not what those contain in turn."""
    stack = [params]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            version = reference(item.get("library"))
            if version and isinstance(item.get("params"), dict):
                yield item, version
            else:
                stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def maximum(library: Version, params: Params) -> int | float:
    """Raises NotScorable."""
    return whole(sum(task.scorer.maximum(task.params) for task in tasks(library, params)))


def grade(library: Version, params: Params, answer: Answer) -> Outcome:
    """Raises NotScorable, UnknownPart, BadResponse. What is missing from the report earns nothing."""
    asked = tasks(library, params)
    known = set(_ids(params))
    given: dict[str, Answer] = {}
    for node in answer.walk():
        if node.sub_id and node.sub_id not in known:
            raise UnknownPart(node.sub_id)
        given.setdefault(node.sub_id, node)
    results = []
    for task in asked:
        found = answer if task.sub_id == "" else given.get(task.sub_id)
        score = (
            task.scorer.grade(task.params, found)
            if found is not None
            else Score(0, task.scorer.maximum(task.params))
        )
        results.append((task.sub_id, found.response if found else None, score))
    raw, most = sum(s.raw for _, _, s in results), sum(s.maximum for _, _, s in results)
    return Outcome(whole(raw), whole(most), tuple(results))


LEAVES["H5P.BranchingScenario"] = branchingscenario.scorer(maximum, grade)


def _ids(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if isinstance(item.get("subContentId"), str):
                yield item["subContentId"]
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def draw(library: Version, params: Params, seed: int) -> Params:
    """The paper of one attempt: a Question Set's pool and order are drawn here, not in the browser."""
    if library.name not in SEALABLE_COLLECTIONS or not isinstance(params.get("questions"), list):
        return params
    questions = list(params["questions"])
    dice = random.Random(seed)  # noqa: S311 - not a secret: the paper is shown
    size = params.get("poolSize")
    if isinstance(size, int) and 0 < size < len(questions):
        picked = sorted(dice.sample(range(len(questions)), size))
        questions = [questions[i] for i in picked]
    if params.get("randomQuestions") is True:
        dice.shuffle(questions)
    return {k: v for k, v in params.items() if k != "poolSize"} | {
        "questions": questions, "randomQuestions": False,
    }  # fmt: skip


def can_seal(library: Version, params: Params) -> bool:
    try:
        seal(library, params)
    except (NotScorable, ValueError):
        return False
    return True


def seal(library: Version, params: Params) -> Params:
    """The parameters without their answers. Raises NotScorable where the type cannot do without."""
    if scorer := scorer_for(library):
        if scorer.seal is None:
            raise NotScorable(str(library))
        return scorer.seal(params)
    if library.name not in SEALABLE_COLLECTIONS or not is_collection(library):
        raise NotScorable(str(library))
    questions = []
    for part in params.get("questions") or []:
        version = reference(part.get("library"))
        if version is None:
            raise NotScorable("part")
        sealed = part["params"] if version.name in SILENT else seal(version, part["params"])
        questions.append(part | {"params": sealed})
    override = params.get("override")
    ending = params.get("endGame")
    return params | {
        "questions": questions,
        "override": (override if isinstance(override, dict) else {})
        | {"checkButton": False, "showSolutionButton": "off", "retryButton": "off"},
        "endGame": (ending if isinstance(ending, dict) else {})
        | {"showResultPage": False, "showSolutionButton": False, "overallFeedback": []},
    }
