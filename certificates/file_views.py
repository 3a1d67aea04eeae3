"""Files that the worker signs: asked for on one page, fetched on another."""

import uuid
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from certificates import fhir, signedfiles, tasks, transcript_paper
from certificates.access import visible_to
from certificates.forms import CodeListForm, PeriodForm
from certificates.models import SignedFile

TOO_MANY = _("You have asked for many files today; please come back tomorrow.")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Check many codes at once: a CSV file in, a signed answer out."""
    form = CodeListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _ask(request, SignedFile.Kind.CHECK, form.cleaned_data["file"])
        except signedfiles.TooManyFiles:
            form.add_error(None, TOO_MANY)
    recent = SignedFile.objects.filter(user=cast(User, request.user), kind=SignedFile.Kind.CHECK)
    context = {"form": form, "recent": recent.order_by("-asked_at")[:20]}
    status = 422 if form.errors else 200
    return render(request, "certificates/many.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def transcript(request: HttpRequest) -> HttpResponse:
    """What she learned between two days, signed."""
    today = timezone.localdate()
    initial = {"first": today.replace(month=1, day=1), "last": today}
    form = PeriodForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        period = {name: day.isoformat() for name, day in form.cleaned_data.items()}
        try:
            return _ask(request, SignedFile.Kind.TRANSCRIPT, period)
        except signedfiles.TooManyFiles:
            form.add_error(None, TOO_MANY)
    mine = SignedFile.objects.filter(user=cast(User, request.user))
    recent = mine.filter(kind=SignedFile.Kind.TRANSCRIPT).order_by("-asked_at")[:20]
    status = 422 if form.errors else 200
    return render(
        request, "certificates/transcript.html", {"form": form, "recent": recent}, status=status
    )


@login_required
@never_cache
@require_GET
def signed_file(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Being made, or ready to fetch."""
    return render(request, "certificates/signed_file.html", {"file": _own(request, key)})


@login_required
@never_cache
@require_GET
def part(request: HttpRequest, key: uuid.UUID, form: str) -> HttpResponse:
    """The table as CSV, the JSON that signs it, or a transcript as PDF."""
    row = _own(request, key)
    if row.document is None:
        raise Http404
    if form == "pdf":
        if row.kind != SignedFile.Kind.TRANSCRIPT:
            raise Http404
        content = transcript_paper.draw(document=row.document, language=row.user.language)
        response = HttpResponse(content, content_type="application/pdf")
    elif form == "csv":
        response = HttpResponse(row.table.encode(), content_type="text/csv; charset=utf-8")
    else:
        response = JsonResponse(row.document, encoder=DjangoJSONEncoder)
    name = f"{row.kind}-{row.asked_at:%Y-%m-%d}-{str(row.key)[:8]}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@never_cache
@require_GET
def for_registers(request: HttpRequest) -> HttpResponse:
    """Her certificates as FHIR, to hand to a register herself."""
    user = cast(User, request.user)
    rows = visible_to(user).order_by("issued_at", "pk")
    response = JsonResponse(
        fhir.bundle(user=user, certificates=rows), content_type="application/fhir+json"
    )
    response["Content-Disposition"] = 'attachment; filename="certificates.fhir.json"'
    return response


def _ask(request: HttpRequest, kind: SignedFile.Kind, question: object) -> HttpResponse:
    user = cast(User, request.user)
    row = signedfiles.ask(user=user, kind=kind, question=question, now=timezone.now())
    tasks.sign_file.delay_on_commit(row.pk)
    return redirect("certificates:file", key=row.key)


def _own(request: HttpRequest, key: uuid.UUID) -> SignedFile:
    return get_object_or_404(SignedFile, key=key, user=cast(User, request.user))
