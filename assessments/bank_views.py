"""The page of one question in the bank: its versions, where it is used, its way to publication; and trying it out."""

import json
import secrets
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from assessments import access, bank, bank_sheets, reviewing
from assessments.models import Item, ItemVersion
from assessments.questions import KINDS
from assessments.questions.contract import UnreadableAnswer

SEEDS = 2**32


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    _writer(request)
    item = get_object_or_404(Item, pk=pk)
    sheet = bank_sheets.item_sheet(item, cast(User, request.user))
    return render(request, "assessments/versions.html", {"page_title": item.key, **sheet})


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    user = _writer(request)
    version = get_object_or_404(ItemVersion.objects.select_related("item"), pk=pk)
    try:
        _decide(request, version, user)
    except reviewing.NotYours:
        messages.error(
            request, _("Somebody else publishes a text: an editor who did not write it.")
        )
    return redirect("question_versions", version.item_id)


def _decide(request: HttpRequest, version: ItemVersion, user: User) -> None:
    match request.POST.get("decision"):
        case "ask":
            if reviewing.ask(version=version, by=user, now=timezone.now()):
                messages.success(request, _("An editor will look at it."))
        case "publish":
            if reviewing.publish(version=version, by=user, now=timezone.now()):
                messages.success(request, _("It is published: papers are drawn from it."))
        case "return":
            reason = request.POST.get("reason", "").strip()[:1000]
            if not reason:
                messages.error(request, _("Say in a sentence what is missing."))
            elif reviewing.send_back(version=version, by=user, reason=reason):
                messages.success(request, _("It is a draft again; its author sees your reason."))


@require_POST
@xframe_options_sameorigin
def try_it(request: HttpRequest) -> HttpResponse:
    """Marks and feedback for an answer to a question as it stands in the editor. Nothing is stored."""
    _writer(request)
    question = _question(request.POST.get("question", ""))
    if question is None or question["kind"] not in KINDS:
        return HttpResponse(_("This question cannot be tried yet."), status=400)
    fields = dict(request.POST.lists())
    seed = int(request.POST.get("seed", "")) if request.POST.get("seed", "").isdecimal() else 1
    context: dict[str, Any] = {"question": question}
    if "again" in request.POST:
        context["seed"] = secrets.randbelow(SEEDS)
        return render(request, "assessments/tried.html", context)
    try:
        context |= bank_sheets.tried(question, fields, seed % SEEDS)
    except UnreadableAnswer as error:
        context |= {"refused": _(error.text) % error.params, "seed": seed % SEEDS}
    return render(request, "assessments/tried.html", context)


def _question(text: str) -> dict[str, Any] | None:
    """What the page sent back, judged again as if an author had written it."""
    try:
        raw = json.loads(text)
    except ValueError:
        return None
    if not isinstance(raw, dict) or bank.problems(raw):
        return None
    return bank.normalise(raw)


def _writer(request: HttpRequest) -> User:
    if not access.may_see_statistics(request.user):
        raise PermissionDenied
    return cast(User, request.user)
