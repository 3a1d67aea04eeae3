import uuid

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from wagtail import views as wagtail_views
from wagtail.url_routing import RouteResult

from accounts.models import User
from courses import lesson_page, progress, queries, reading, refreshing
from courses.access import may_open
from courses.models import CoursePage, Refresher, StepPage


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree: an open lesson directly, everything else through Wagtail's router."""
    lesson = reading.at(get_language() or "en", path)
    if lesson is None or lesson.restricted or not may_open(request.user, lesson.page):
        _route(request, path)
        return wagtail_views.serve(request, path)
    return HttpResponse(lesson_page.html(request, lesson))


def _route(request: HttpRequest, path: str) -> None:
    """Finds a step by its address in one query, where Wagtail's router asks for every page above it. Guards and
    restrictions are still Wagtail's."""
    for model in StepPage.__subclasses__():
        if (pages := model.by_address()) is not None:
            address = f"/{get_language() or 'en'}/{path}"
            if page := pages.filter(url_path=address, live=True).first():
                request._wagtail_route_for_request = RouteResult(page, [], {})
                return


@require_POST
@login_required
def start_course(request: HttpRequest, course_key: uuid.UUID) -> HttpResponse:
    """Enrol, then go on where she is."""
    course = _in_language(CoursePage, course_key)
    progress.enrol(user=_person(request), course=course, now=timezone.now())
    done = queries.done_steps(request.user, course.course_key)
    outline = queries.outline(course.path, course.locale.language_code, done)
    return redirect(outline.next_step.url if outline.next_step else course.url)


@require_POST
@login_required
def finish_step(request: HttpRequest, step_key: uuid.UUID) -> HttpResponse:
    """She says that a lesson is done; the next step follows. A graded step cannot be talked done."""
    step = _in_language(StepPage, step_key)
    if not step.specific_class.done_by_hand:
        raise Http404
    again = refreshing.asking_for(_person(request), step.translation_key)
    progress.complete_step(user=_person(request), step=step, now=timezone.now())
    if again:
        return redirect("refresher", again.pk)
    course = progress.course_of(step)
    done = queries.done_steps(request.user, course.course_key)
    outline = queries.outline(course.path, course.locale.language_code, done)
    _before, after = outline.around(step.translation_key)
    return redirect((after or outline.next_step or course).url)


@login_required
@never_cache
@require_GET
def refresher(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps she is asked to do again, and how far she is."""
    found = get_object_or_404(Refresher, pk=pk, enrolment__user=_person(request))
    steps = queries.refresher_steps(found, get_language() or "en")
    key = found.enrolment.course_key
    courses = CoursePage.objects.live().filter(translation_key=key).select_related("locale")
    course = queries.preferred(courses, get_language() or "en").get(key)
    context = {"refresher": found, "steps": steps, "course": course}
    context |= {"next": next((step for step in steps if not step.done), None)}
    return render(request, "courses/refresher.html", context)


def _person(request: HttpRequest) -> User:
    if isinstance(request.user, AnonymousUser):
        raise Http404
    return request.user


def _in_language(model: type, key: uuid.UUID) -> CoursePage | StepPage:
    """The live page with this identity, in the reader's language if there is one."""
    pages = model.objects.live().filter(translation_key=key).select_related("locale")
    own = pages.filter(locale__language_code=get_language()).first()
    return own or get_object_or_404(pages.order_by("path")[:1])
