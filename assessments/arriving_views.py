"""Where devices hand in what they kept while there was no connection."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments import access, arriving, queries
from assessments.models import Attempt
from assessments.reading import read_paper
from assessments.tasks import mark_attempt


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """A GET gives a page that was not loaded anew the token it needs to post."""
    attempt = get_object_or_404(access.own_attempts(request.user).select_related("edition"), pk=pk)
    if request.method == "GET":
        return JsonResponse({"csrf": get_token(request)})
    only = request.POST.getlist("changed") if "partial" in request.POST else None
    reading = read_paper(queries.asked(attempt), dict(request.POST.lists()), only=only)
    try:
        state = arriving.arrive(
            attempt=attempt, answers=reading.answers, claim=_claim(request), now=timezone.now()
        )
    except arriving.NoClientId:
        text = gettext("The device did not say which submission this is; nothing was changed.")
        return JsonResponse({"state": "refused", "message": text}, status=400)
    if state == "handed-in":
        mark_attempt.delay_on_commit(attempt.pk)
    return JsonResponse({"state": state, "message": _sentence(state, attempt)})


def _claim(request: HttpRequest) -> arriving.Claim:
    elapsed = request.POST.get("elapsed", "")
    known = elapsed.isdecimal() and len(elapsed) < 13
    return arriving.Claim(
        client_id=request.POST.get("client_id", ""),
        token=request.POST.get("paper", ""),
        elapsed=timedelta(milliseconds=int(elapsed)) if known else None,
    )


def _sentence(state: str, attempt: Attempt) -> str:
    if state == "kept":
        return gettext(
            "What this device had kept arrived too late to count. It is on record: "
            "a trainer of your country can look at it, attempt %(number)d."
        ) % {"number": attempt.pk}
    return gettext("What this device had kept of your quiz is handed in.")
