"""H5P.DragText: words in zones, `*word:tip*`, one point for each word in its zone."""

import random
import re
from html import unescape

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, quiet, split

_ZONE = re.compile(r"(\*.*?\*)")
_TIP = re.compile(r":([^\\*]+)")
_FEEDBACK = re.compile(r"\\[+\-][^\\*:]+")


def _zone(part: str) -> bool:
    return len(part) > 2 and part.startswith("*") and part.endswith("*")


def _word(part: str) -> str:
    inside = part[1:-1]
    if tip := _TIP.search(inside):
        inside = inside.replace(tip[0], "", 1)
    return _FEEDBACK.sub("", inside).rstrip()


def parts(text: str) -> list[str]:
    return [part for part in _ZONE.split(text) if part]


def words(params: Params) -> list[str]:
    text = params.get("textField")
    return [_word(p) for p in parts(text) if _zone(p)] if isinstance(text, str) else []


def distractors(params: Params) -> list[str]:
    text = params.get("distractors")
    return [_word(p) for p in parts(text) if _zone(p)] if isinstance(text, str) else []


def maximum(params: Params) -> int:
    return len(words(params))


def grade(params: Params, answer: Answer) -> Score:
    zones = [_shown(word) for word in words(params)]
    placed = [_shown(word) for word in split(answer.response)] or [""] * len(zones)
    if len(placed) != len(zones):
        raise BadResponse("zones")
    offered = zones + [_shown(word) for word in distractors(params)]
    for word in placed:
        if word:
            if word not in offered:
                raise BadResponse("word")
            offered.remove(word)
    return Score(sum(a == b for a, b in zip(placed, zones, strict=True) if b), len(zones))


def _shown(word: str) -> str:
    return " ".join(unescape(word).split())


def seal(params: Params) -> Params:
    """The words change places, so the zones no longer tell; their tips stay where they were."""
    text = params.get("textField", "")
    pieces = parts(text)
    zones = [i for i, part in enumerate(pieces) if _zone(part)]
    shuffled = [_word(pieces[i]) for i in zones]
    # Seeded by the text itself: the same task is sealed the same way however often it is asked for.
    random.Random(text).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    for i, word in zip(zones, shuffled, strict=True):
        tip = _TIP.search(pieces[i][1:-1])
        pieces[i] = f"*{word}{tip[0] if tip else ''}*"
    return quiet(params) | {"textField": "".join(pieces)}


SCORER = Scorer("H5P.DragText", ((1, 8), (1, 10)), maximum, grade, seal)
