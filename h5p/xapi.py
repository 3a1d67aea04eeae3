"""The report that a content type gives of itself: read without trust, and made presentable for others.

`getXAPIData()` returns `{statement, children: [{statement, children}, …]}`. Only who answered what is
taken from it; every number in it is the browser's opinion.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

MAX_NODES = 2_000
MAX_DEPTH = 12
MAX_RESPONSE = 100_000

_SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId"
_LOCAL = "http://h5p.org/x-api/h5p-local-content-id"
_DURATION = re.compile(r"^PT(\d{1,9}(\.\d{1,4})?)S$")
_TAGS = re.compile(r"<[^>]*>")
_INTERACTIONS = frozenset(
    [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "matching",
        "performance",
        "sequencing",
        "likert",
        "numeric",
        "other",
    ]
)
VERBS = frozenset(
    [
        "attempted",
        "interacted",
        "answered",
        "progressed",
        "completed",
        "passed",
        "failed",
        "mastered",
    ]
)


class BadTree(ValueError):
    """The report has not the shape that any content type gives it. The reason is one word."""


@dataclass(frozen=True)
class Answer:
    """What was answered where. `sub_id` is '' for the content itself."""

    sub_id: str = ""
    response: str | None = None
    children: tuple["Answer", ...] = ()
    reported_raw: float | None = None
    reported_max: float | None = None

    def walk(self) -> Iterator["Answer"]:
        stack = [self]
        while stack:
            answer = stack.pop()
            yield answer
            stack.extend(reversed(answer.children))


def read_tree(tree: Any) -> Answer:
    """Raises BadTree."""
    count = [0]
    return _read(tree, 0, count)


def _read(tree: Any, depth: int, count: list[int]) -> Answer:
    count[0] += 1
    if depth > MAX_DEPTH or count[0] > MAX_NODES:
        raise BadTree("size")
    if not isinstance(tree, dict):
        raise BadTree("shape")
    # Children made by their own builders come as {statement: {…}}; some are nested once more.
    statement = tree.get("statement")
    if isinstance(statement, dict) and isinstance(statement.get("statement"), dict):
        statement = statement["statement"]
    if not isinstance(statement, dict):
        raise BadTree("statement")
    children = tree.get("children", [])
    if children is None:
        children = []
    if not isinstance(children, list):
        raise BadTree("children")
    result = statement.get("result")
    result = result if isinstance(result, dict) else {}
    score = result.get("score")
    score = score if isinstance(score, dict) else {}
    return Answer(
        sub_id=sub_content_id(statement),
        response=_response(result.get("response")),
        children=tuple(_read(c, depth + 1, count) for c in children if c is not None),
        reported_raw=_number(score.get("raw")),
        reported_max=_number(score.get("max")),
    )


def _response(value: Any) -> str | None:
    """A string; numbers occur in old types and are written out. Anything else is refused."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) < 1e9:
        return str(value)
    if not isinstance(value, str):
        raise BadTree("response")
    if len(value) > MAX_RESPONSE or "\x00" in value:
        raise BadTree("response")
    return value


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e9 else None


def sub_content_id(statement: dict[str, Any]) -> str:
    """The uuid of the part that speaks, from the extension or from the address of the object."""
    target = statement.get("object")
    target = target if isinstance(target, dict) else {}
    definition = target.get("definition")
    extensions = definition.get("extensions") if isinstance(definition, dict) else None
    given = extensions.get(_SUB_CONTENT) if isinstance(extensions, dict) else None
    if not given and isinstance(target.get("id"), str):
        try:
            given = parse_qs(urlsplit(target["id"]).query).get("subContentId", [""])[0]
        except ValueError:
            given = ""
    try:
        return str(uuid.UUID(given)) if isinstance(given, str) and given else ""
    except ValueError:
        raise BadTree("id") from None


def seconds(statement: dict[str, Any]) -> float | None:
    result = statement.get("result")
    duration = result.get("duration") if isinstance(result, dict) else None
    match = _DURATION.match(duration) if isinstance(duration, str) else None
    return float(match[1]) if match else None


@dataclass(frozen=True)
class Speaker:
    """Who, without a name: an account on this site, and the address of the activity."""

    home: str
    pseudonym: str
    activity: str
    title: str
    language: str


def normalise(
    tree: Any, speaker: Speaker, *, stored: str, scores: dict[str, tuple[float, float]]
) -> list[dict[str, Any]]:
    """Statements that a strict record store takes: ours in actor, score and ids; text without HTML.

    `scores`: sub-content id → (raw, max) as recomputed here; a part without one gets no score.
    """
    statements: list[dict[str, Any]] = []
    stack = [(tree, "")]
    while stack:
        node, parent = stack.pop()
        statement = node.get("statement") if isinstance(node, dict) else None
        if not isinstance(statement, dict):
            continue
        sub_id = sub_content_id(statement)
        statements.append(_statement(statement, sub_id, parent, speaker, stored, scores))
        children = node.get("children") if isinstance(node.get("children"), list) else []
        stack.extend((child, sub_id) for child in reversed(children))
    return statements


def _statement(
    source: dict[str, Any],
    sub_id: str,
    parent: str,
    speaker: Speaker,
    stored: str,
    scores: dict[str, tuple[float, float]],
) -> dict[str, Any]:
    def address(part: str) -> str:
        return f"{speaker.activity}?subContentId={part}" if part else speaker.activity

    statement: dict[str, Any] = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{address(sub_id)}#{speaker.pseudonym}{stored}")),
        "actor": {"account": {"homePage": speaker.home, "name": speaker.pseudonym}},
        "verb": _verb(source),
        "object": {
            "objectType": "Activity", "id": address(sub_id), "definition": _definition(source, speaker),
        },
        "timestamp": stored,
    }  # fmt: skip
    result = _result(source, scores.get(sub_id))
    if result:
        statement["result"] = result
    if sub_id:
        statement["context"] = {"contextActivities": {"parent": [{"id": address(parent)}]}}
    return statement


def _verb(source: dict[str, Any]) -> dict[str, Any]:
    verb = source.get("verb")
    name = str(verb.get("id", "")).rsplit("/", 1)[-1] if isinstance(verb, dict) else ""
    name = name if name in VERBS else "answered"
    return {"id": f"http://adlnet.gov/expapi/verbs/{name}", "display": {"en-US": name}}


def _definition(source: dict[str, Any], speaker: Speaker) -> dict[str, Any]:
    target = source.get("object")
    given = target.get("definition") if isinstance(target, dict) else None
    given = given if isinstance(given, dict) else {}
    definition: dict[str, Any] = {
        "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
        "name": {speaker.language: speaker.title},
    }
    description = given.get("description")
    if isinstance(description, dict):
        texts = [t for t in description.values() if isinstance(t, str)]
        if texts:
            definition["description"] = {speaker.language: plain(texts[0])}
    interaction = given.get("interactionType")
    if interaction in _INTERACTIONS:
        definition["interactionType"] = interaction
    else:
        definition["type"] = "http://adlnet.gov/expapi/activities/assessment"
    return definition


def _result(source: dict[str, Any], score: tuple[float, float] | None) -> dict[str, Any]:
    given = source.get("result")
    given = given if isinstance(given, dict) else {}
    result: dict[str, Any] = {}
    try:
        response = _response(given.get("response"))
    except BadTree:
        response = None
    if response is not None:
        result["response"] = response
    if score and score[1] > 0:
        raw, maximum = score
        result["score"] = {
            "raw": raw, "min": 0, "max": maximum, "scaled": round(raw / maximum, 4),
        }  # fmt: skip
    if (duration := seconds(source)) is not None:
        result["duration"] = f"PT{duration:g}S"
    if isinstance(given.get("completion"), bool):
        result["completion"] = given["completion"]
    return result


def plain(text: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", text)).split())[:2_000]
