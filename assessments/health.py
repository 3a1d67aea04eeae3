"""How the questions do, for their authors: figures and what to look at."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.models import Item, ItemStatistics
from assessments.statistics import Functioning, Tally, flags, functioning, loaded

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
    tables: list[tuple[str, list[tuple[str, list[float]]]]]
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
    tables = [(part, tally.distractors(part)) for part in sorted(tally.responses)]
    return Details(item, tally, flags(tally), tables, functioning(tally))
