"""Numbers that differ from paper to paper: [[variables]] name, min, max, step."""

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from assessments.questions.contract import Body, Problem, gettext_noop
from assessments.questions.fields import rows, unknown_problems
from assessments.questions.formula import BadFormula, Undefined, evaluate, names

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
TRIED = 5_000
Values = dict[str, Fraction]


def exact(value: Any) -> Fraction:
    return Fraction(str(value))


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def variable_problems(body: Body) -> list[Problem]:
    found: list[Problem] = []
    value = body.get("variables", [])
    if not isinstance(value, list) or len(rows(body, "variables")) != len(value):
        text = gettext_noop("“%(name)s” must be a list of at least %(least)d entries.")
        return [Problem(text, {"name": "variables", "least": 1}, "variables")]
    for place, row in enumerate(value):
        path = f"variables.{place}"
        found += unknown_problems(row, ("name", "min", "max", "step"), path)
        if not NAME.fullmatch(str(row.get("name", ""))):
            text = gettext_noop("Variable %(place)d needs a name of lower-case letters.")
            found.append(Problem(text, {"place": place + 1}, path))
        if not _is_range(row):
            text = gettext_noop(
                "Variable %(place)d needs numbers “min”, “max” and “step”, with min at most max and a step above 0."
            )
            found.append(Problem(text, {"place": place + 1}, path))
    return found


def _is_range(row: Mapping[str, Any]) -> bool:
    numbers = [row.get("min"), row.get("max"), row.get("step", 1)]
    if not all(is_number(one) for one in numbers):
        return False
    low, high, step = (exact(one) for one in numbers)
    return low <= high and step > 0 and (high - low) / step <= 1_000_000


def _count(row: Mapping[str, Any]) -> int:
    return int((exact(row["max"]) - exact(row["min"])) / exact(row.get("step", 1))) + 1


def _at(row: Mapping[str, Any], number: int) -> Fraction:
    return exact(row["min"]) + number * exact(row.get("step", 1))


def drawn(body: Body, seed: int) -> Values:
    """The numbers of this paper."""
    values = {}
    for row in rows(body, "variables"):
        digest = hashlib.sha256(f"{seed}={row['name']}".encode()).digest()
        values[row["name"]] = _at(row, int.from_bytes(digest[:8], "big") % _count(row))
    return values


def every(body: Body) -> Iterator[Values]:
    """All combinations when there are few, else the corners and an even sample."""
    ranges = rows(body, "variables")
    total = 1
    for row in ranges:
        total *= _count(row)
    if total <= TRIED:
        places = itertools.product(*(range(_count(row)) for row in ranges))
        for place in places:
            yield {r["name"]: _at(r, n) for r, n in zip(ranges, place, strict=True)}
        return
    for corner in itertools.product(*((0, _count(row) - 1) for row in ranges)):
        yield {r["name"]: _at(r, n) for r, n in zip(ranges, corner, strict=True)}
    for row in ranges:  # a single variable through its whole range, the others at their first value
        for number in range(0, _count(row), max(1, _count(row) // TRIED)):
            yield {r["name"]: _at(r, number if r is row else 0) for r in ranges}
    for seed in range(1000):
        yield drawn(body, seed)


def formula_problems(body: Body, text: Any, path: str) -> list[Problem]:
    """Not understood, unknown names, or no result for some paper."""
    if not isinstance(text, str):
        return [Problem(gettext_noop("The field “%(name)s” needs a text."), {"name": path}, path)]
    try:
        unknown = sorted(names(text) - {row["name"] for row in rows(body, "variables")})
        if unknown:
            sentence = gettext_noop(
                "The formula “%(formula)s” names %(name)s, which is no variable."
            )
            return [Problem(sentence, {"formula": text, "name": unknown[0]}, path)]
        for values in every(body):
            try:
                evaluate(text, values)
            except Undefined:
                sentence = gettext_noop(
                    "The formula “%(formula)s” has no result for %(values)s (it may divide by zero)."
                )
                shown = ", ".join(f"{name} = {shown_as(v)}" for name, v in values.items()) or "-"
                return [Problem(sentence, {"formula": text, "values": shown}, path)]
    except BadFormula:
        sentence = gettext_noop("“%(formula)s” is not a formula that is understood here.")
        return [Problem(sentence, {"formula": text}, path)]
    return []


def shown_as(value: Fraction | float, decimals: int | None = None) -> str:
    """A number for people: no trailing zeros, at most six digits after the point."""
    text = f"{float(value):.{6 if decimals is None else decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text and decimals is None else text


def filled(text: str, values: Mapping[str, Fraction]) -> str:
    """The text with {name} replaced by this paper's number."""
    return PLACE.sub(
        lambda found: shown_as(values[found[1]]) if found[1] in values else found[0], text
    )
