from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import countries
from readiness import access, figures, indicator_files, indicator_pages, indicators, programmes
from readiness import tallies as counting
from readiness.details import NoSuchFigure
from readiness.models import Round


def _today() -> date:
    return timezone.now().date()


def _known(country: str) -> str:
    if country not in countries.EUR:
        raise Http404
    return country


@require_safe
def page(request: HttpRequest, country: str, programme: str, group: str) -> HttpResponse:
    """The indicator set of one profession of one country, and how fairly people are reached."""
    exact = access.sees_exact(request.user, _known(country))
    try:
        found = indicator_pages.page(country, programme, group, day=_today(), exact=exact)
    except NoSuchFigure as problem:
        raise Http404 from problem
    return render(request, "readiness/indicators.html", {"page": found})


@require_safe
def file(request: HttpRequest, country: str) -> HttpResponse:
    """Every indicator of one country in one file, as the reader may see it."""
    exact = access.sees_exact(request.user, _known(country))
    rows = figures.rows(
        _today(),
        programmes=programmes.published(),
        countries=[country],
        exact=[country] if exact else [],
    )
    counts, _counted = indicators.kept(country)
    text = indicator_files.as_csv(rows, counts, exact=exact, offers=counting.offers())
    return _download(text, f"indicators-{country}-{_today()}.csv")


@require_safe
def round_file(_request: HttpRequest, day: str) -> HttpResponse:
    """The indicator set of a frozen round, byte for byte as it was frozen."""
    try:
        frozen = get_object_or_404(Round, day=date.fromisoformat(day))
    except ValueError as problem:
        raise Http404 from problem
    return _download(frozen.indicators, f"indicators-round-{day}.csv")


def _download(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
