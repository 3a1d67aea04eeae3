from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates import (
    checking,
    limits,
    paper,
    portable,
    prospects,
    recertifying,
    renewal,
    renewing,
    serial,
)
from certificates.access import may_see, visible_to
from certificates.forms import CodeForm, NameForm
from certificates.models import Certificate, Credential
from certificates.status import State, state_on
from courses.models import Refresher

CHECKS_PER_MINUTE = 30
NAMES_PER_MINUTE = 5


@login_required
@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My certificates, the newest first."""
    today = timezone.localdate()
    rows = visible_to(request.user).select_related("credential", "replaced_by")
    ahead = prospects.of(rows, today)
    held = [
        {
            "certificate": row,
            "state": state_on(row, today),
            "linkedin": portable.linkedin(row),
            "prospect": ahead.get(row.pk),
        }
        for row in rows
    ]
    return render(request, "certificates/mine.html", {"held": held, "State": State})


@login_required
@require_POST
def renew(request: HttpRequest, code: str) -> HttpResponse:
    """To the steps by which she renews; what is not possible is said where she came from."""
    return _lead(request, code, renewing.begin)


@login_required
@require_POST
def update(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """To the steps of the update to content version `number`."""
    return _lead(request, code, partial(recertifying.begin, number=number))


def _lead(request: HttpRequest, code: str, begin: Callable[..., Refresher]) -> HttpResponse:
    certificate = _find(code)
    if certificate is None or not may_see(request.user, certificate):
        raise Http404
    try:
        refresher = begin(certificate=certificate, now=timezone.now())
    except renewal.NotPossible as problem:
        messages.warning(request, str(problem.reason))
        return redirect("certificates:mine")
    return redirect("refresher", refresher.pk)


@login_required
@never_cache
@require_GET
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The paper. A revoked certificate is not printed any more."""
    certificate = _find(code)
    if certificate is None or not may_see(request.user, certificate):
        raise Http404
    if certificate.revoked_at:
        return render(
            request, "certificates/revoked.html", {"certificate": certificate}, status=410
        )
    response = HttpResponse(paper.draw(certificate=certificate), content_type="application/pdf")
    name = f"certificate-{certificate.subject_code}-{certificate.grouped_code}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@login_required
@never_cache
@require_GET
def badge(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The portable forms: JSON and JWT for wallets, PNG and SVG with the credential inside."""
    certificate = _find(code)
    if certificate is None or not may_see(request.user, certificate):
        raise Http404
    row = Credential.objects.filter(certificate=certificate).first()
    if certificate.revoked_at or row is None or not row.document or form not in portable.FORMS:
        raise Http404
    content, content_type = portable.FORMS[form](row)
    response = HttpResponse(content, content_type=content_type)
    name = f"badge-{certificate.subject_code}-{certificate.grouped_code}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Type a code; a good one is answered at the certificate's own address."""
    if "code" not in request.GET:
        return render(request, "certificates/ask.html", {"form": CodeForm()})
    if limits.exceeded(request, action="check", per_minute=CHECKS_PER_MINUTE):
        return render(request, "certificates/too_many.html", status=429)
    form = CodeForm(request.GET)
    if form.is_valid() and (certificate := _find(form.cleaned_data["code"])):
        return redirect("certificate_check", code=certificate.grouped_code)
    context = {"form": form, "unknown": form.is_valid() and checking.Finding.UNKNOWN}
    return render(request, "certificates/ask.html", context, status=404)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know who holds the code: status, title, version and dates. Neither name nor score."""
    if limits.exceeded(request, action="check", per_minute=CHECKS_PER_MINUTE):
        return render(request, "certificates/too_many.html", status=429)
    certificate = _find(code)
    if certificate is None:
        address = reverse("certificates:check")
        return redirect(f"{address}?{urlencode({'code': code[:64]})}")
    return _answer(request, certificate)


def _answer(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None)
    fits = None
    if form.is_bound and form.is_valid():
        if limits.exceeded(
            request, action="name", per_minute=NAMES_PER_MINUTE, about=certificate.code
        ):
            return render(request, "certificates/too_many.html", status=429)
        fits = form.fits(certificate.holder_name)
    today = timezone.localdate()
    state, finding = state_on(certificate, today), checking.about(certificate, today).finding
    context = {"certificate": certificate, "state": state, "finding": finding, "today": today}
    context |= {"language": paper.language_name(certificate.language), "form": form, "fits": fits}
    context |= {"missed": recertifying.was_missed(certificate)}
    response = render(request, "certificates/check.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _find(code: str) -> Certificate | None:
    try:
        rows = Certificate.objects.select_related("replaced_by")
        return rows.filter(code=serial.parse(code)).first()
    except serial.Mistyped:
        return None
