"""The item bank: what may be asked, in versions. Questions travel as plain dicts (docs/writing-courses.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from assessments import questions as kinds
from assessments.models import Item, ItemVersion, QuizItem, QuizPage
from assessments.questions import Problem
from assessments.questions.case import NAME as CASE

Question = dict[str, Any]


class BadQuestion(Exception):
    """`problems` holds, by key, everything that is wrong with each question."""

    def __init__(self, problems: Mapping[str, Sequence[Problem]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{key}: {p}" for key, found in problems.items() for p in found))


class UnknownItem(LookupError):
    """The bank holds no question with these keys."""


@dataclass(frozen=True)
class Outcome:
    key: str
    result: Literal["created", "changed", "same"]
    version: ItemVersion


def problems(question: Mapping[str, Any]) -> list[Problem]:
    return kinds.problems(question)


def normalise(question: Mapping[str, Any], previous: Mapping[str, Any] | None = None) -> Question:
    return kinds.normalise(question, previous)


def as_question(version: ItemVersion) -> Question:
    """The version in the shape of a `[[questions]]` table."""
    item = version.item
    labels = {
        "key": item.key,
        "kind": version.kind,
        "competency": item.competency,
        "difficulty": item.difficulty,
        "source": item.source,
    }
    tags = {
        "testlet": item.testlet,
        "cadres": list(item.cadres),
        "review_due": item.review_due.isoformat() if item.review_due else "",
    }
    return {**labels, **{name: tag for name, tag in tags.items() if tag}, **version.body}


def current_questions(keys: Iterable[str], *, language: str) -> dict[str, Question]:
    """The newest text of each question, draft or live, by key. One query."""
    found = _newest(keys, language)
    return {key: as_question(version) for key, version in found.items()}


def _newest(keys: Iterable[str], language: str) -> dict[str, ItemVersion]:
    rows = ItemVersion.objects.filter(item__key__in=list(keys), language=language)
    return {row.item.key: row for row in rows.select_related("item").order_by("number")}


@transaction.atomic
def upsert_questions(
    *,
    questions: Iterable[Mapping[str, Any]],
    language: str,
    course_key: str,
    by: User | None,
    now: datetime,
    change: str = "editorial",
) -> list[Outcome]:
    """One draft version for each question that changed. Safe to repeat.

    Raises BadQuestion, and writes nothing, when one of them has problems.
    """
    given = list(questions)
    wrong = {str(one.get("key")): found for one in given if (found := kinds.problems(one))}
    if wrong:
        raise BadQuestion(wrong)
    newest = _newest([one["key"] for one in given], language)
    outcomes = []
    for one in given:
        version = newest.get(one["key"])
        question = kinds.normalise(one, as_question(version) if version else None)
        writer = _Writer(question, language, course_key, by, now, change)
        outcomes.append(writer.write(version))
    return outcomes


@dataclass(frozen=True)
class _Writer:
    question: Question
    language: str
    course_key: str
    by: User | None
    now: datetime
    change: str

    def write(self, newest: ItemVersion | None) -> Outcome:
        key = self.question["key"]
        if newest and as_question(newest) == self.question:
            return Outcome(key, "same", newest)
        item = self._item(newest)
        body = kinds.body_of(self.question)
        if newest and newest.body == body and newest.kind == self.question["kind"]:
            return Outcome(key, "changed", newest)
        version = self._version(item, newest, body)
        return Outcome(key, "changed" if newest else "created", version)

    def _item(self, newest: ItemVersion | None) -> Item:
        """Identity and labels; labels are no part of the text and hold at once."""
        labels = _columns(self.question)
        item, made = (newest.item, False) if newest else self._get_or_make(labels)
        if not made and any(getattr(item, name) != value for name, value in labels.items()):
            for name, value in labels.items():
                setattr(item, name, value)
            item.save()
        return item

    def _get_or_make(self, labels: dict[str, Any]) -> tuple[Item, bool]:
        defaults = {**labels, "course_key": self.course_key}
        return Item.objects.get_or_create(key=self.question["key"], defaults=defaults)

    def _version(self, item: Item, newest: ItemVersion | None, body: dict[str, Any]) -> ItemVersion:
        fields = {
            "kind": self.question["kind"],
            "body": body,
            "change": self._change(newest, body),
            "created_at": self.now,
            "created_by": self.by,
            "review_asked_at": None,
        }
        if newest and newest.published_at is None:
            for name, value in fields.items():
                setattr(newest, name, value)
            newest.save()
            return newest
        number = newest.number + 1 if newest else 1
        return ItemVersion.objects.create(
            item=item, language=self.language, number=number, epoch=item.epoch, **fields
        )

    def _change(self, newest: ItemVersion | None, body: dict[str, Any]) -> str:
        """A changed kind or right answer is material, whatever the author says."""
        if newest is None:
            return str(ItemVersion.Change.EDITORIAL)
        same_kind = newest.kind == self.question["kind"]
        if not same_kind or _key(newest.kind, newest.body) != _key(newest.kind, body):
            return str(ItemVersion.Change.MATERIAL)
        kept = newest.published_at is None and newest.change == ItemVersion.Change.MATERIAL
        return str(ItemVersion.Change.MATERIAL if kept else self.change)


def _columns(question: Question) -> dict[str, Any]:
    """The labels as an Item holds them."""
    due = question.get("review_due")
    return {
        **{name: question[name] for name in ("kind", "competency", "difficulty", "source")},
        "testlet": question.get("testlet", ""),
        "cadres": question.get("cadres", []),
        "review_due": date.fromisoformat(due) if due else None,
    }


def _key(kind: str, body: dict[str, Any]) -> Any:
    if kind not in kinds.KINDS:
        return None
    return kinds.kind_for(kind, body).key(body, 0)


def set_questions(page: QuizPage, keys: Sequence[str]) -> None:
    """The questions of a quiz, in this order, on the page object only: saving it stores them."""
    items = {item.key: item for item in Item.objects.filter(key__in=keys)}
    missing = [key for key in keys if key not in items]
    if missing:
        raise UnknownItem(missing)
    page.quiz_items = [
        QuizItem(item=items[key], sort_order=place) for place, key in enumerate(keys)
    ]


def listed_items(page: QuizPage) -> list[Item]:
    """The questions and cases of a quiz in its order. A case brings all its questions, and a question its case.

    Two queries, also for a page that is not saved yet.
    """
    rows = sorted(page.quiz_items.all(), key=lambda row: row.sort_order or 0)
    found = Item.objects.in_bulk([row.item_id for row in rows if row.item_id])
    return with_cases([found[row.item_id] for row in rows if row.item_id in found])


def with_cases(listed: list[Item]) -> list[Item]:
    """These questions and cases, and what belongs to them. At most one query."""
    cases = {name for item in listed if (name := _case_of(item))}
    if not cases:
        return listed
    others = Item.objects.filter(Q(testlet__in=cases) | Q(key__in=cases, kind=CASE))
    known = [item.pk for item in listed]
    return _completed(listed, list(others.exclude(pk__in=known).order_by("pk")))


def _case_of(item: Item) -> str:
    return item.key if item.kind == CASE else item.testlet


def _completed(listed: list[Item], others: list[Item]) -> list[Item]:
    """The others at the end of what is listed of their case; a case itself before its first question."""
    last = {case: place for place, item in enumerate(listed) if (case := _case_of(item))}
    missing = {item.key: item for item in others if item.kind == CASE}
    result = []
    for place, item in enumerate(listed):
        case = _case_of(item)
        if case in missing:
            result.append(missing.pop(case))
        result.append(item)
        if case and last[case] == place:
            result += [one for one in others if one.testlet == case]
    return result


def question_keys(page: QuizPage) -> list[str]:
    """In the order of the quiz, cases included."""
    return [item.key for item in listed_items(page)]


@transaction.atomic
def publish_questions(page: QuizPage, *, now: datetime) -> int:
    """What was drafted for the questions of this quiz, in its language, is asked from now on.

    What waits for a reviewer goes on waiting. Safe to repeat. Returns how many went live.
    """
    items = listed_items(page)
    drafts = ItemVersion.objects.filter(
        item__in=items,
        language=page.locale.language_code,
        published_at__isnull=True,
        review_asked_at__isnull=True,
    )
    published = 0
    for version in drafts.select_related("item"):
        published += publish_version(version, now=now)
    return published


@transaction.atomic
def publish_version(version: ItemVersion, *, now: datetime) -> bool:
    """Make a draft the version that is asked. Safe to repeat; False when it was published before."""
    claimed = ItemVersion.objects.filter(pk=version.pk, published_at__isnull=True)
    if not claimed.update(published_at=now):
        return False
    item = Item.objects.select_for_update().get(pk=version.item_id)
    first = not ItemVersion.objects.filter(item=item, language=version.language, live=True).exists()
    if version.change == ItemVersion.Change.MATERIAL and not first:
        _start_anew(item)
    ItemVersion.objects.filter(item=item, language=version.language, live=True).update(live=False)
    ItemVersion.objects.filter(pk=version.pk).update(
        live=True, epoch=item.epoch, review_asked_at=None, returned_because=""
    )
    return True


def _start_anew(item: Item) -> None:
    """Statistics of a question; of a case, those of all its questions."""
    item.epoch += 1
    item.save(update_fields=["epoch"])
    if item.kind == CASE:
        Item.objects.filter(testlet=item.key).update(epoch=F("epoch") + 1)
        for question in Item.objects.filter(testlet=item.key):
            question.versions.filter(live=True).update(epoch=question.epoch)
