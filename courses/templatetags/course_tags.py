"""What templates of the page tree fetch."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts import cadres
from courses import catalogue, markdown, queries, reading, refreshing
from courses.competencies import COMPETENCIES
from courses.forms import WishForm
from courses.models import CoursePage, LessonPage, ProgrammePage, Refresher

register = template.Library()


@register.filter(name="markdown")
def render_markdown(text: str, cited: tuple[str, ...] = ()) -> SafeString:
    """Sanitised HTML of Markdown text; `cited` numbers the citations."""
    html = markdown.render(str(text), cited=cited or (), to_verify=_("To be verified"))
    return mark_safe(html)  # noqa: S308 - sanitised by nh3 in courses.markdown


@register.filter
def inline_markdown(text: str, cited: tuple[str, ...] = ()) -> SafeString:
    """Markdown of one line, without the paragraph around it."""
    html = render_markdown(text, cited).strip()
    return mark_safe(html.removeprefix("<p>").removesuffix("</p>"))  # noqa: S308 - sanitised above


@register.simple_tag(takes_context=True)
def course_outline(context: dict[str, Any], course: CoursePage) -> queries.Outline:
    """The outline with the reader's progress."""
    done = queries.done_steps(context["request"].user, course.course_key)
    return queries.outline(course.path, course.locale.language_code, done)


@register.simple_tag
def course_of(page: Page) -> CoursePage:
    """The course a module or step belongs to; asked once for a page that is being shown."""
    if "shown_course" not in page.__dict__:
        page.__dict__["shown_course"] = queries.course_of(page)
    return page.__dict__["shown_course"]


@register.simple_tag(takes_context=True)
def course_of_lesson(context: dict[str, Any], page: LessonPage) -> CoursePage:
    found = context.get("reading")
    return found.course if found else queries.course_of(page)


@register.simple_tag(takes_context=True)
def lesson(context: dict[str, Any], page: LessonPage) -> dict[str, Any]:
    """Course, outline with the reader's progress, body, and the steps around, of a lesson."""
    found = context.get("reading") or reading.of(page, fresh=True)
    done = context.get("done")
    if done is None:
        done = queries.done_steps(context["request"].user, found.course.course_key)
    outline = found.outline.with_done(done)
    before, after = outline.around(page.translation_key)
    return {
        "course": found.course,
        "outline": outline,
        "body": mark_safe(found.body),  # noqa: S308 - template output
        "done": page.translation_key in done,
        "before": before,
        "after": after,
    }


@register.simple_tag(takes_context=True)
def enrolled(context: dict[str, Any], course: CoursePage) -> bool:
    return queries.is_enrolled(context["request"].user, course.course_key)


@register.simple_tag(takes_context=True)
def open_refreshers(context: dict[str, Any], course: CoursePage) -> list[Refresher]:
    user = context["request"].user
    return refreshing.open_for(user, course.course_key) if user.is_authenticated else []


@register.simple_tag
def programme_entries(programme: ProgrammePage) -> list[dict[str, Any]]:
    courses = queries.programme_courses(programme)
    minutes = queries.minutes_of(courses)
    return [
        {
            "page": course,
            "url": queries.address(course.url_path, course.locale.language_code),
            "minutes": minutes[course.pk],
            "language": course.locale.language_code,
            "languages": [course.locale.language_code],
        }
        for course in courses
    ]


@register.simple_tag
def page_address(page: Page) -> str:
    """The public address, without the query Wagtail's own tag needs."""
    return queries.address(page.url_path, page.locale.language_code)


@register.filter
def ancestors(page: Page) -> list[Page]:
    """Catalogue, course and module above a step, with their languages. One query."""
    return list(page.get_ancestors().select_related("locale"))


@register.filter
def cadre_titles(codes: list[str]) -> list[str]:
    return [cadres.title(code) for code in codes]


@register.filter
def competency_titles(codes: list[str]) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(code, COMPETENCIES[code].title(language)) for code in codes if code in COMPETENCIES]


@register.filter
def duration(minutes: int) -> str:
    """Minutes as a person says them: 45 min, 1 h 30 min."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


@register.simple_tag(takes_context=True)
def course_catalogue(context: dict[str, Any]) -> dict[str, Any]:
    """Form, wish, courses that fit and programmes of the reader's language."""
    form = WishForm(context["request"].GET)
    wish = form.wish()
    language = get_language() or "en"
    return {
        "form": form,
        "selects": [form[name] for name in ("cadre", "competency", "language", "minutes")],
        "wish": wish,
        "entries": catalogue.find(wish, language),
        "programmes": catalogue.programmes(language),
    }


@register.simple_tag
def catalogue_address(page: Page) -> str:
    """The catalogue above a course or programme."""
    return queries.address(page.url_path.rsplit("/", 2)[0] + "/", page.locale.language_code)
