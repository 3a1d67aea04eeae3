"""Activities written by a form that follows from the semantics of their type, for every quiz type on the shelf."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from accounts.models import User
from h5p import activities, libraries, scoring, writing
from h5p.manifest import Version
from h5p.models import Activity, ActivityVersion, Library, LibraryStatus
from h5p.problems import Problem
from h5p.semantic_fields import Form, Missing, Part, Semantics, missing
from h5p.semantics import Filter


@dataclass(frozen=True)
class Draft:
    """What was typed, made valid. `maximum` is None when there is nothing to answer yet."""

    library: Library
    params: dict[str, Any]
    problems: list[Problem]
    missing: list[Missing]
    maximum: int | float | None
    paths: frozenset[str]


def offered() -> list[Library]:
    """The newest code of each quiz type that may run, own types first."""
    rows = Library.objects.filter(status=LibraryStatus.APPROVED, runnable=True)
    newest: dict[str, Library] = {}
    for library in rows.order_by("name", "major", "minor", "patch").defer("semantics", "source"):
        if scoring.is_quiz(library.version):
            newest[library.name] = library
    return sorted(newest.values(), key=lambda one: (not one.name.startswith("GenLit."), one.title))


def form() -> Form:
    """Asks the shelf once for each type."""

    @cache
    def find(version: Version) -> Semantics | None:
        found = libraries.in_force(version)
        return found.semantics if found else None

    @cache
    def title(version: Version) -> str:
        found = libraries.in_force(version) if scoring.is_quiz(version) else None
        return found.title if found else ""

    return Form(find, title)


def blank(library: Library) -> dict[str, Any]:
    """The parameters of a new activity: the defaults, with our own types' words in the author's language."""
    kind = library.name.removeprefix("GenLit.")
    return {"l10n": writing.spoken(kind)} if kind != library.name else {}


def parts(library: Library, params: Any) -> tuple[Part, ...]:
    return form().parts(library.semantics, params, "params")


def draft(library: Library, typed: Mapping[str, Any], title: str) -> Draft:
    # the ids of parts follow from the content, so that saving twice gives the same
    find = form().find
    found = Filter(find, seed=f"{library.name}/{title}").run(typed, library.version)
    maximum = activities.maximum_of(library.version, found.params)
    return Draft(
        library, found.params, [p for p in found.problems if p.level == "error"],
        list(dict.fromkeys(missing(library.semantics, found.params, find))), maximum,
        frozenset(found.files),
    )  # fmt: skip


def save(
    *, draft: Draft, about: writing.About, activity: Activity | None, user: User
) -> ActivityVersion:
    """A new version; pictures and sounds of the version before that are still used come along."""
    before = activity.current.files.all() if activity and activity.current else ()
    files = [(row.path, row.sha256, row.size) for row in before if row.path in draft.paths]
    return writing.store(
        main=draft.library, params=draft.params, about=about, activity=activity, user=user,
        files=files,
    )  # fmt: skip


def unsaved(draft: Draft, about: writing.About, activity: Activity | None) -> ActivityVersion:
    """A version for looking at only."""
    current = activity.current if activity else None
    return ActivityVersion(
        pk=current.pk if current else 0, activity=activity or Activity(title=about.title),
        number=0, library=draft.library, params=draft.params, language=about.language,
    )  # fmt: skip
