"""What a reader of a lesson gets that does not depend on who reads: found once and kept.

After LOOK_AGAIN seconds one query asks whether the course was published anew, after REREAD seconds everything is
read again. Publishing in the same process shows at once. Nothing that decides about learning is read from here.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses import lessons, queries
from courses.models import CoursePage, LessonPage

LOOK_AGAIN = 5.0  # seconds
REREAD = 300.0  # seconds
MOST = 2000  # lessons kept at most


@dataclass(frozen=True)
class Reading:
    page: LessonPage
    course: CoursePage
    outline: queries.Outline  # nobody's: without progress
    body: str  # safe HTML
    translations: dict[str, str]  # language -> address
    restricted: bool  # somebody set a view restriction: Wagtail must ask
    stamp: int  # changes when any page of the course is published anew, moved or restricted
    read_at: float
    rendered: dict[Hashable, str] = field(default_factory=dict)  # see courses.lesson_page


@dataclass
class Kept:
    reading: Reading
    looked_at: float


_shelf: OrderedDict[tuple[str, str, str], Kept] = OrderedDict()


def at(language: str, path: str) -> Reading | None:
    """The live lesson at this address, or None when it is no lesson."""
    key = (language, path, get_language() or "")
    kept = _shelf.get(key)
    if kept and _still_true(kept):
        return kept.reading
    _shelf.pop(key, None)
    url_path = f"/{language}/{path}"
    page = LessonPage.objects.select_related("locale").filter(url_path=url_path, live=True).first()
    if page is None:
        return None
    reading = of(page)
    _shelf[key] = Kept(reading, time.monotonic())
    while len(_shelf) > MOST:
        _shelf.popitem(last=False)
    return reading


def _still_true(kept: Kept) -> bool:
    now = time.monotonic()
    if now - kept.looked_at < LOOK_AGAIN:
        return True
    if now - kept.reading.read_at > REREAD or _stamp(kept.reading.course) != kept.reading.stamp:
        return False
    kept.looked_at = now
    return True


def _stamp(course: CoursePage) -> int:
    live = Page.objects.filter(path__startswith=course.path, live=True).order_by("path")
    columns = ("url_path", "live_revision_id", "view_restrictions__id")
    return hash(tuple(live.values_list(*columns)))


def of(page: LessonPage, *, fresh: bool = False) -> Reading:
    """Read anew; `fresh` renders the body as it stands in memory (previews)."""
    course = queries.course_of(page)
    return Reading(
        page,
        course,
        queries.outline(course.path, course.locale.language_code),
        lessons.body_html(page, course, fresh=fresh),
        queries.translations(page),
        _restricted(page),
        _stamp(course),
        time.monotonic(),
    )


def _restricted(page: LessonPage) -> bool:
    paths = [page.path[:length] for length in range(4, len(page.path) + 1, 4)]
    return PageViewRestriction.objects.filter(page__path__in=paths).exists()


def forget(**_signal: Any) -> None:
    _shelf.clear()


for _signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
    _signal.connect(forget)
