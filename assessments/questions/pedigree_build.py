"""A family history is entered person by person and compared with the key.

Body: `text` (the history), `pedigree` (the key; every person has a note, which is the name in the form),
`feedback`. The key is not drawn before marking; what the learner has
entered so far is. For each person: sex, affected or not, deceased or not,
mother and father. Marks: the share of facts given rightly. Answer: {"II-1 sex": "female", "II-1 mother": "I-2", …}.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessments.questions.contract import (
    FULL,
    NONE,
    UNANSWERED,
    Answer,
    Body,
    Fields,
    Grade,
    Line,
    Part,
    Problem,
    gettext_noop,
)
from assessments.questions.fields import (
    as_texts,
    one_of,
    shuffled,
    text_problems,
    token,
    tokens,
    unknown_problems,
)
from assessments.questions.pedigree.drawing import described, svg
from assessments.questions.pedigree.notation import Pedigree
from assessments.questions.pedigree.notation import read as read_pedigree
from assessments.questions.pedigree.own import Impossible, entered
from assessments.questions.schema import FEEDBACK, PEDIGREE, TEXT

NAME = "pedigree-build"
KNOWN = ("text", "pedigree", "feedback")
FACTS = ("sex", "status", "life", "mother", "father")
WORDS = {
    "sex": {
        "male": gettext_noop("man"),
        "female": gettext_noop("woman"),
        "unknown": gettext_noop("gender not stated"),
    },
    "status": {"affected": gettext_noop("affected"), "unaffected": gettext_noop("not affected")},
    "life": {"alive": gettext_noop("alive"), "deceased": gettext_noop("deceased")},
}
NOBODY = "-"
CIRCLE = gettext_noop(
    "This cannot be drawn yet: somebody would be among the own ancestors. Please look at mothers and fathers."
)
NOT_HERE = gettext_noop("not in this pedigree")
TITLES = {
    "sex": gettext_noop("Gender"),
    "status": gettext_noop("Condition"),
    "life": gettext_noop("Alive or deceased"),
    "mother": gettext_noop("Mother"),
    "father": gettext_noop("Father"),
}
FORM = (TEXT, PEDIGREE, FEEDBACK)


def problems(body: Body) -> list[Problem]:
    found = unknown_problems(body, KNOWN) + text_problems(body, "text", "pedigree")
    if found:
        return found
    pedigree, wrong = read_pedigree(body["pedigree"])
    names = [person.note for person in pedigree.people.values()]
    if not wrong and (not all(names) or len(set(names)) < len(names)):
        text = gettext_noop(
            'Each person needs a different name in quotation marks, such as I-1 male "Karl".'
        )
        found.append(Problem(text, path="pedigree"))
    return found


def normalise(body: Body, previous: Body | None) -> dict[str, Any]:
    return dict(body)


def _pedigree(body: Body) -> Pedigree:
    return read_pedigree(body["pedigree"])[0]


def key(body: Body, seed: int) -> Answer:
    pedigree = _pedigree(body)
    facts = {}
    for person in pedigree.people.values():
        values = {
            "sex": person.sex,
            "status": "affected" if person.affected else "unaffected",
            "life": "deceased" if "deceased" in person.marks else "alive",
            "mother": pedigree.parent(person.id, "female") or NOBODY,
            "father": pedigree.parent(person.id, "male") or NOBODY,
        }
        facts |= {f"{person.id} {fact}": value for fact, value in values.items()}
    return facts


def view(body: Body, seed: int, shuffle: bool, answer: Answer) -> dict[str, Any]:
    """One group of lists per person; people are mixed, because their order tells the generations."""
    given, pedigree = as_texts(answer), _pedigree(body)
    people = shuffled(list(pedigree.people.values()), seed, list(pedigree.people))
    relatives = [{"id": token(one.id, seed), "text": one.note} for one in people]
    shown = []
    for person in people:
        lists = []
        for fact in FACTS:
            value = given.get(f"{person.id} {fact}", "")
            words = [{"id": name, "word": word} for name, word in WORDS.get(fact, {}).items()]
            others = [one for one in relatives if one["text"] != person.note]
            is_parent = fact not in WORDS
            lists.append(
                {
                    "id": f"{token(person.id, seed)}-{fact}",
                    "title": TITLES[fact],
                    "options": [*others, {"id": NOBODY, "word": NOT_HERE}] if is_parent else words,
                    "value": token(value, seed)
                    if is_parent and value not in ("", NOBODY)
                    else value,
                }
            )
        shown.append({"name": person.note, "lists": lists})
    return {"text": body["text"], "people": shown, "drawn": drawn(body, given)}


def drawn(body: Body, given: Mapping[str, str]) -> dict[str, Any]:
    """Her own tree so far: {"svg", "people"}, or why there is none to draw. It says nothing about the key."""
    names = {person.id: person.note for person in _pedigree(body).people.values()}
    try:
        own = entered(names, given)
    except Impossible:
        return {"problem": CIRCLE}
    return {"svg": svg(own), "people": described(own)} if own else {}


def read(body: Body, fields: Fields, seed: int) -> Answer:
    pedigree = _pedigree(body)
    people = {**tokens(pedigree.people, seed), NOBODY: NOBODY}
    given = {}
    for person in pedigree.people:
        for fact in FACTS:
            allowed = {name: name for name in WORDS[fact]} if fact in WORDS else people
            value = one_of(fields, f"{token(person, seed)}-{fact}", allowed)
            if value:
                given[f"{person} {fact}"] = value
    return given or None


def grade(body: Body, answer: Answer, seed: int) -> Grade:
    given, right = as_texts(answer), key(body, seed)
    if not given.keys() & right.keys():
        return UNANSWERED
    parts = tuple(Part(fact, FULL if given.get(fact) == right[fact] else NONE) for fact in right)
    return Grade(Fraction(sum(part.fraction for part in parts), len(parts)), parts)


def review(body: Body, answer: Answer, seed: int, show_key: bool) -> list[Line]:
    """One line per person: what was not right, by fact."""
    given, right, pedigree = as_texts(answer), key(body, seed), _pedigree(body)
    lines = []
    for person in pedigree.people.values():
        facts = [f"{person.id} {fact}" for fact in FACTS]
        good = sum(given.get(fact) == right[fact] for fact in facts)
        lines.append(
            Line(
                text=person.note,
                given=f"{good}/{len(facts)}",
                verdict=Fraction(good, len(facts)),
                expected=_said(pedigree, right, facts) if show_key else "",
            )
        )
    return lines


def _said(pedigree: Pedigree, facts: dict[str, str], names: list[str]) -> str:
    values = [facts.get(name, NOBODY) for name in names]
    return ", ".join(pedigree.people[v].note if v in pedigree.people else v for v in values)


def summary(body: Body, answer: Answer, seed: int) -> str:
    given = as_texts(answer)
    return "; ".join(f"{fact}: {given[fact]}" for fact in key(body, seed) if fact in given)


def responses(body: Body, answer: Answer, seed: int) -> tuple[tuple[str, str], ...]:
    given, right = as_texts(answer), key(body, seed)
    return tuple(
        (fact, "" if fact not in given else "right" if given[fact] == right[fact] else "other")
        for fact in right
    )
