"""Small judges of body fields, shared by the kinds."""

import hashlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from assessments.questions.contract import (
    TEXT_LIMIT,
    Body,
    Fields,
    Problem,
    UnreadableAnswer,
    gettext_noop,
)

Thing = TypeVar("Thing")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def text_problems(body: Body, *names: str) -> list[Problem]:
    """The named fields must hold text."""
    text = gettext_noop("The field “%(name)s” needs a text.")
    return [Problem(text, {"name": name}, name) for name in names if not is_text(body.get(name))]


def unknown_problems(body: Body, known: Iterable[str], path: str = "") -> list[Problem]:
    """A misspelt field must not be lost in silence."""
    return [
        Problem(
            gettext_noop("The field “%(name)s” is not known here; please check its spelling."),
            {"name": name},
            f"{path}.{name}" if path else str(name),
        )
        for name in body
        if name not in set(known)
    ]


def rows(body: Body, name: str) -> list[dict[str, Any]]:
    """The list of objects under `name`; anything else in it is left out."""
    value = body.get(name)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def row_problems(body: Body, name: str, least: int, known: Sequence[str]) -> list[Problem]:
    """A list of at least `least` objects, each with a text, unique identifiers and known fields."""
    value = body.get(name)
    if not isinstance(value, list) or len(rows(body, name)) != len(value) or len(value) < least:
        return [
            Problem(
                gettext_noop("“%(name)s” must be a list of at least %(least)d entries."),
                {"name": name, "least": least},
                name,
            )
        ]
    found: list[Problem] = []
    for place, row in enumerate(value):
        path = f"{name}.{place}"
        found += unknown_problems(row, known, path)
        if not is_text(row.get("text")):
            found.append(
                Problem(
                    gettext_noop("Entry %(place)d of “%(name)s” needs a text."),
                    {"place": place + 1, "name": name},
                    path,
                )
            )
    return found + twin_problems(value, name)


def twin_problems(value: list[dict[str, Any]], name: str) -> list[Problem]:
    """Two entries with one identifier or one text cannot be told apart."""
    found = []
    for field in ("id", "text"):
        seen: set[Hashable] = set()
        for place, row in enumerate(value):
            mark = row.get(field)
            if not isinstance(mark, str):
                continue
            if mark.strip() in seen:
                found.append(
                    Problem(
                        gettext_noop(
                            "Two entries of “%(name)s” have the same %(field)s “%(value)s”."
                        ),
                        {"name": name, "field": field, "value": mark},
                        f"{name}.{place}.{field}",
                    )
                )
            seen.add(mark.strip())
    return found


def renamed_problems(found: Iterable[Problem], old: str, new: str) -> list[Problem]:
    """What another kind says of its field `old`, for a field `new` that works the same."""
    return [
        Problem(
            one.text,
            {name: new if value == old else value for name, value in one.params.items()},
            one.path.replace(old, new, 1),
        )
        for one in found
    ]


def choice_problems(body: Body, name: str, allowed: Sequence[str]) -> list[Problem]:
    """The field, when it is there, must be one of the allowed words."""
    if name not in body or body[name] in allowed:
        return []
    return [
        Problem(
            gettext_noop("“%(name)s” must be one of: %(allowed)s."),
            {"name": name, "allowed": ", ".join(allowed)},
            name,
        )
    ]


def with_ids(
    new: Sequence[dict[str, Any]], old: Sequence[dict[str, Any]], prefix: str = ""
) -> list[dict[str, Any]]:
    """Rows with an `id` each: its own, else that of the old row with the same text, else that of the
    old row in the same place, else the next free letter."""
    rows = [dict(row) for row in new]
    taken = {row["id"] for row in rows if row.get("id")}
    by_text = {row.get("text"): row.get("id") for row in old}
    for row in rows:
        found = by_text.get(row.get("text"))
        if not row.get("id") and found and found not in taken:
            row["id"] = found
            taken.add(found)
    kept = {row.get("text") for row in rows if row.get("id")}
    for place, row in enumerate(rows):
        if not row.get("id") and place < len(old) and old[place].get("text") not in kept:
            found = old[place].get("id")
            if found and found not in taken:
                row["id"] = found
                taken.add(found)
    free = (name for name in _names(prefix) if name not in taken)
    for row in rows:
        if not row.get("id"):
            row["id"] = next(free)
    return rows


def _names(prefix: str) -> Iterable[str]:
    yield from (prefix + letter for letter in LETTERS)
    number = 1
    while True:
        yield f"{prefix}x{number}"
        number += 1


def shuffled(things: Sequence[Thing], seed: int, names: Sequence[str]) -> list[Thing]:
    """A fixed order for a seed. It hangs on the names only, not on the order given or on a
    library's random numbers, so a paper can be rebuilt years later."""
    ranks = [hashlib.sha256(f"{seed}:{name}".encode()).digest() for name in names]
    return [thing for _, _, thing in sorted(zip(ranks, names, things, strict=True), key=_rank)]


def _rank(entry: tuple[bytes, str, Any]) -> tuple[bytes, str]:
    return entry[0], entry[1]


def one(fields: Fields, name: str, limit: int = TEXT_LIMIT) -> str:
    """The single value of a form field, without NUL bytes; "" when it is not there."""
    values = fields.get(name) or [""]
    if len(values[-1]) > limit:
        raise UnreadableAnswer(
            gettext_noop("An answer is longer than the %(limit)d characters it may have."),
            limit=limit,
        )
    return values[-1].replace("\x00", "")


def token(name: str, seed: int) -> str:
    """What stands in the page for an identifier; says nothing about the author's order."""
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()[:10]


def tokens(names: Iterable[str], seed: int) -> dict[str, str]:
    """From the tokens on the page back to identifiers."""
    return {token(name, seed): name for name in names}


def one_of(fields: Fields, name: str, allowed: Mapping[str, str]) -> str | None:
    """The chosen value, None when nothing was chosen. Raises when it is not on the paper.

    `allowed` leads from what the page says to what it stands for.
    """
    value = one(fields, name)
    if value == "":
        return None
    if value not in allowed:
        raise UnreadableAnswer(NOT_ON_PAPER)
    return allowed[value]


def some_of(fields: Fields, name: str, allowed: Mapping[str, str]) -> list[str]:
    """The chosen values, each once, sorted. Raises when one is not on the paper."""
    chosen = {value for value in fields.get(name, ()) if value != ""}
    if not chosen <= set(allowed):
        raise UnreadableAnswer(NOT_ON_PAPER)
    return sorted(allowed[value] for value in chosen)


NOT_ON_PAPER = gettext_noop("The answer names an option that is not on your paper.")


def as_ids(answer: Any) -> frozenset[str]:
    """The texts in a list; anything else in it, or anything but a list, is nothing."""
    if not isinstance(answer, list):
        return frozenset()
    return frozenset(value for value in answer if isinstance(value, str))


def as_texts(answer: Any) -> dict[str, str]:
    """The texts by name in an object; anything else in it, or anything but an object, is nothing."""
    if not isinstance(answer, dict):
        return {}
    return {
        name: value
        for name, value in answer.items()
        if isinstance(name, str) and isinstance(value, str)
    }


def flag_problems(body: Body, *names: str) -> list[Problem]:
    text = gettext_noop("“%(name)s” must be true or false.")
    return [
        Problem(text, {"name": name}, name)
        for name in names
        if not isinstance(body.get(name, False), bool)
    ]
