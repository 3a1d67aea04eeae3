"""Which questions a quiz draws: so many per competency and difficulty band, cases whole. Pure.

A *unit* is what is drawn as one: a single question, or a case with all its questions. A blueprint is a list of
cells that do not overlap. It can be met when some set of cases, filled up with single questions, has exactly the
number of questions that each cell asks for. That is searched exactly, up to a bound on the search.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add, ge, sub
from typing import Any

from assessments.questions.contract import Problem, gettext_noop
from assessments.questions.fields import shuffled, unknown_problems

STEPS = 200_000  # of the search; beyond that nobody could see through the blueprint either


class Unmet(Exception):
    """No draw can meet the blueprint; `problem` says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Entry:
    """One question of a pool, as it stood when the pool was frozen."""

    item: str
    version: int
    competency: str = ""
    difficulty: int = 2
    testlet: str = ""
    case: int | None = None  # the version of the text that the testlet shares

    @classmethod
    def from_json(cls, row: Sequence[Any]) -> "Entry":
        return cls(*row)

    def to_json(self) -> list[Any]:
        columns = [self.item, self.version, self.competency, self.difficulty, self.testlet]
        return [*columns, self.case] if self.testlet else columns


@dataclass(frozen=True)
class Cell:
    """`count` questions of this competency ("" any) and band (0 any)."""

    competency: str
    difficulty: int
    count: int

    def holds(self, entry: Entry) -> bool:
        return self.competency in ("", entry.competency) and self.difficulty in (
            0,
            entry.difficulty,
        )

    def overlaps(self, other: "Cell") -> bool:
        same_band = 0 in (self.difficulty, other.difficulty) or self.difficulty == other.difficulty
        return same_band and (
            "" in (self.competency, other.competency) or self.competency == other.competency
        )


Need = tuple[int, ...]  # questions still wanted, by cell


@dataclass(frozen=True)
class Unit:
    name: str
    entries: tuple[Entry, ...]
    need: Need  # how many of each cell it brings
    is_case: bool


def units(pool: Iterable[Entry], cells: Sequence[Cell]) -> list[Unit]:
    """What can be drawn, in the order of the pool. A case with a question that no cell asks for cannot."""
    groups: dict[str, list[Entry]] = {}
    for entry in pool:
        groups.setdefault(f"case {entry.testlet}" if entry.testlet else entry.item, []).append(
            entry
        )
    found = []
    for name, entries in groups.items():
        places = [_place(entry, cells) for entry in entries]
        if None not in places:
            need = tuple(places.count(place) for place in range(len(cells)))
            found.append(Unit(name, tuple(entries), need, bool(entries[0].testlet)))
    return found


def _place(entry: Entry, cells: Sequence[Cell]) -> int | None:
    return next((place for place, cell in enumerate(cells) if cell.holds(entry)), None)


def draw(pool: Sequence[Entry], *, seed: int, cells: Sequence[Cell], shuffle: bool) -> list[Entry]:
    """The questions of one paper, cases together. The same for ever for a seed. Raises Unmet.

    Each unit has its turn in the order of the seed and is taken when the rest can still be completed.
    """
    found = units(pool, cells)
    mixed = shuffled(found, seed, [unit.name for unit in found])
    need = tuple(cell.count for cell in cells)
    search = _Search(mixed, len(cells))
    if not search.completes(need, 0):
        raise Unmet(_why(cells, list(pool)))
    taken = []
    for place, unit in enumerate(mixed, 1):
        rest = _less(need, unit.need)
        if min(rest) >= 0 and search.completes(rest, place):
            taken.append(unit)
            need = rest
    names = {unit.name for unit in taken}
    order = taken if shuffle else [unit for unit in found if unit.name in names]
    return [entry for unit in order for entry in unit.entries]


def check(pool: Iterable[Entry], cells: Sequence[Cell]) -> Problem | None:
    """Why no paper can be drawn; None when one can."""
    pool = list(pool)
    found = units(pool, cells)
    try:
        met = _Search(found, len(cells)).completes(tuple(cell.count for cell in cells), 0)
    except Unmet as unmet:
        return unmet.problem
    return None if met else _why(cells, pool)


class _Search:
    """Can the units from a place on bring exactly what is needed? Exact; raises Unmet beyond STEPS."""

    def __init__(self, units: Sequence[Unit], width: int) -> None:
        self.cases = [unit.need for unit in units if unit.is_case]
        self.singles = _sums([_none(width) if unit.is_case else unit.need for unit in units], width)
        self.sums = _sums(self.cases, width)
        self.first = [
            sum(unit.is_case for unit in units[:place]) for place in range(len(units) + 1)
        ]
        self.failed: set[tuple[int, Need, Need]] = set()
        self.steps = 0

    def completes(self, need: Need, place: int) -> bool:
        return self._with_cases(need, self.first[place], self.singles[place])

    def _with_cases(self, need: Need, place: int, spare: Need) -> bool:
        """`spare` single questions and the cases from this one on."""
        if _covers(spare, need):
            return True
        if (place, need, spare) in self.failed or not _covers(_sum(spare, self.sums[place]), need):
            return False
        self.steps += 1
        if self.steps > STEPS:
            raise Unmet(Problem(TOO_INTRICATE, path="blueprint"))
        rest = _less(need, self.cases[place])
        if min(rest) >= 0 and self._with_cases(rest, place + 1, spare):
            return True
        if self._with_cases(need, place + 1, spare):
            return True
        self.failed.add((place, need, spare))
        return False


def _none(width: int) -> Need:
    return (0,) * width


def _sum(one: Need, other: Need) -> Need:
    return tuple(map(add, one, other))


def _less(one: Need, other: Need) -> Need:
    return tuple(map(sub, one, other))


def _covers(there: Need, wanted: Need) -> bool:
    return all(map(ge, there, wanted))


def _sums(needs: Sequence[Need], width: int) -> list[Need]:
    """What is there from each place on."""
    sums = [_none(width)]
    for need in reversed(needs):
        sums.append(_sum(sums[-1], need))
    return sums[::-1]


def _why(cells: Sequence[Cell], pool: Sequence[Entry]) -> Problem:
    """Names the cell that cannot be met: alone, because of whole cases, or together with the others."""
    for place, cell in enumerate(cells):
        there = sum(_place(entry, cells) == place for entry in pool)
        if there < cell.count:
            return _problem(TOO_FEW, place, cell, there=there)
    for place, cell in enumerate(cells):
        if not _alone(cells, place, pool):
            return _problem(NOT_WHOLE, place, cell)
    for place, cell in enumerate(cells):
        others = [one for number, one in enumerate(cells) if number != place]
        if _without(others, cell, pool):
            return _problem(NOT_TOGETHER, place, cell)
    return _problem(NOT_TOGETHER, 0, cells[0])


def _alone(cells: Sequence[Cell], place: int, pool: Sequence[Entry]) -> bool:
    """Can this cell be met if the others may take fewer than they ask for?"""
    limit = tuple(cell.count for cell in cells)
    usable = [unit for unit in units(pool, cells) if _covers(limit, unit.need)]
    only = [Unit(one.name, one.entries, (one.need[place],), one.is_case) for one in usable]
    return _Search(only, 1).completes((limit[place],), 0)


def _without(others: Sequence[Cell], freed: Cell, pool: Sequence[Entry]) -> bool:
    """Can the others be met when the freed cell takes whatever comes with the cases?"""
    kept = [entry for entry in pool if not freed.holds(entry)]
    return bool(others) and check(kept, others) is None


def _problem(text: str, place: int, cell: Cell, **more: Any) -> Problem:
    params = {
        "row": place + 1,
        "competency": cell.competency or "*",
        "difficulty": cell.difficulty or "*",
        "count": cell.count,
    }
    return Problem(text, {**params, **more}, f"blueprint.{place}")


TOO_FEW = gettext_noop(
    "Row %(row)d of the blueprint (competency %(competency)s, difficulty %(difficulty)s) asks for"
    " %(count)d questions, but there are only %(there)d."
)
NOT_WHOLE = gettext_noop(
    "Row %(row)d of the blueprint (competency %(competency)s, difficulty %(difficulty)s) asks for"
    " %(count)d questions, which cannot be reached exactly because cases are drawn whole: change"
    " the number or add single questions."
)
NOT_TOGETHER = gettext_noop(
    "Row %(row)d of the blueprint (competency %(competency)s, difficulty %(difficulty)s) cannot be met"
    " together with the other rows because cases are drawn whole: change its number (%(count)d) or"
    " add single questions."
)
TOO_INTRICATE = gettext_noop(
    "It cannot be proven that this blueprint can be met: too many cases fit in too many ways. Use"
    " fewer rows or more single questions."
)
FIELDS = ("competency", "difficulty", "count")
MOST = 200


def problems(rows: Any) -> list[Problem]:
    """What is wrong with a blueprint as an author writes it, the pool aside."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        text = gettext_noop("“%(name)s” must be a list of tables.")
        return [Problem(text, {"name": "blueprint"}, "blueprint")]
    found = [one for place, row in enumerate(rows) for one in _row_problems(row, place)]
    if found:
        return found
    cells = cells_of(rows)
    for place, cell in enumerate(cells):
        for earlier, other in enumerate(cells[:place]):
            if cell.overlaps(other):
                text = gettext_noop(
                    "Rows %(one)d and %(two)d of the blueprint overlap: a question could count for both."
                )
                params = {"one": earlier + 1, "two": place + 1}
                return [Problem(text, params, f"blueprint.{place}")]
    return []


def _row_problems(row: dict[str, Any], place: int) -> list[Problem]:
    path = f"blueprint.{place}"
    found = unknown_problems(row, FIELDS, path)
    if not isinstance(row.get("competency", ""), str):
        text = gettext_noop("The field “%(name)s” needs a text.")
        found.append(Problem(text, {"name": "competency"}, f"{path}.competency"))
    if type(row.get("difficulty", 0)) is not int or row.get("difficulty", 0) not in (0, 1, 2, 3):
        text = gettext_noop("“difficulty” must be 1 (easy), 2 (medium) or 3 (hard).")
        found.append(Problem(text, path=f"{path}.difficulty"))
    count = row.get("count")
    if type(count) is not int or not 1 <= count <= MOST:
        text = gettext_noop("Row %(row)d of the blueprint needs a “count” from 1 to %(most)d.")
        found.append(Problem(text, {"row": place + 1, "most": MOST}, f"{path}.count"))
    return found


def cells_of(rows: Iterable[Mapping[str, Any]]) -> list[Cell]:
    return [
        Cell(row.get("competency", ""), row.get("difficulty", 0) or 0, row["count"]) for row in rows
    ]


def wanted(rows: Sequence[Mapping[str, Any]], draw: int | None, pool: int) -> list[Cell]:
    """The cells of a quiz: its blueprint, else any `draw` questions of the pool, else all."""
    if rows:
        return cells_of(rows)
    return [Cell("", 0, pool if draw is None else min(draw, pool))]
