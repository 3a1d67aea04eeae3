"""Marking written answers and overriding marks, inside Wagtail."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from assessments import access, marking, marking_sheets, overriding
from assessments.marking_forms import MarkForm, OverrideForm
from assessments.models import Attempt, WrittenAnswer

PER_PAGE = 30


@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for her, longest first."""
    waiting = access.answers_to_mark(_marker(request)).order_by("handed_in_at", "pk")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Written answers"),
        "rows": marking_sheets.queue_rows(page.object_list),
        "page_obj": page,
    }
    return render(request, "assessments/marking_queue.html", context)


@never_cache
def mark(request: HttpRequest, code: str) -> HttpResponse:
    user = _marker(request)
    waiting = access.answers_to_mark(user).select_related("version", "attempt__edition")
    answer = waiting.filter(code=code).first()
    if answer is None:
        messages.info(request, _("This answer does not wait for you: it was marked meanwhile."))
        return redirect("marking_queue")
    form = MarkForm(request.POST or None, body=answer.version.body)
    if form.is_valid():
        return _give(request, answer, form)
    context = {"page_title": _("Mark a written answer"), "form": form}
    return render(
        request, "assessments/mark_answer.html", context | marking_sheets.marking_sheet(answer)
    )


def _give(request: HttpRequest, answer: WrittenAnswer, form: MarkForm) -> HttpResponse:
    try:
        answer = marking.give(
            answer=answer,
            marker=_marker(request),
            levels=form.levels,
            comment=form.cleaned_data["comment"],
            now=timezone.now(),
        )
    except marking.AlreadyMarked:
        text = _("Somebody else has marked this answer meanwhile; your mark was not needed.")
        messages.warning(request, text)
    else:
        messages.success(request, _told(answer))
    return redirect("marking_queue")


def _told(answer: WrittenAnswer) -> str:
    if answer.status == WrittenAnswer.Status.DONE:
        return _("Your mark is stored. The answer is marked.")
    if answer.status == WrittenAnswer.Status.DISPUTED:
        return _("Your mark is stored. It differs from the other one: a third person decides.")
    return _("Your mark is stored. A second person marks this answer independently.")


@never_cache
@require_GET
def attempts(request: HttpRequest) -> HttpResponse:
    """Marked attempts, newest first; a learner tells the number of hers."""
    rows = access.attempts_to_judge(_marker(request)).select_related("user", "edition")
    number = request.GET.get("number", "").strip()
    if number:
        rows = rows.filter(pk=int(number)) if number.isdecimal() else rows.none()
    page = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page_title": _("Marked attempts"),
        "rows": marking_sheets.attempt_rows(page.object_list),
        "page_obj": page,
        "number": number,
    }
    return render(request, "assessments/attempts.html", context)


@never_cache
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """One attempt with its marks and their history; a POST overrides one of them."""
    rows = access.attempts_to_judge(_marker(request)).select_related("user", "edition")
    found = get_object_or_404(rows, pk=pk)
    form = OverrideForm(request.POST or None)
    if form.is_valid() and _overridden(request, found, form):
        return redirect("marked_attempt", pk)
    context = {"page_title": _("Attempt %(number)d") % {"number": pk}, "form": form}
    return render(
        request, "assessments/judge_attempt.html", context | marking_sheets.judging_sheet(found)
    )


def _overridden(request: HttpRequest, attempt: Attempt, form: OverrideForm) -> bool:
    try:
        overriding.override(
            attempt=attempt,
            change=form.override,
            seen=form.cleaned_data["seen"],
            by=_marker(request),
            now=timezone.now(),
        )
    except overriding.PassAtStake:
        text = _("This takes the pass away. Say whether the attempt stays passed.")
        form.add_error("keep_passed", text)
    except overriding.NotCounted:
        form.add_error(None, _("This question is not counted any more; it has no mark to change."))
    except overriding.ChangedMeanwhile:
        text = _("The marks of this attempt were changed meanwhile. Look at them again first.")
        form.add_error(None, text)
    else:
        messages.success(request, _("The mark is changed, with your reason beside it."))
        return True
    return False


def _marker(request: HttpRequest) -> User:
    if not access.marks_at_all(request.user):
        raise PermissionDenied
    return cast(User, request.user)
