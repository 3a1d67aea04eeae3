"""H5P.Blanks: typed words, compared in order with `*answer/alternative:tip*`."""

import re
from html import unescape

from h5p.scoring.contract import Answer, BadResponse, Params, Score, Scorer, behaviour, quiet, split

_TAG = re.compile(r"</?[a-z]*\d?>", re.IGNORECASE)


def gaps(text: str) -> list[tuple[int, int, str]]:
    """Where each gap starts and ends in the text, asterisks included, and what stands in it."""
    found = []
    start = text.find("*")
    while start != -1:
        end = text.find("*", start + 1)
        if end == -1:
            break
        if inside := _TAG.sub("", text[start + 1 : end]):
            found.append((start, end + 1, inside))
        start = text.find("*", end + 1)
    return found


def solutions(inside: str) -> list[str]:
    """Alternatives are split before entities are decoded: `and&#x2F;or` is one answer."""
    return [unescape(part.strip()).strip() for part in inside.split(":", 1)[0].split("/")]


def expected(params: Params) -> list[list[str]]:
    texts = params.get("questions")
    texts = [t for t in texts if isinstance(t, str)] if isinstance(texts, list) else []
    return [solutions(inside) for text in texts for _, _, inside in gaps(text)]


def maximum(params: Params) -> int:
    return len(expected(params))


def grade(params: Params, answer: Answer) -> Score:
    blanks = expected(params)
    typed = split(answer.response) or [""] * len(blanks)
    if len(typed) != len(blanks):
        raise BadResponse("fields")
    rule = behaviour(params)
    exact, forgiving = rule.get("caseSensitive") is True, rule.get("acceptSpellingErrors") is True
    hits = sum(matches(t, b, exact, forgiving) for t, b in zip(typed, blanks, strict=True))
    return Score(hits, len(blanks))


def matches(typed: str, alternatives: list[str], exact: bool, forgiving: bool) -> bool:
    typed = typed.strip() if exact else typed.strip().lower()
    for alternative in alternatives:
        wanted = alternative if exact else alternative.lower()
        if typed == wanted:
            return True
        allowed = 2 if len(wanted) > 9 else 1 if len(wanted) > 3 else 0
        if forgiving and allowed and distance(typed, wanted, allowed) <= allowed:
            return True
    return False


def distance(a: str, b: str, enough: int) -> int:
    """Damerau–Levenshtein distance (adjacent swaps count once); stops early past `enough`."""
    if abs(len(a) - len(b)) > enough:
        return enough + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            best = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, before[j - 2] + 1)
            new.append(best)
        before, row = row, new
    return row[-1]


def seal(params: Params) -> Params:
    texts = []
    for text in params.get("questions") or []:
        for start, end, inside in reversed(gaps(text)):
            tip = inside.partition(":")[2]
            text = f"{text[:start]}*x{':' + tip if tip else ''}*{text[end:]}"
        texts.append(text)
    return quiet(params) | {"questions": texts}


SCORER = Scorer("H5P.Blanks", ((1, 11), (1, 14)), maximum, grade, seal)
