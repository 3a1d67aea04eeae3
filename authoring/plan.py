"""What an import would do: the folder, the pages as they are, and what was last imported. Pure.

An edit made in Wagtail is never overwritten: where the pages differ from what was last imported,
the part is a conflict and stays as it is unless a person decides otherwise. Nothing is deleted.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from assessments import questions as kinds
from authoring.course import Course, Lesson, Quiz, Step, figures
from authoring.merge import difference, interleave
from authoring.writer import canonical, write

Order = list[tuple[str, list[str]]]


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    GONE = "gone"


@dataclass(frozen=True)
class Base:
    """What the last import left behind: digests by part, and the order of modules and steps."""

    digests: Mapping[str, str] = field(default_factory=dict)
    order: Order = field(default_factory=list)


@dataclass(frozen=True)
class Item:
    """One part of a course: ``kind`` is course, order, module, step or question."""

    kind: str
    key: str
    title: str
    state: State
    digest: str = ""
    difference: tuple[str, ...] = ()
    moved_on: bool = True  # the folder differs from what was last imported

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else self.kind


@dataclass(frozen=True)
class Plan:
    course: Course
    items: tuple[Item, ...]

    def of(self, state: State) -> list[Item]:
        return [item for item in self.items if item.state == state]

    def to_write(self, take: Iterable[str] = ()) -> set[str]:
        """Names of the parts an import writes; ``take`` are conflicts decided for the folder."""
        taken = set(take)
        wanted = {State.NEW, State.CHANGED}
        return {
            item.name
            for item in self.items
            if item.state in wanted or (item.state == State.CONFLICT and item.name in taken)
        }

    @property
    def digest(self) -> str:
        """Equal when a later look would show the same."""
        return digest(
            [(item.name, item.state, item.digest, item.difference) for item in self.items]
        )

    @property
    def changes_nothing(self) -> bool:
        return not self.to_write()


def plan(source: Course, current: Course | None, base: Base) -> Plan:
    current = canonical(current) if current else None
    steps = tuple(_settled(step, current) for step in source.steps)
    source = canonical(replace(source, steps=steps))
    wanted = dict(_parts(source))
    there = dict(_parts(current)) if current else {}
    items = [_item(name, part, there.get(name), base) for name, part in wanted.items()]
    if current:
        items.insert(1, _order(source, current, base))
    items += [
        Item(part.kind, part.key, part.title, State.GONE, moved_on=name in base.digests)
        for name, part in there.items()
        if name not in wanted and part.kind != "question"
    ]
    return Plan(source, tuple(items))


def new_base(plan: Plan, base: Base, written: set[str]) -> Base:
    """What is remembered after the parts ``written`` were written (same parts count as written)."""
    digests = dict(base.digests)
    for item in plan.items:
        if item.kind != "order" and (item.name in written or item.state == State.SAME):
            digests[item.name] = item.digest
    differs = any(item.kind == "order" and item.state != State.SAME for item in plan.items)
    if differs and "order" not in written:
        return Base(digests, base.order)
    return Base(digests, order_of(plan.course))


def order_of(course: Course) -> Order:
    return [
        (module.key, [step.key for step in course.steps if step.module == module.key])
        for module in course.modules
    ]


def final_order(plan: Plan, current: Course | None, written: set[str]) -> Order:
    """Modules and steps as they stand after the import, with what is only in Wagtail in its place."""
    wanted, there = dict(order_of(plan.course)), dict(order_of(current)) if current else {}
    item = next((item for item in plan.items if item.kind == "order"), None)
    keeps = item is not None and item.state == State.CONFLICT and "order" not in written
    pick = (there, wanted) if keeps else (wanted, there)
    return [
        (key, interleave(pick[0].get(key, []), pick[1].get(key, [])))
        for key in interleave(list(pick[0]), list(pick[1]))
    ]


def arranging(course: Course, current: Course | None) -> set[str]:
    """Parts that move pages which exist."""
    before = {step.key: step.module for step in current.steps} if current else {}
    moved = [step for step in course.steps if before.get(step.key, step.module) != step.module]
    return {"order", *(f"step:{step.key}" for step in moved)}


@dataclass(frozen=True)
class _Part:
    kind: str
    key: str
    title: str
    digest: str
    text: str


def _parts(course: Course) -> Iterator[tuple[str, _Part]]:
    files = _texts(course)
    facts = asdict(replace(course, modules=(), steps=(), images={}))
    yield "course", _Part("course", "", course.title, digest(facts), files["course.toml"])
    for module in course.modules:
        regular = module.role == "regular"
        text = module.title if regular else f"{module.title}\n{module.role}"
        yield (
            f"module:{module.key}",
            _Part("module", module.key, module.title, digest(text), text),
        )
    for step in course.steps:
        text = files[step.key]
        yield (
            f"step:{step.key}",
            _Part("step", step.key, step.title, digest(_step_facts(step, course)), text),
        )
        for question in getattr(step, "questions", ()):
            text = json.dumps(question, indent=1, ensure_ascii=False, sort_keys=True)
            key = str(question["key"])
            title = str(question.get("text", key))
            yield f"question:{key}", _Part("question", key, title, digest(question), text)


def _texts(course: Course) -> dict[str, str]:
    """The files as text, steps by key; quizzes without their questions, which are parts themselves."""
    bare = [replace(s, questions=()) if isinstance(s, Quiz) else s for s in course.steps]
    files = write(replace(course, modules=(), steps=tuple(bare), images={}))
    names = sorted(name for name in files if name != "course.toml")
    texts = {step.key: files[name].decode() for step, name in zip(bare, names, strict=True)}
    return texts | {"course.toml": files["course.toml"].decode()}


# Facts that quizzes got later: unset, they are no difference to what an import left behind before.
LATER = {
    "show_score": "always",
    "show_feedback": "always",
    "shown_from": "",
    "pretest_of": "",
    "blueprint": (),
}


def _step_facts(step: Step, course: Course) -> dict[str, Any]:
    if isinstance(step, Lesson):
        facts = asdict(replace(step, blocks=()))
        facts["blocks"] = [(block.kind, block.values) for block in step.blocks]
        facts["images"] = [course.image_digest(block.values["src"]) for block in figures(step)]
        return facts
    facts = asdict(replace(step, questions=()))
    unset = {name for name, default in LATER.items() if facts[name] == default}
    told = {name: value for name, value in facts.items() if name not in unset}
    return told | {"questions": [question["key"] for question in step.questions]}


def _item(name: str, part: _Part, there: _Part | None, base: Base) -> Item:
    known = base.digests.get(name)
    facts: dict[str, Any] = {
        "kind": part.kind,
        "key": part.key,
        "title": part.title,
        "digest": part.digest,
    }
    if there is None:
        state = State.CONFLICT if known else State.NEW
        return Item(**facts, state=state, moved_on=known != part.digest)
    if there.digest == part.digest:
        return Item(**facts, state=State.SAME)
    edited = known != there.digest
    return Item(
        **facts,
        state=State.CONFLICT if edited else State.CHANGED,
        difference=tuple(difference(there.text, part.text)),
        moved_on=known != part.digest,
    )


def _order(source: Course, current: Course, base: Base) -> Item:
    """Only what all sides know can be in a different order."""
    wanted, there, known = order_of(source), order_of(current), base.order
    common = _keys(wanted) & _keys(there) & (_keys(known) or _keys(wanted))
    ours, theirs, before = (_only(order, common) for order in (wanted, there, known))
    facts: dict[str, Any] = {"kind": "order", "key": "", "title": "", "digest": digest(ours)}
    if ours == theirs:
        return Item(**facts, state=State.SAME)
    edited = before != theirs
    return Item(
        **facts,
        state=State.CONFLICT if edited else State.CHANGED,
        difference=tuple(difference(_listed(theirs), _listed(ours))),
        moved_on=before != ours,
    )


def _keys(order: Order) -> set[tuple[str, str]]:
    return {(module, step) for module, steps in order for step in ["", *steps]}


def _only(order: Order, common: set[tuple[str, str]]) -> Order:
    return [
        (module, [step for step in steps if (module, step) in common])
        for module, steps in order
        if (module, "") in common
    ]


def _listed(order: Order) -> str:
    return "\n".join(
        line for module, steps in order for line in [module, *(f"  {s}" for s in steps)]
    )


def _settled(step: Step, current: Course | None) -> Step:
    """Questions with their defaults and the option ids they already have."""
    if isinstance(step, Lesson):
        return step
    known = {
        question["key"]: question
        for other in (current.steps if current else ())
        if isinstance(other, Quiz)
        for question in other.questions
    }
    return replace(
        step,
        questions=tuple(kinds.normalise(q, known.get(str(q["key"]))) for q in step.questions),
    )


def digest(facts: Any) -> str:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
