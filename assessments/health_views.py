"""How the questions do, inside Wagtail."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments import access, health, pictures, statistics
from assessments.models import Item, QuizPage, QuizStatistics


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    course = request.GET.get("course", "")
    context = {"page_title": _("How questions do"), "rows": health.bank_health(course)}
    return render(request, "assessments/health.html", context)


@require_GET
def details(request: HttpRequest, pk: int) -> HttpResponse:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    item = get_object_or_404(Item, pk=pk)
    context = {
        "grid": pictures.grid(),
        "page_title": item.key,
        "item": item,
        "health": health.details(item),
        "may_regrade": access.may_regrade(request.user),
    }
    return render(request, "assessments/health_details.html", context)


@require_GET
def quiz_listing(request: HttpRequest) -> HttpResponse:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    context = {"page_title": _("How quizzes do"), "rows": health.quizzes()}
    return render(request, "assessments/quiz_health.html", context)


@require_GET
def quiz_details(request: HttpRequest, pk: int) -> HttpResponse:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    page = get_object_or_404(QuizPage, pk=pk)
    row = get_object_or_404(QuizStatistics, quiz_key=page.translation_key)
    tally = statistics.loaded(statistics.QuizTally, row.sums)
    classes = tally.distribution()
    context = {
        "page_title": page.title,
        "tally": tally,
        "classes": classes,
        "bars": pictures.bars([(str(low), number) for low, _high, number in classes]),
        "mastery": health.mastery(tally),
    }
    return render(request, "assessments/quiz_health_details.html", context)
