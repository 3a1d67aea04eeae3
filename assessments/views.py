from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from assessments import access, attempts, queries, sheets
from assessments.blueprint import Unmet
from assessments.models import Attempt
from assessments.reading import Reading, read_paper
from assessments.tasks import mark_attempt
from courses.access import may_open


@login_required
@require_POST
def start(request: HttpRequest, quiz_key: UUID) -> HttpResponse:
    user = cast(User, request.user)
    page = queries.quiz_page(quiz_key, get_language())
    if page is None or not may_open(user, page):
        raise Http404
    try:
        attempt = attempts.start(user=user, page=page, now=timezone.now())
    except attempts.MustWait as wait:
        until = date_format(timezone.localtime(wait.until), "DATETIME_FORMAT")
        text = gettext("You can start another attempt from %(until)s (UTC).")
        messages.warning(request, text % {"until": until})
        return redirect(page.get_url(request))
    except attempts.NoQuestions:
        messages.warning(request, gettext("This quiz has no questions in this language yet."))
        return redirect(page.get_url(request))
    except Unmet:
        text = gettext("This quiz cannot be put together now; its authors need to change it.")
        messages.warning(request, text)
        return redirect(page.get_url(request))
    return redirect("assessments:attempt", attempt.pk)


@never_cache
@login_required
@require_GET
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper while it is open, then the notice that it is being marked, then the result."""
    attempt = _own(request, pk)
    now = timezone.now()
    if attempt.status == Attempt.Status.OPEN and attempts.is_over(attempt, now):
        return _hand_in(request, attempt, {})
    if attempt.status == Attempt.Status.OPEN:
        return render(request, "assessments/take.html", sheets.paper_sheet(attempt, now))
    if attempt.status == Attempt.Status.SUBMITTED:
        return render(request, "assessments/being_marked.html", sheets.heading(attempt))
    if attempt.status == Attempt.Status.WAITING:
        return render(request, "assessments/waiting.html", sheets.waiting_sheet(attempt))
    return render(request, "assessments/result.html", sheets.result_sheet(attempt, now))


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = _own(request, pk)
    reading = _read(request, attempt)
    try:
        attempts.save(attempt=attempt, answers=reading.answers, now=timezone.now())
    except attempts.AttemptClosed:
        return _closed(request, attempt)
    if reading.refused:
        return _refuse(request, attempt, reading)
    if _wants_json(request):
        return JsonResponse({"saved": True})
    messages.success(request, gettext("Your answers are saved. You can go on later."))
    return redirect("assessments:attempt", pk)


@login_required
@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """With an answer that cannot be read nothing is handed in; the others are saved."""
    attempt = _own(request, pk)
    reading = _read(request, attempt)
    if not reading.refused:
        return _hand_in(request, attempt, reading.answers)
    try:
        attempts.save(attempt=attempt, answers=reading.answers, now=timezone.now())
    except attempts.AttemptClosed:
        return redirect("assessments:attempt", pk)
    return _refuse(request, attempt, reading)


@never_cache
@login_required
@require_GET
def drawing(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """The family at this place of the paper, as it was entered and saved so far."""
    drawn = sheets.drawing(_own(request, pk), place)
    if drawn is None:
        raise Http404
    return render(request, "assessments/drawing.html", {"drawn": drawn})


@never_cache
@login_required
@require_GET
def status(request: HttpRequest, pk: int) -> HttpResponse:
    at_rest = (Attempt.Status.MARKED, Attempt.Status.WAITING)
    return JsonResponse({"marked": _own(request, pk).status in at_rest})


def _own(request: HttpRequest, pk: int) -> Attempt:
    return get_object_or_404(access.own_attempts(request.user).select_related("edition"), pk=pk)


def _read(request: HttpRequest, attempt: Attempt) -> Reading:
    """With `partial` only the questions named by `changed` were touched on this device."""
    only = request.POST.getlist("changed") if "partial" in request.POST else None
    return read_paper(queries.asked(attempt), dict(request.POST.lists()), only=only)


def _hand_in(request: HttpRequest, attempt: Attempt, answers: attempts.Answers) -> HttpResponse:
    """Handed in already? Then the same page, not an error."""
    now = timezone.now()
    if attempts.submit(attempt=attempt, answers=answers, now=now):
        mark_attempt.delay_on_commit(attempt.pk)
        if attempts.is_over(attempt, now):
            messages.warning(request, _time_is_over())
    return redirect("assessments:attempt", attempt.pk)


def _time_is_over() -> str:
    return gettext("The time was over. What you had saved by then was handed in.")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _refuse(request: HttpRequest, attempt: Attempt, reading: Reading) -> HttpResponse:
    """What could be read is saved by now; of the rest, what was saved before stands."""
    sentence = " ".join(
        gettext("Question %(place)d: %(reason)s")
        % {"place": place, "reason": gettext(error.text) % error.params}
        for place, error in reading.refused.items()
    )
    if _wants_json(request):
        return JsonResponse({"saved": False, "reason": sentence}, status=400)
    sheet = sheets.paper_sheet(attempt, timezone.now()) | {"refused": sentence}
    return render(request, "assessments/take.html", sheet, status=400)


def _closed(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"saved": False, "reason": _time_is_over()}, status=409)
    return redirect("assessments:attempt", attempt.pk)
