"""How the questions do, for their authors: figures and what to look at."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.models import Item, ItemStatistics, QuizPage, QuizStatistics
from assessments.pictures import DASHES, Line, lines
from assessments.statistics import Functioning, QuizTally, Tally, flags, functioning, loaded

WORDS = {
    "negative-discrimination": _("People who do well elsewhere get it wrong: is the key right?"),
    "too-easy": _("Nearly everybody gets it right."),
    "too-hard": _("Nearly nobody gets it right."),
    "often-omitted": _("More than one in ten leave it empty."),
    "works-differently": _("It works differently for one language, country or profession."),
    "key-suspected": _("The best prefer another answer: is the key right?"),
    "best-choose-wrong": _("Many of the best choose a wrong answer: is it clearly wrong?"),
    "review-overdue": _("Its review was due."),
}


@dataclass(frozen=True)
class Health:
    item: Item
    tally: Tally
    flags: list[str]

    @property
    def sentences(self) -> list[str]:
        return [str(WORDS[flag]) for flag in self.flags]


@dataclass(frozen=True)
class Details(Health):
    tables: list[tuple[str, list[tuple[str, list[float]]], list[Line]]]
    curve: list[tuple[float, float, int]]
    characteristic: list[Line]
    functioning: list[Functioning]


def bank_health(course_key: str = "") -> list[Health]:
    """Questions with answers in their present epoch; what needs a look comes first. One query."""
    rows = ItemStatistics.objects.select_related("item").order_by("item__key")
    if course_key:
        rows = rows.filter(item__course_key=course_key)
    found = [_health(row) for row in rows if row.epoch == row.item.epoch]
    return sorted(found, key=lambda one: -len(one.flags))


def _health(row: ItemStatistics) -> Health:
    tally = loaded(Tally, row.sums)
    return Health(row.item, tally, flags(tally))


def details(item: Item) -> Details | None:
    """Everything about one question; None before anybody answered it."""
    row = item.statistics.filter(epoch=item.epoch).first()
    if row is None:
        return None
    tally = loaded(Tally, row.sums)
    tables = [_chosen(part, tally) for part in sorted(tally.responses)]
    curve = tally.curve()
    line = lines([("", [(rest / 100, mark) for rest, mark, _answers in curve])])
    return Details(item, tally, flags(tally), tables, curve, line, functioning(tally))


def _chosen(part: str, tally: Tally) -> tuple[str, list[tuple[str, list[float]]], list[Line]]:
    """Who chose what: the table, and a line for each response if there are few enough to tell apart."""
    rows = tally.distractors(part)
    if len(rows) > len(DASHES):
        return part, rows, []
    places = (1 / 6, 3 / 6, 5 / 6)
    named = [(name or "–", list(zip(places, shares, strict=True))) for name, shares in rows]
    return part, rows, lines(named)


@dataclass(frozen=True)
class QuizHealth:
    page: QuizPage
    tally: QuizTally


def quizzes() -> list[QuizHealth]:
    """Quizzes somebody has taken. Two queries."""
    tallies = {row.quiz_key: loaded(QuizTally, row.sums) for row in QuizStatistics.objects.all()}
    pages = QuizPage.objects.filter(translation_key__in=tallies).order_by("path")
    first = {page.translation_key: page for page in reversed(pages.select_related("locale"))}
    found = [QuizHealth(page, tallies[key]) for key, page in first.items()]
    return sorted(found, key=lambda one: one.page.path)


def mastery(tally: QuizTally) -> list[tuple[str, int, int, float]]:
    """Competency, its questions, their answers and their mean mark."""
    items = Item.objects.filter(key__in=tally.items).values_list("key", "competency")
    return tally.mastery(dict(items))
