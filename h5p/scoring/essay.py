"""H5P.Essay: keywords looked for in a free text, with wildcards, regular expressions and forgiven typing errors.

Positions count UTF-16 units, as in the browser. What authors wrote as patterns runs in a process with a time limit.
"""

import re
from collections.abc import Iterable
from html import unescape

from h5p import javascript
from h5p.scoring.blanks import distance
from h5p.scoring.contract import (
    Answer,
    NotScorable,
    Params,
    Score,
    Scorer,
    behaviour,
    number,
    rows,
    whole,
)

_SPACE = "\\t\\n\\v\\f\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_NEWLINE = re.compile(r"\r\n|\r|\n")
_TWO_SPACES = re.compile(f"[{_SPACE}][{_SPACE}]")
_BOUNDARY = re.compile(f"[{_SPACE}.?!,;'\"]")
# The letters that a wildcard stands for, as the type lists them.
_LETTER = "[A-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0370-\u03ff\u0400-\u04ff\u3040-\u309f\u3040-\u30ff\u4e00-\u62ff\u6300-\u77ff\u7800-\u8cff\u8d00-\u9fff\u0e00-\u0e7f]"
_STAR = ":::H5P-Essay-REGEXP-ASTERISK:::"
_WORK = 1_000_000
"""Characters times alternatives: more is not looked through."""
_MATCHES = """const found = (text, patterns) => patterns.map(([source, flags]) => {
  let pattern;
  try { pattern = new RegExp(source, flags); } catch { return []; }
  return [...text.matchAll(pattern)].map((match) => [match[0], match.index]);
});"""

Match = tuple[int, int]
"""Where it begins, and how long it is."""


def maximum(params: Params) -> int | float:
    rule = behaviour(params)
    if rule.get("ignoreScoring"):
        return whole(number(rule.get("pointsHost")) or 1)
    everything = sum(
        _points(row) * (number(_options(row).get("occurrences")) or 1)
        for row in rows(params, "keywords") if row.get("keyword")
    )  # fmt: skip
    share = rule.get("percentageMastering")
    mastered = everything if share is None else number(share) * everything / 100
    return whole(max(1, mastered))


def grade(params: Params, answer: Answer) -> Score:
    most = maximum(params)
    if behaviour(params).get("ignoreScoring"):
        return Score(most, most)
    text = units(answer.response or "")
    replacement = behaviour(params).get("linebreakReplacement") or " "
    text = _TWO_SPACES.sub(" ", _NEWLINE.sub(lambda _match: replacement, text))
    keywords = [row for row in rows(params, "keywords") if isinstance(row.get("keyword"), str)]
    if len(text) * sum(1 + len(row.get("alternatives") or []) for row in keywords) > _WORK:
        raise NotScorable("length")
    earned: int | float = 0
    for row in keywords:
        occurrences = number(_options(row).get("occurrences"))
        earned += min(_count(params, row, text), occurrences) * _points(row)
    return Score(whole(min(earned, most)), most)


def _options(row: Params) -> Params:
    options = row.get("options")
    return options if isinstance(options, dict) else {}


def _points(row: Params) -> int | float:
    return number(_options(row).get("points"))


def _switched(rule: Params, override: str, own: object) -> bool:
    return rule.get(override) != "off" and (rule.get(override) == "on" or bool(own))


def _count(params: Params, row: Params, text: str) -> int:
    """How often the keyword or one of its alternatives is found."""
    rule, options = behaviour(params), _options(row)
    exact_case = _switched(rule, "overrideCaseSensitive", options.get("caseSensitive"))
    forgiving = _switched(rule, "overrideForgiveMistakes", options.get("forgiveMistakes"))
    named = [row["keyword"], *(a for a in row.get("alternatives") or [] if isinstance(a, str))]
    decoded = [units(unescape(one).lstrip(" \t\n\f\r")) for one in named]
    plain = [one for one in decoded if not (one.startswith("/") and one.endswith("/"))]
    patterns = [one[1:-1] for one in decoded if one.startswith("/") and one.endswith("/")]
    flags = "g" if exact_case else "gi"
    for matches in _found(text, [(pattern, flags) for pattern in patterns]):
        plain += [match.replace("*", _STAR, 1) for match, _at in matches]
    needles = [one if exact_case else one.lower() for one in plain if one]
    searched = text if exact_case else text.lower()
    wild = {one: _wildcard(one) for one in dict.fromkeys(needles) if "*" in one}
    hits = dict(
        zip(wild, _found(searched, [(pattern, flags) for pattern in wild.values()]), strict=True)
    )
    return sum(
        _merged(
            _exact(needle, searched),
            [(at, len(match)) for match, at in hits.get(needle, []) if _alone(searched, at, len(match))],
            _similar(needle, searched) if forgiving else [],
        )
        for needle in needles
    )  # fmt: skip


def _found(text: str, patterns: list[tuple[str, str]]) -> list[list[tuple[str, int]]]:
    """Every match of each JavaScript pattern. Raises NotScorable when that takes too long."""
    if not patterns:
        return []
    try:
        found = javascript.call(_MATCHES, "found", text, patterns, seconds=1)
    except (javascript.TooMuch, javascript.ScriptFailed):
        raise NotScorable("pattern") from None
    return [[(units(match), at) for match, at in matches] for matches in found]


def _wildcard(needle: str) -> str:
    needle = re.sub(r"\*{2,}", "*", needle)
    return re.sub(r"[\\.\[\]?+(){}|!^-]", r"\\\g<0>", needle).replace("*", f"{_LETTER}+")


def _alone(text: str, at: int, length: int) -> bool:
    """Whether what stands there is no part of a longer word."""
    end = at + length
    before = at == 0 or _BOUNDARY.match(text[at - 1])
    after = end == len(text) or (end < len(text) and _BOUNDARY.match(text[end]))
    return bool(length and before and after)


def _exact(needle: str, text: str) -> list[Match]:
    """The search goes on behind each find as if the text began there."""
    needle = needle.replace("*", "", 1).replace(_STAR, "*")
    found, front = [], 0
    while needle and (at := text.find(needle, front)) != -1:
        end = at + len(needle)
        before = at == front or _BOUNDARY.match(text[at - 1])
        if before and (end == len(text) or _BOUNDARY.match(text[end])):
            found.append((at, len(needle)))
        front = end
    return found


def _similar(needle: str, text: str) -> list[Match]:
    """Pieces of the text that differ by a typing error or two, shortest pieces first."""
    starts = [0, *(match.end() for match in _BOUNDARY.finditer(text))]
    found: list[Match] = []
    for size in range(len(needle) - 2, len(needle) + 3):
        for at in starts:
            piece = text[at : at + max(size, 0)]
            if at >= len(text) or not _alone(text, at, len(piece)):
                continue
            shorter = min(len(piece), len(needle))
            allowed = 2 if shorter > 9 else 1 if shorter > 3 else 0
            same = piece == needle or (allowed and distance(needle, piece, allowed) <= allowed)
            if same and not _near(found, at):
                found.append((at, len(piece)))
    return found


def _near(found: Iterable[Match], at: int) -> bool:
    return any(abs(start - at) <= length for start, length in found)


def _merged(exact: list[Match], *others: list[Match]) -> int:
    found = list(exact)
    for matches in others:
        for match in matches:
            if not _near(found, match[0]):
                found.append(match)
    return len(found)


def units(text: str) -> str:
    """One character for each UTF-16 unit: lengths and positions are then the browser's."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    data = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(data[i] | data[i + 1] << 8) for i in range(0, len(data), 2))


SCORER = Scorer("H5P.Essay", ((1, 1), (1, 5)), maximum, grade)
