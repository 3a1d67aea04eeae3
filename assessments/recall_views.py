"""Short questions some time after a course: reached by a signed link, with or without signing in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from assessments import letters, practising, recall_sheets, recalling, retaining
from assessments.models import Recall
from assessments.reading import read_paper


@never_cache
def recall(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, and once they are answered what was right."""
    found = get_object_or_404(Recall.objects.select_related("user"), pk=_signed(token, letters.ASK))
    now = timezone.now()
    sheet = recall_sheets.sheet(found)
    if found.answered_at is None and now > found.asked_at + retaining.ANSWERABLE:
        return render(request, "assessments/recall_over.html", sheet, status=410)
    if found.answered_at is None and request.method == "POST":
        return _answered(request, found, token)
    template = "recall_result" if found.answered_at else "recall"
    return render(request, f"assessments/{template}.html", sheet)


def _answered(request: HttpRequest, found: Recall, token: str) -> HttpResponse:
    asked = [one for one, _version in recalling.questions(found)]
    reading = read_paper(asked, dict(request.POST.lists()))
    for error in reading.refused.values():
        sheet = recall_sheets.sheet(found) | {"refused": gettext(error.text) % error.params}
        return render(request, "assessments/recall.html", sheet, status=400)
    recalling.answer(recall=found, answers=reading.answers, now=timezone.now())
    return redirect("assessments:recall", token)


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the signature says who it is about
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One press, or one click in the mail program. A GET alone stops nothing: mail scanners follow links."""
    user = get_object_or_404(User, pk=_signed(token, letters.STOP))
    if request.method == "POST":
        retaining.stop(user=user)
        messages.success(request, gettext("You will get no more of these questions."))
        return redirect(request.path)
    return render(request, "assessments/stop_recalls.html", {"stopped": not user.recall_questions})


def _signed(token: str, salt: str) -> int:
    try:
        return int(signing.loads(token, salt=salt))
    except signing.BadSignature as error:
        raise Http404 from error


@never_cache
@login_required
def practise(request: HttpRequest) -> HttpResponse:
    """What is due for her and why; a POST draws three questions."""
    user, now = cast(User, request.user), timezone.now()
    language = get_language() or user.language
    if request.method == "POST":
        try:
            found = practising.begin(user=user, language=language, now=now)
        except practising.NothingToPractise:
            text = gettext("There is nothing to practise yet: take a practice quiz first.")
            messages.warning(request, text)
            return redirect("assessments:practise")
        return redirect(letters.address(found))
    return render(
        request, "assessments/practise.html", recall_sheets.practice(user, language, now.date())
    )
