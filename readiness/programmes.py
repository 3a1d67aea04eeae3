"""The programmes people are counted for: published, with their courses, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from courses.models import ProgrammeCourse, ProgrammePage
from readiness.groups import groups_for


@dataclass(frozen=True, slots=True)
class Programme:
    uuid: UUID
    key: str
    title: str
    cadres: tuple[str, ...]
    courses: frozenset[UUID]

    @property
    def groups(self) -> list[str]:
        return groups_for(self.cadres)


def published(language: str | None = None) -> list[Programme]:
    """One entry per programme, titled in the language where a translation exists. Three queries."""
    wanted = language or get_language() or "en"
    pages = (
        ProgrammePage.objects.live()
        .select_related("locale")
        .order_by("path")
        .only("pk", "key", "title", "cadres", "translation_key", "path", "locale__language_code")
    )
    courses = _courses_by_programme()
    chosen: dict[UUID, ProgrammePage] = {}
    for page in pages:
        if page.translation_key not in chosen or page.locale.language_code == wanted:
            chosen[page.translation_key] = page
    return [
        Programme(key, page.key, page.title, tuple(page.cadres), courses[key])
        for key, page in chosen.items()
        if courses.get(key)
    ]


def _courses_by_programme() -> dict[UUID, frozenset[UUID]]:
    """Courses by identity; translations of a programme name the same courses."""
    pairs = ProgrammeCourse.objects.filter(page__live=True).values_list(
        "page__translation_key", "course__translation_key"
    )
    found: dict[UUID, set[UUID]] = {}
    for programme, course in pairs:
        found.setdefault(programme, set()).add(course)
    return {programme: frozenset(courses) for programme, courses in found.items()}
