"""A lesson's body as HTML: rendered once per published revision, then kept in the cache."""

from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from courses import markdown
from courses.models import CoursePage, CourseSource, LessonPage

MARKDOWN_FIELDS = {"body", "question", "caption"}  # fields of blocks that hold Markdown
KEEP = 7 * 24 * 3600  # seconds


def body_html(page: LessonPage, course: CoursePage, *, fresh: bool = False) -> str:
    """Safe HTML of the body. `fresh` bypasses the cache: previews show what is not published."""
    if fresh or not page.live_revision_id:
        return _render(page, course)
    key = f"lesson:{page.pk}:{page.live_revision_id}:{course.live_revision_id}:{get_language()}"
    html = cache.get(key)
    if html is None:
        html = _render(page, course)
        cache.set(key, html, KEEP)
    return html


def cited_keys(page: LessonPage) -> list[str]:
    """Keys of the sources the text cites, in the order of first mention, then those listed besides."""
    keys: dict[str, None] = {}
    for block in page.body:
        for text in _texts(block.block_type, block.value):
            keys.update((key, None) for key, _line in markdown.citations(text))
    for block in page.body:
        if block.block_type == "sources":
            keys.update((key, None) for key in block.value["keys"])
    return list(keys)


def _texts(kind: str, value: Any) -> list[str]:
    if kind == "markdown":
        return [str(value)]
    if not hasattr(value, "items"):
        return []
    texts = [str(text) for name, text in value.items() if name in MARKDOWN_FIELDS and text]
    if kind == "check":
        texts += [option["feedback"] for option in value["options"] if option["feedback"]]
    return texts


def _render(page: LessonPage, course: CoursePage) -> str:
    cited = cited_keys(page)
    known = {source.key: source for source in course.sources.all()}
    sources: list[CourseSource] = [known[key] for key in cited if key in known]
    listed = any(block.block_type == "sources" for block in page.body)
    context = {"page": page, "cited": tuple(cited), "sources": sources, "add_sources": not listed}
    return render_to_string("courses/lesson_body.html", context)
