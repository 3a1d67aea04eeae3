"""The family as a learner has entered it so far, as a pedigree to be drawn: nothing but what she said."""

from collections.abc import Mapping

from assessments.questions.pedigree.notation import ROMAN, Family, Pedigree, Person

UNKNOWN = "?"
OTHER = {"male": "female", "female": "male"}


class Impossible(ValueError):
    """Somebody would be the own ancestor, or there would be too many generations."""


def entered(names: Mapping[str, str], facts: Mapping[str, str]) -> Pedigree | None:
    """`names` by identifier; `facts` are "<identifier> sex", "… mother" and so on. None when nothing was said.

    Raises Impossible.
    """
    told = {one for one in names if any(f"{one} {fact}" in facts for fact in FACTS)}
    couples = _couples(names, facts)
    told |= {one for couple, children in couples.items() for one in (*couple, *children)}
    told -= {""}
    if not told:
        return None
    levels = _levels(sorted(told), couples)
    ids, people = {}, {}
    for level, row in sorted(_rows(levels, couples, names).items()):
        for number, one in enumerate(row, 1):
            ids[one] = f"{ROMAN[level + 1]}-{number}"
            people[ids[one]] = _person(ids[one], one, names, facts)
    families = []
    for (father, mother), children in couples.items():
        parents = [ids[one] for one in (father, mother) if one]
        if len(parents) == 1:
            parents.append(_stranger(people, parents[0], "female" if father else "male"))
        families.append(Family((parents[0], parents[1]), tuple(ids[one] for one in children)))
    return Pedigree(people, tuple(families))


FACTS = ("sex", "status", "life")
Couples = dict[tuple[str, str], list[str]]


def _couples(names: Mapping[str, str], facts: Mapping[str, str]) -> Couples:
    """Children by father and mother; "" for a parent who was not named."""
    found: Couples = {}
    for one in sorted(names, key=lambda one: names[one]):
        father, mother = (facts.get(f"{one} {role}", "") for role in ("father", "mother"))
        father, mother = (who if who in names and who != one else "" for who in (father, mother))
        if father or mother:
            mother = "" if mother == father else mother
            found.setdefault((father, mother), []).append(one)
    return found


def _levels(told: list[str], couples: Couples) -> dict[str, int]:
    """Generations: children below their parents, parents of a child side by side."""
    levels = dict.fromkeys(told, 0)
    for _ in range(len(told) * 2 + 2):
        before = dict(levels)
        for couple, children in couples.items():
            parents = [one for one in couple if one]
            side = max(levels[one] for one in parents)
            levels |= dict.fromkeys(parents, side)
            for child in children:
                levels[child] = max(levels[child], side + 1)
            if children:
                below = min(levels[child] for child in children) - 1
                levels |= dict.fromkeys(parents, max(side, below))
        if max(levels.values()) >= len(ROMAN) - 1:
            raise Impossible
        if levels == before:
            return levels
    raise Impossible


def _rows(
    levels: Mapping[str, int], couples: Couples, names: Mapping[str, str]
) -> dict[int, list[str]]:
    """People of a generation by name, partners beside each other."""
    rows: dict[int, list[str]] = {}
    for one in sorted(levels, key=lambda one: names[one]):
        row = rows.setdefault(levels[one], [])
        partners = [p for couple in couples if one in couple for p in couple if p]
        row += [p for p in dict.fromkeys((one, *partners)) if p not in row]
    return rows


def _person(number: str, one: str, names: Mapping[str, str], facts: Mapping[str, str]) -> Person:
    marks = {
        mark
        for mark, fact in (("affected", "status"), ("deceased", "life"))
        if facts.get(f"{one} {fact}") == mark
    }
    sex = facts.get(f"{one} sex", "unknown")
    return Person(number, sex if sex in OTHER else "unknown", frozenset(marks), names[one])


def _stranger(people: dict[str, Person], partner: str, sex: str) -> str:
    """The other parent of a child of whom one parent was named: drawn, but nobody known."""
    generation = partner.split("-")[0]
    number = 1 + max(one.number for one in people.values() if one.id.split("-")[0] == generation)
    new = f"{generation}-{number}"
    people[new] = Person(new, sex, frozenset(), UNKNOWN)
    return new
