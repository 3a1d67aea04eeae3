"""The notation: one person or one family per line.

I-1 male
I-2 female affected deceased "breast cancer 41"
II-1 female carrier proband
I-1 + I-2: II-1 II-2            parents and their children, in order
II-2 == II-3: III-1             consanguineous parents
twins II-1 II-2                 or: identical II-1 II-2
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessments.questions.contract import Problem, gettext_noop

PERSON = re.compile(
    r"(?P<id>[IVX]+-\d{1,2})(?P<words>(?:\s+[a-z]+)*)\s*(?:[\"“](?P<note>[^\"”]{0,80})[\"”])?"
)
FAMILY = re.compile(
    r"(?P<first>[IVX]+-\d{1,2})\s*(?P<tie>\+|==)\s*(?P<second>[IVX]+-\d{1,2})\s*(?::(?P<children>.*))?"
)
TWINS = re.compile(r"(?P<word>twins|identical)\s+(?P<ids>.+)")
SEXES = ("male", "female", "unknown")
MARKS = ("affected", "carrier", "deceased", "proband", "consultand", "adopted", "pregnancy")
LEAST, MOST = 2, 60


@dataclass(frozen=True)
class Person:
    id: str
    sex: str
    marks: frozenset[str]
    note: str = ""

    @property
    def generation(self) -> int:
        return ROMAN.index(self.id.split("-")[0])

    @property
    def number(self) -> int:
        return int(self.id.split("-")[1])

    @property
    def affected(self) -> bool:
        return "affected" in self.marks


@dataclass(frozen=True)
class Family:
    parents: tuple[str, str]
    children: tuple[str, ...] = ()
    consanguineous: bool = False


@dataclass(frozen=True)
class Pedigree:
    people: dict[str, Person]
    families: tuple[Family, ...]
    twins: tuple[tuple[str, ...], ...] = ()
    identical: frozenset[tuple[str, ...]] = frozenset()

    def family_of(self, child: str) -> Family | None:
        return next((family for family in self.families if child in family.children), None)

    def parents(self, child: str) -> tuple[str, ...]:
        family = self.family_of(child)
        return family.parents if family else ()

    def parent(self, child: str, sex: str) -> str:
        """Mother ("female") or father ("male"); "" when not in the pedigree."""
        return next((one for one in self.parents(child) if self.people[one].sex == sex), "")

    def children(self, parent: str) -> list[str]:
        return [c for family in self.families if parent in family.parents for c in family.children]

    def ancestors(self, person: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.parents(person))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.parents(one)
        return found


ROMAN = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"]


@dataclass
class _Reader:
    people: dict[str, Person] = field(default_factory=dict)
    families: list[Family] = field(default_factory=list)
    twins: list[tuple[str, ...]] = field(default_factory=list)
    identical: set[tuple[str, ...]] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, sentence: str, **params: object) -> None:
        self.problems.append(Problem(sentence, params, "pedigree"))

    def line(self, number: int, text: str) -> None:
        if found := FAMILY.fullmatch(text):
            children = tuple((found["children"] or "").replace(",", " ").split())
            parents = (found["first"], found["second"])
            self.families.append(Family(parents, children, found["tie"] == "=="))
        elif found := TWINS.fullmatch(text):
            group = tuple(found["ids"].replace(",", " ").split())
            self.twins.append(group)
            if found["word"] == "identical":
                self.identical.add(group)
        elif found := PERSON.fullmatch(text):
            self._person(number, found)
        else:
            self.wrong(
                gettext_noop("Pedigree line %(line)d is not understood: “%(text)s”."),
                line=number,
                text=text,
            )

    def _person(self, number: int, found: re.Match[str]) -> None:
        words = found["words"].split()
        unknown = [word for word in words if word not in SEXES + MARKS]
        sexes = [word for word in words if word in SEXES]
        if unknown:
            self.wrong(
                gettext_noop("Pedigree line %(line)d has a word that is not known: “%(word)s”."),
                line=number,
                word=unknown[0],
            )
        if len(sexes) != 1:
            self.wrong(
                gettext_noop("%(person)s needs one of: male, female, unknown."), person=found["id"]
            )
        if found["id"] in self.people:
            self.wrong(gettext_noop("%(person)s stands twice in the pedigree."), person=found["id"])
        if found["id"].split("-")[0] not in ROMAN:
            self.wrong(
                gettext_noop("The generation of %(person)s must be I to VIII."), person=found["id"]
            )
            return
        marks = frozenset(word for word in words if word in MARKS)
        sex = sexes[0] if sexes else "unknown"
        self.people[found["id"]] = Person(found["id"], sex, marks, found["note"] or "")


def read(text: str) -> tuple[Pedigree, list[Problem]]:
    """The pedigree and everything that is wrong with it; only without problems is it sound."""
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.split("#")[0].strip()
        if plain:
            reader.line(number, plain)
    pedigree = Pedigree(
        reader.people, tuple(reader.families), tuple(reader.twins), frozenset(reader.identical)
    )
    if not reader.problems:
        reader.problems += _structure_problems(pedigree)
    return pedigree, reader.problems


def _structure_problems(pedigree: Pedigree) -> list[Problem]:
    count = len(pedigree.people)
    if not LEAST <= count <= MOST:
        text = gettext_noop("A pedigree has %(least)d to %(most)d people; this one has %(count)d.")
        return [Problem(text, {"least": LEAST, "most": MOST, "count": count}, "pedigree")]
    named = [
        *(one for family in pedigree.families for one in (*family.parents, *family.children)),
        *(one for group in pedigree.twins for one in group),
    ]
    for one in named:
        if one not in pedigree.people:
            text = gettext_noop("%(person)s is named but not described by a line of its own.")
            return [Problem(text, {"person": one}, "pedigree")]
    return [Problem(text, params, "pedigree") for text, params in _relation_problems(pedigree)]


def _relation_problems(pedigree: Pedigree) -> Iterator[tuple[str, dict[str, object]]]:
    children = [child for family in pedigree.families for child in family.children]
    for child in sorted(set(children)):
        if children.count(child) > 1:
            yield gettext_noop("%(person)s is listed as a child twice."), {"person": child}
        if child in pedigree.ancestors(child):
            yield gettext_noop("%(person)s would be among the own ancestors."), {"person": child}
            return
    for family in pedigree.families:
        first, second = (pedigree.people[one] for one in family.parents)
        if first.id == second.id:
            yield gettext_noop("%(person)s cannot be a couple alone."), {"person": first.id}
        if family.children and first.sex == second.sex != "unknown":
            text = gettext_noop(
                "The parents %(first)s and %(second)s must be a mother and a father."
            )
            yield text, {"first": first.id, "second": second.id}
        for child in family.children:
            if pedigree.people[child].generation <= max(first.generation, second.generation):
                text = gettext_noop("%(child)s must stand in a generation below %(parent)s.")
                yield text, {"child": child, "parent": first.id}
    if sum("proband" in person.marks for person in pedigree.people.values()) > 1:
        yield gettext_noop("A pedigree has one proband at most."), {}


def written(pedigree: Pedigree) -> str:
    """The notation again; reading it gives the same pedigree."""
    lines = []
    for person in pedigree.people.values():
        words = [word for word in MARKS if word in person.marks]
        note = [f'"{person.note}"'] if person.note else []
        lines.append(" ".join([person.id, person.sex, *words, *note]))
    for family in pedigree.families:
        tie = "==" if family.consanguineous else "+"
        tail = f": {' '.join(family.children)}" if family.children else ""
        lines.append(f"{family.parents[0]} {tie} {family.parents[1]}{tail}")
    lines += [
        f"{'identical' if group in pedigree.identical else 'twins'} {' '.join(group)}"
        for group in pedigree.twins
    ]
    return "\n".join(lines)
