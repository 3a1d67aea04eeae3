"""H5P.BranchingScenario: points for the end reached, or gathered on the way there.

The way is walked again from the alternatives that were chosen. Points count only when an end was reached; walking backwards
cannot be seen in the report, so a report that shows it is not scored.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from h5p.manifest import Version, reference
from h5p.scoring.contract import (
    Answer,
    BadResponse,
    NotScorable,
    Params,
    Score,
    Scorer,
    number,
    rows,
    whole,
)

Maximum = Callable[[Version, Params], int | float]
Grade = Callable[[Version, Params, Answer], Any]
STATIC, DYNAMIC = "static-end-score", "dynamic-score"
QUESTION = "H5P.BranchingQuestion"
END = -1
_STEPS = 2_000


@dataclass(frozen=True)
class Story:
    """The parameters, ready to be walked. `within`: tasks on the way give points too."""

    nodes: list[Params]
    ends: list[Params]
    dynamic: bool
    within: bool

    def library(self, at: int) -> Version:
        version = reference(self.part(at).get("library"))
        if version is None:
            raise NotScorable("node")
        return version

    def part(self, at: int) -> Params:
        part = self.nodes[at].get("type")
        return part if isinstance(part, dict) else {}

    def params(self, at: int) -> Params:
        params = self.part(at).get("params")
        return params if isinstance(params, dict) else {}

    def asks(self, at: int) -> bool:
        return self.library(at).name == QUESTION

    def alternatives(self, at: int) -> list[Params]:
        question = self.params(at).get("branchingQuestion")
        return rows(question if isinstance(question, dict) else {}, "alternatives")


@dataclass
class Walk:
    """Points by node: a node visited again counts once, as it was answered last."""

    gained: dict[int, tuple[int | float, int | float]] = field(default_factory=dict)
    end: Params | None = None
    taken: int = 0


def _story(params: Params) -> Story:
    inner = params.get("branchingScenario")
    inner = inner if isinstance(inner, dict) else {}
    option = inner.get("scoringOptionGroup")
    option = option if isinstance(option, dict) else {}
    if option.get("scoringOption") not in (STATIC, DYNAMIC) or not rows(inner, "content"):
        raise NotScorable("no-score")
    return Story(
        rows(inner, "content"), rows(inner, "endScreens"), option["scoringOption"] == DYNAMIC,
        option.get("includeInteractionsScores") is True,
    )  # fmt: skip


def _said(place: Params) -> Any:
    feedback = place.get("feedback")
    return feedback.get("endScreenScore") if isinstance(feedback, dict) else None


def _next(place: Params) -> int:
    """Where it goes on; what names nothing is an end, as in the player."""
    target = place.get("nextContentId")
    return target if isinstance(target, int) and not isinstance(target, bool) else END


def _end_points(story: Story, place: Params) -> int | float:
    """Of the end behind this node or alternative: its own end screen if it has one, else the common one."""
    feedback = place.get("feedback")
    feedback = feedback if isinstance(feedback, dict) else {}
    own = any(feedback.get(key) for key in ("title", "subtitle", "image"))
    if own or feedback.get("endScreenScore") is not None:
        return number(feedback.get("endScreenScore"))
    common = (end for end in story.ends if end.get("contentId") == END)
    return number(next(common, {}).get("endScreenScore"))


def _static_maximum(story: Story) -> int | float:
    default = number(story.ends[0].get("endScreenScore")) if story.ends else 0
    best: int | float = 0
    for at, node in enumerate(story.nodes):
        for place in story.alternatives(at) if story.asks(at) else [node]:
            if place.get("nextContentId") == END:
                said = _said(place)
                best = max(best, default if said is None else number(said))
    return best


def _node_points(
    story: Story, at: int, chosen: int | None, within: tuple[int | float, int | float]
) -> tuple[int | float, int | float]:
    """What leaving a node gives, and the most it could have given."""
    if chosen is not None:
        choices = story.alternatives(at)
        raw = number(_said(choices[chosen])) if _next(choices[chosen]) >= 0 else 0
        most = max(
            (number(_said(c)) for c in choices if c.get("nextContentId") != END), default=0
        )  # fmt: skip
        return raw, max(0, most)
    node = story.nodes[at]
    own = number(_said(node)) if _next(node) > 0 else 0
    return (own + within[0], own + within[1]) if story.within else (own, own)


@dataclass(frozen=True)
class Grader:
    """Walks a story with the rules for whatever stands on the way."""

    maximum_of: Maximum
    grade_of: Grade

    def within(
        self, story: Story, at: int, answer: Answer | None
    ) -> tuple[int | float, int | float]:
        if not story.within:
            return 0, 0
        library, params = story.library(at), story.params(at)
        if answer is None:
            return 0, self.maximum_of(library, params)
        outcome = self.grade_of(library, params, Answer("", answer.response, answer.children))
        return outcome.raw, outcome.maximum

    def walk(self, story: Story, told: tuple[Answer, ...]) -> Walk:
        """As far as the answers lead. Raises BadResponse where they cannot be of this story."""
        done, at = Walk(), 0
        for _step in range(_STEPS):
            mine = str(story.part(at).get("subContentId", ""))
            heard = told[done.taken] if done.taken < len(told) else None
            heard = heard if heard and heard.sub_id == mine else None
            done.taken += heard is not None
            chosen = _chosen(story, at, heard) if story.asks(at) else None
            if story.asks(at) and chosen is None:
                return done
            points = (0, 0) if chosen is not None else self.within(story, at, heard)
            done.gained[at] = _node_points(story, at, chosen, points)
            place = story.nodes[at] if chosen is None else story.alternatives(at)[chosen]
            at = _next(place)
            if not 0 <= at < len(story.nodes):
                done.end = place
                return done
        raise BadResponse("length")

    def maximum(self, params: Params) -> int | float:
        story = _story(params)
        if not story.dynamic:
            return whole(_static_maximum(story))
        return whole(max(_ways(story, lambda at: self.within(story, at, None)), default=0))

    def grade(self, params: Params, answer: Answer) -> Score:
        story = _story(params)
        done = self.walk(story, answer.children)
        if done.taken < len(answer.children):
            raise NotScorable("backwards")
        if done.end is None or not (answer.children or answer.reported_max is not None):
            return Score(0, self.maximum(params))
        if not story.dynamic:
            return Score(whole(_end_points(story, done.end)), self.maximum(params))
        points = done.gained.values()
        return Score(whole(sum(p[0] for p in points)), whole(sum(p[1] for p in points)))


def scorer(maximum: Maximum, grade: Grade) -> Scorer:
    """`maximum` and `grade` are those of whatever stands on the way."""
    grader = Grader(maximum, grade)
    return Scorer("H5P.BranchingScenario", ((1, 7), (1, 10)), grader.maximum, grader.grade)


def _chosen(story: Story, at: int, heard: Answer | None) -> int | None:
    if heard is None or not heard.response:
        return None
    said = heard.response
    if not (said.isascii() and said.isdigit() and len(said) < 4):
        raise BadResponse("index")
    if int(said) >= len(story.alternatives(at)):
        raise BadResponse("index")
    return int(said)


def _ways(
    story: Story, within: Callable[[int], tuple[int | float, int | float]]
) -> Iterator[int | float]:
    """The most that can be gathered on each way to an end that visits nothing twice."""
    stack: list[tuple[int, frozenset[int], int | float]] = [(0, frozenset(), 0)]
    steps = 0
    while stack:
        at, visited, gathered = stack.pop()
        steps += 1
        if steps > _STEPS:
            raise NotScorable("ways")
        if not 0 <= at < len(story.nodes):
            yield gathered
        elif at not in visited:
            asks = story.asks(at)
            choices = story.alternatives(at) if asks else [story.nodes[at]]
            for number_, place in enumerate(choices):
                points = _node_points(
                    story, at, number_ if asks else None, (0, 0) if asks else within(at)
                )
                stack.append((_next(place), visited | {at}, gathered + points[1]))
