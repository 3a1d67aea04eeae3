from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts import countries
from readiness import access, briefs, details, exports, figures, pages, programmes
from readiness.forms import WhatIfForm
from readiness.models import Round

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _today() -> date:
    return timezone.now().date()


@require_safe
def region(request: HttpRequest) -> HttpResponse:
    """The 53 Member States of the European Region, one programme and one group at a time."""
    page = pages.region(_choice(request), day=_today(), exact=access.exact_countries(request.user))
    rights = {
        "may_compare": bool(access.exact_countries(request.user)),
        "may_rank": access.may_validate(request.user),
    }
    return render(request, "readiness/region.html", {"page": page, **rights})


@require_safe
def country(request: HttpRequest, country: str) -> HttpResponse:
    """One Member State: every programme, every group it addresses."""
    page = pages.country(
        _known(country), day=_today(), exact=access.sees_exact(request.user, country)
    )
    readable = access.profiles_open_to(request.user, year=_today().year)
    rights = {
        "may_edit": access.may_edit(request.user, country),
        "may_read_profile": country in readable,
        "may_teach": country in access.trains_in(request.user),
    }
    return render(request, "readiness/country.html", {"page": page, **rights})


@require_safe
def detail(request: HttpRequest, country: str, programme: str, group: str) -> HttpResponse:
    """One profession of one country: trend, cliff, projection, composition."""
    exact = access.sees_exact(request.user, _known(country))
    form = WhatIfForm(request.GET)
    try:
        page = details.details(
            country, programme, group, day=_today(), exact=exact, what_if=form.what_if(exact)
        )
    except details.NoSuchFigure as problem:
        raise Http404 from problem
    return render(request, "readiness/detail.html", {"page": page, "form": form})


@require_safe
def region_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Every country, programme and group in one file, suppressed as on the page."""
    rows = _rows(request, countries.EUR)
    return _table(rows, kind, f"readiness-{_today()}")


@require_safe
def country_file(request: HttpRequest, country: str, kind: str) -> HttpResponse:
    """The figures of one country in one file."""
    rows = _rows(request, [_known(country)])
    return _table(rows, kind, f"readiness-{country}-{_today()}")


@require_safe
def brief(request: HttpRequest, country: str) -> HttpResponse:
    """Two pages to print: figures, priorities, plan. Exact numbers stay out, so it can be passed on."""
    page = briefs.brief(
        _known(country),
        day=_today(),
        profile=country in access.profiles_open_to(request.user, year=_today().year),
        plan=access.sees_exact(request.user, country),
    )
    return render(request, "readiness/brief.html", {"page": page})


@require_safe
def round_csv(_request: HttpRequest, day: str) -> HttpResponse:
    """The figures of a frozen round, byte for byte as they were frozen."""
    try:
        frozen = get_object_or_404(Round, day=date.fromisoformat(day))
    except ValueError as problem:
        raise Http404 from problem
    return _download(frozen.figures, TYPES["csv"], f"readiness-round-{day}.csv")


def _known(country: str) -> str:
    if country not in countries.EUR:
        raise Http404
    return country


def _choice(request: HttpRequest) -> pages.Choice:
    return pages.Choice(
        programme=request.GET.get("programme", ""),
        group=request.GET.get("group", ""),
        order=request.GET.get("order", ""),
        view=request.GET.get("view", ""),
        language=get_language() or "en",
    )


def _rows(request: HttpRequest, asked: Collection[str]) -> list[figures.Row]:
    exact = access.exact_countries(request.user)
    return figures.rows(_today(), programmes=programmes.published(), countries=asked, exact=exact)


def _table(rows: list[figures.Row], kind: str, name: str) -> HttpResponse:
    content = exports.as_csv(rows) if kind == "csv" else exports.as_xlsx(rows, day=_today())
    return _download(content, TYPES[kind], f"{name}.{kind}")


def _download(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
