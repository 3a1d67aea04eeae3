"""Who must carry the variant, from the pedigree alone.

Rules as taught (Firth HV, Hurst JA, Oxford Desk Reference: Clinical Genetics and Genomics, 2nd ed. 2017):
- autosomal recessive: the unaffected parents and the unaffected children of an affected person;
- X-linked recessive: an unaffected daughter of an affected father; an unaffected mother of an affected son
  who also has an affected brother, maternal uncle or further affected son;
- autosomal dominant: an unaffected person with an affected parent (or an obligate carrier parent) and an
  affected child (or a child who is an obligate carrier): reduced penetrance.
"""

from collections.abc import Callable

from assessments.questions.pedigree.notation import Pedigree

MODES = ("AR", "XR", "AD")


def obligate_carriers(pedigree: Pedigree, mode: str) -> list[str]:
    """Unaffected people who must carry it, sorted. `mode` is one of MODES."""
    rule = {"AR": _recessive, "XR": _x_linked, "AD": _dominant}[mode]
    found = rule(pedigree)
    return sorted(
        (one for one in found if not pedigree.people[one].affected),
        key=lambda one: (pedigree.people[one].generation, pedigree.people[one].number),
    )


def _recessive(pedigree: Pedigree) -> set[str]:
    affected = [one.id for one in pedigree.people.values() if one.affected]
    parents = {parent for one in affected for parent in pedigree.parents(one)}
    return parents | {child for one in affected for child in pedigree.children(one)}


def _x_linked(pedigree: Pedigree) -> set[str]:
    found = set()
    for person in pedigree.people.values():
        if person.sex != "female":
            continue
        father = pedigree.parent(person.id, "male")
        sons = [c for c in pedigree.children(person.id) if _affected_man(pedigree, c)]
        mother = pedigree.parent(person.id, "female")
        brothers = [c for c in pedigree.children(mother) if _affected_man(pedigree, c)]
        grandmother = pedigree.parent(mother, "female") if mother else ""
        uncles = [c for c in pedigree.children(grandmother) if _affected_man(pedigree, c)]
        if (father and pedigree.people[father].affected) or len(sons) > 1:
            found.add(person.id)
        if sons and (brothers or uncles):
            found.add(person.id)
            if uncles and not brothers:
                found.add(mother)
    return _mothers_between(pedigree, found)


def _mothers_between(pedigree: Pedigree, found: set[str]) -> set[str]:
    """The mother of a carrier with an affected son of her own carries it too."""
    for one in sorted(found):
        mother = pedigree.parent(one, "female")
        father = pedigree.parent(one, "male")
        by_father = father and pedigree.people[father].affected
        if (
            mother
            and not by_father
            and any(_affected_man(pedigree, c) for c in pedigree.children(mother))
        ):
            found.add(mother)
    return found


def _affected_man(pedigree: Pedigree, one: str) -> bool:
    return pedigree.people[one].sex == "male" and pedigree.people[one].affected


def _dominant(pedigree: Pedigree) -> set[str]:
    def above(one: str) -> bool:
        return _any(pedigree.parents(one), above)

    def below(one: str) -> bool:
        return _any(pedigree.children(one), below)

    def _any(people: tuple[str, ...] | list[str], further: Callable[[str], bool]) -> bool:
        return any(pedigree.people[one].affected or further(one) for one in people)

    return {one for one in pedigree.people if above(one) and below(one)}
