"""What a reader of a lesson gets that does not depend on who reads: found once, kept for a few seconds.

Publishing in the same process shows at once; what another process published (a scheduled page, an import) shows
within KEEP seconds. Nothing that decides about learning is read from here.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses import lessons, queries
from courses.models import CoursePage, LessonPage

KEEP = 5.0  # seconds
MOST = 2000  # lessons kept at most


@dataclass(frozen=True)
class Reading:
    page: LessonPage
    course: CoursePage
    outline: queries.Outline  # nobody's: without progress
    body: str  # safe HTML
    translations: dict[str, str]  # language -> address
    restricted: bool  # somebody set a view restriction: Wagtail must ask


_shelf: OrderedDict[tuple[str, str, str], tuple[float, Reading]] = OrderedDict()


def at(language: str, path: str) -> Reading | None:
    """The live lesson at this address, or None when it is no lesson."""
    key = (language, path, get_language() or "")
    kept = _shelf.get(key)
    if kept and time.monotonic() - kept[0] < KEEP:
        return kept[1]
    url_path = f"/{language}/{path}"
    page = LessonPage.objects.select_related("locale").filter(url_path=url_path, live=True).first()
    if page is None:
        _shelf.pop(key, None)
        return None
    reading = of(page)
    _shelf[key] = (time.monotonic(), reading)
    while len(_shelf) > MOST:
        _shelf.popitem(last=False)
    return reading


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
    )


def _restricted(page: LessonPage) -> bool:
    paths = [page.path[:length] for length in range(4, len(page.path) + 1, 4)]
    return PageViewRestriction.objects.filter(page__path__in=paths).exists()


def forget(**_signal: Any) -> None:
    _shelf.clear()


for _signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
    _signal.connect(forget)
