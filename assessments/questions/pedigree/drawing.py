"""A pedigree as an SVG without scripts or styles, and in words for everybody who does not see it."""

from dataclasses import dataclass
from html import escape
from typing import Any

from assessments.questions.contract import gettext_noop
from assessments.questions.pedigree.notation import Family, Pedigree, Person

SIZE, GAP, DROP, EDGE = 30, 84, 118, 46
ROUNDS = 24
WORDS = {
    "male": gettext_noop("man"),
    "female": gettext_noop("woman"),
    "unknown": gettext_noop("gender not stated"),
    "affected": gettext_noop("affected"),
    "carrier": gettext_noop("carrier"),
    "deceased": gettext_noop("deceased"),
    "proband": gettext_noop("proband"),
    "consultand": gettext_noop("consultand"),
    "adopted": gettext_noop("adopted"),
    "pregnancy": gettext_noop("pregnancy"),
}


def described(pedigree: Pedigree) -> list[dict[str, Any]]:
    """Person by person: words (to be translated), parents, partners and children by number."""
    return [
        {
            "id": person.id,
            "words": [WORDS[person.sex], *(WORDS[m] for m in WORDS if m in person.marks)],
            "note": person.note,
            "parents": list(pedigree.parents(person.id)),
            "partners": [
                {"id": one, "consanguineous": family.consanguineous}
                for family in pedigree.families
                if person.id in family.parents
                for one in family.parents
                if one != person.id
            ],
            "children": pedigree.children(person.id),
        }
        for person in _ordered(pedigree)
    ]


def _ordered(pedigree: Pedigree) -> list[Person]:
    return sorted(pedigree.people.values(), key=lambda one: (one.generation, one.number))


def placed(pedigree: Pedigree) -> dict[str, tuple[float, float]]:
    """Middle of each symbol. Generations are rows in the order of their numbers; children are drawn
    towards the middle of their parents and parents towards their children, gaps kept."""
    rows: dict[int, list[str]] = {}
    for person in _ordered(pedigree):
        rows.setdefault(person.generation, []).append(person.id)
    x = {one: float(place * GAP) for row in rows.values() for place, one in enumerate(row)}
    for number in range(ROUNDS):
        for row in list(rows.values())[:: 1 if number % 2 else -1]:
            _relax(pedigree, row, x)
    left = min(x.values())
    top = min(rows)
    return {
        one: (EDGE + x[one] - left, EDGE + (generation - top) * DROP)
        for generation, row in rows.items()
        for one in row
    }


def _relax(pedigree: Pedigree, row: list[str], x: dict[str, float]) -> None:
    wanted = {one: _pull(pedigree, one, x) for one in row}
    for place, one in enumerate(row):
        least = x[row[place - 1]] + GAP if place else float("-inf")
        x[one] = max(wanted[one], least)
    for place in range(
        len(row) - 2, -1, -1
    ):  # what was pushed right is drawn back where there is room
        most = x[row[place + 1]] - GAP
        least = x[row[place - 1]] + GAP if place else float("-inf")
        x[row[place]] = max(least, min(most, (x[row[place]] + wanted[row[place]]) / 2))


def _pull(pedigree: Pedigree, one: str, x: dict[str, float]) -> float:
    family = pedigree.family_of(one)
    if family and one not in (p for f in pedigree.families if f.children for p in f.parents):
        middle = sum(x[parent] for parent in family.parents) / 2
        spread = [x[child] for child in family.children]
        return x[one] + middle - sum(spread) / len(spread)
    for below in pedigree.families:
        if one in below.parents and below.children:
            middle = sum(x[child] for child in below.children) / len(below.children)
            side = GAP / 2 if x[one] >= sum(x[p] for p in below.parents) / 2 else -GAP / 2
            return middle + side
    return x[one]


@dataclass(frozen=True)
class _Pen:
    at: dict[str, tuple[float, float]]

    def line(self, x1: float, y1: float, x2: float, y2: float) -> str:
        return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'

    def couple(self, family: Family) -> list[str]:
        (x1, y1), (x2, y2) = sorted(self.at[one] for one in family.parents)
        left, right = x1 + SIZE / 2, x2 - SIZE / 2
        if not family.consanguineous:
            return [self.line(left, y1, right, y2)]
        return [
            self.line(left, y1 - 2.5, right, y2 - 2.5),
            self.line(left, y1 + 2.5, right, y2 + 2.5),
        ]

    def children(
        self, family: Family, twins: tuple[tuple[str, ...], ...], same: frozenset[tuple[str, ...]]
    ) -> list[str]:
        if not family.children:
            return []
        middle = sum(self.at[one][0] for one in family.parents) / 2
        y = max(self.at[one][1] for one in family.parents)
        bar = min(self.at[child][1] for child in family.children) - SIZE / 2 - 22
        groups = [group for group in twins if set(group) <= set(family.children)]
        single = [c for c in family.children if not any(c in group for group in groups)]
        drops = {child: self.at[child][0] for child in single}
        for group in groups:
            drops |= dict.fromkeys(group, sum(self.at[one][0] for one in group) / len(group))
        span = [*drops.values(), middle]
        lines = [self.line(middle, y, middle, bar), self.line(min(span), bar, max(span), bar)]
        for child, drop in drops.items():
            lines.append(self.line(drop, bar, self.at[child][0], self.at[child][1] - SIZE / 2))
        for group in groups:
            if group in same:
                xs = [(self.at[one][0] + drops[one]) / 2 for one in group]
                lines.append(self.line(min(xs), bar + 11, max(xs), bar + 11))
        return lines


def _shape(person: Person, x: float, y: float) -> str:
    half = SIZE / 2
    fill = "currentColor" if person.affected else "none"
    if person.sex == "male":
        return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{SIZE}" height="{SIZE}" fill="{fill}"/>'
    if person.sex == "female":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half}" fill="{fill}"/>'
    points = f"{x:.1f},{y - half:.1f} {x + half:.1f},{y:.1f} {x:.1f},{y + half:.1f} {x - half:.1f},{y:.1f}"
    return f'<polygon points="{points}" fill="{fill}"/>'


def _marks(person: Person, x: float, y: float, pen: _Pen) -> list[str]:
    half, lines = SIZE / 2, []
    if "carrier" in person.marks:
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="currentColor"/>')
    if "pregnancy" in person.marks:
        lines.append(_text(x, y + 5, "P"))
    if "deceased" in person.marks:
        lines.append(pen.line(x - half - 6, y + half + 6, x + half + 6, y - half - 6))
    if "adopted" in person.marks:
        for side in (-1, 1):
            edge = x + side * (half + 6)
            lines.append(
                f'<path d="M{edge - side * 5:.1f} {y - half - 4:.1f}H{edge:.1f}V{y + half + 4:.1f}H{edge - side * 5:.1f}"/>'
            )
    if person.marks & {"proband", "consultand"}:
        lines.append(
            f'<path d="M{x - half - 18:.1f} {y + half + 14:.1f}L{x - half - 3:.1f} {y + half + 1:.1f}m-7 1l7 -1l-1 7"/>'
        )
    if "proband" in person.marks:
        lines.append(_text(x - half - 22, y + half + 8, "P"))
    return lines


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def svg(pedigree: Pedigree) -> str:
    """The drawing. The label says that a description follows; the page puts `described` beside it."""
    at = placed(pedigree)
    pen = _Pen(at)
    width = max(x for x, _ in at.values()) + EDGE
    height = max(y for _, y in at.values()) + EDGE + 26
    lines: list[str] = []
    for family in pedigree.families:
        lines += pen.couple(family) + pen.children(family, pedigree.twins, pedigree.identical)
    for person in _ordered(pedigree):
        x, y = at[person.id]
        lines += [_shape(person, x, y), *_marks(person, x, y, pen), _text(x, y + 33, person.id)]
        if person.note:
            lines.append(
                f'<text class="note" x="{x:.1f}" y="{y + 47:.1f}">{escape(person.note)}</text>'
            )
    return (
        f'<svg class="pedigree" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" fill="none" stroke="currentColor" stroke-width="1.8" '
        f'aria-hidden="true" focusable="false">{"".join(lines)}</svg>'
    )
