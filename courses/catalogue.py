"""Finding courses: full text, profession, competency, language, time."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from wagtail.models import Page

from courses import queries
from courses.models import CoursePage, LessonPage, ProgrammePage


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; empty parts do not restrict."""

    text: str = ""
    cadre: str = ""
    competency: str = ""  # a code or the domain it starts with
    language: str = ""
    minutes: int | None = None  # at most

    @cached_property
    def empty(self) -> bool:
        return not (self.text or self.cadre or self.competency or self.language or self.minutes)


@dataclass(frozen=True)
class Entry:
    page: CoursePage
    url: str
    minutes: int
    language: str
    languages: list[str]


def find(wish: Wish, language: str) -> list[Entry]:
    """The courses that fit, best match or alphabet first. The number of queries is constant."""
    pages = list(CoursePage.objects.live().select_related("locale"))
    spoken: dict[object, list[str]] = {}
    for page in pages:
        spoken.setdefault(page.translation_key, []).append(page.locale.language_code)
    shown = list(queries.preferred(pages, wish.language or language).values())
    minutes = queries.minutes_of(shown)
    order = _matches(wish.text) if wish.text else None
    fitting = [
        Entry(
            page,
            queries.address(page.url_path, page.locale.language_code),
            minutes[page.pk],
            page.locale.language_code,
            sorted(spoken[page.translation_key]),
        )
        for page in shown
        if _fits(page, wish, minutes[page.pk]) and (order is None or page.path in order)
    ]
    if order is not None:
        return sorted(fitting, key=lambda entry: order[entry.page.path])
    return sorted(fitting, key=lambda entry: entry.page.title.casefold())


def programmes(language: str) -> list[ProgrammePage]:
    return list(
        ProgrammePage.objects.live().filter(locale__language_code=language).order_by("title")
    )


def _fits(page: CoursePage, wish: Wish, minutes: int) -> bool:
    return (
        (not wish.cadre or not page.cadres or wish.cadre in page.cadres)
        and (not wish.competency or any(c.startswith(wish.competency) for c in page.competencies))
        and (not wish.language or page.locale.language_code == wish.language)
        and (not wish.minutes or minutes <= wish.minutes)
    )


def _matches(text: str) -> dict[str, int]:
    """Tree path of each matching course -> its rank; a match in a lesson counts for its course."""
    ranks: dict[str, int] = {}
    for model in (CoursePage, LessonPage):
        for page in _search(model, text):
            ranks.setdefault(page.path[: queries.COURSE_PATH], len(ranks))
    return ranks


def _search(model: type[Page], text: str) -> list[Page]:
    return list(model.objects.live().search(text, operator="and"))
