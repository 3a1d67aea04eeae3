"""A country's public figures of one round, packed, signed, opened and looked through. Pure.

The signature covers the text as it travels, after a prefix that keeps it from being taken for anything else that
the same key signs.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from readiness import suppression
from readiness.suppression import Figure, Policy

FORMAT = "genomic-literacy-round/1"
_PREFIX = f"{FORMAT}\n".encode()
MOST = 2000  # cells
_CELL = {
    *("programme", "group", "people", "people_at_least", "people_at_most", "disclosure"),
    *("workforce", "workforce_year", "workforce_method", "workforce_basis", "workforce_source"),
    *("target_percent", "target_due", "target_set_by_country"),
}

Cell = Mapping[str, str]


class Unreadable(ValueError):
    """It is not a parcel of this format. `args[0]` is a short English phrase for machines and logs."""


class NotPublic(ValueError):
    """A cell says more than the rule of disclosure allows."""


@dataclass(frozen=True, slots=True)
class Parcel:
    country: str
    day: date
    made_at: datetime
    method: str
    cells: Sequence[Cell]


def pack(parcel: Parcel) -> str:
    return json.dumps(
        {
            "format": FORMAT,
            "country": parcel.country,
            "day": parcel.day.isoformat(),
            "made_at": parcel.made_at.isoformat(),
            "method": parcel.method,
            "cells": [{name: cell[name] for name in sorted(_CELL)} for cell in parcel.cells],
        },
        sort_keys=True,
        ensure_ascii=False,
    )


def sign(text: str, key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.sign(_PREFIX + text.encode())).decode()


def is_signed(text: str, signature: str, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), _PREFIX + text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def unpack(text: str) -> Parcel:
    """Raises Unreadable."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise Unreadable("another format")
        made_at = datetime.fromisoformat(found["made_at"])
        parcel = Parcel(
            str(found["country"]),
            date.fromisoformat(found["day"]),
            made_at,
            str(found["method"]),
            found["cells"],
        )
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise Unreadable("not a parcel") from problem
    if made_at.tzinfo is None or not _are_cells(parcel.cells):
        raise Unreadable("not the cells of a round")
    return parcel


def _are_cells(cells: object) -> bool:
    return (
        isinstance(cells, list)
        and 0 < len(cells) <= MOST
        and all(
            isinstance(cell, dict)
            and set(cell) == _CELL
            and all(isinstance(value, str) and len(value) <= 300 for value in cell.values())
            for cell in cells
        )
        and len({(cell["programme"], cell["group"]) for cell in cells}) == len(cells)
    )


def check(
    parcel: Parcel, *, policy: Policy, groups: Collection[str], methods: Collection[str]
) -> None:
    """Every cell is one that the rule of disclosure makes, over a workforce that can be. Raises NotPublic, Unreadable."""
    for cell in parcel.cells:
        try:
            figure, size = read_figure(cell), read_workforce(cell)
            percent, _due = int(cell["target_percent"]), date.fromisoformat(cell["target_due"])
            year = int(cell["workforce_year"] or parcel.day.year)
        except ValueError as problem:
            raise Unreadable("a number cannot be read") from problem
        known = cell["group"] in groups and (size is None or cell["workforce_method"] in methods)
        if not known or not 1 <= percent <= 100 or not 1950 <= year <= parcel.day.year:
            raise Unreadable("a value cannot be")
        if not is_public(figure, size, policy=policy):
            raise NotPublic(f"{cell['programme']}, {cell['group']}")


def is_public(figure: Figure, size: int | None, *, policy: Policy) -> bool:
    """Whether the rule makes this figure from some true count."""
    if size is not None and size < 1:
        return False
    return figure.low >= 0 and suppression.publish(figure.low, size, policy=policy) == figure


def read_figure(cell: Cell) -> Figure:
    """Raises ValueError."""
    kind = cell["disclosure"]
    if kind not in ("zero", "rounded", "hidden", "band", "withheld"):
        return Figure("exact", int(cell["people_at_least"]), None)
    return Figure(
        kind,  # type: ignore[arg-type]  # narrowed above
        int(cell["people_at_least"]),
        int(cell["people_at_most"]) if cell["people_at_most"] else None,
        int(cell["people"]) if cell["people"] else None,
    )


def read_workforce(cell: Cell) -> int | None:
    """Raises ValueError."""
    return int(cell["workforce"]) if cell["workforce"] else None
