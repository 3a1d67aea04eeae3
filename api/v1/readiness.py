from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Router
from ninja.decorators import decorate_view

from accounts import countries
from api.v1 import schemas
from readiness import exports, figures, programmes
from readiness.figures import Row
from readiness.models import Round

router = Router(tags=["readiness"])

# The same bytes for everybody: caches may keep them for a minute, and an ETag spares sending them again.
published = decorate_view(cache_control(public=True, max_age=60), conditional_page)


@router.get("/programmes", response=schemas.Programmes)
@published
def list_programmes(request: HttpRequest, language: str = "en") -> dict[str, Any]:
    """Programmes that coverage is counted for."""
    return {
        "programmes": [
            {"key": p.key, "title": p.title, "cadres": list(p.cadres), "groups": p.groups}
            for p in programmes.published(language)
        ]
    }


@router.get("/figures", response=schemas.Figures)
@published
def list_figures(request: HttpRequest, programme: str = "", group: str = "") -> HttpResponse:
    """Today's figures of the 53 countries of the European Region, of one programme and group or of all."""
    return _figures(countries.EUR, programme, group)


@router.get("/countries/{iso3}", response={200: schemas.Figures, 404: schemas.Problem})
@published
def show_country(
    request: HttpRequest, iso3: str, programme: str = "", group: str = ""
) -> HttpResponse:
    """Today's figures of one country."""
    if iso3 not in countries.EUR:
        raise Http404
    return _figures([iso3], programme, group)


@router.get("/rounds", response=schemas.Rounds)
@published
def list_rounds(request: HttpRequest) -> dict[str, Any]:
    """Reference days whose figures are frozen."""
    return {
        "rounds": [
            {
                "day": row.day,
                "frozen_on": row.frozen_at.date(),
                "method_version": row.method,
                "digest": row.digest,
            }
            for row in Round.objects.order_by("-day").defer("figures", "profiles")
        ]
    }


@router.get("/rounds/{day}", response={200: schemas.GhoAnswer, 404: schemas.Problem})
@published
def show_round(request: HttpRequest, day: date) -> dict[str, Any]:
    """The shares of a frozen round, shaped as the Global Health Observatory shapes its values."""
    frozen = get_object_or_404(Round, day=day)
    return {"value": exports.as_gho(frozen.figures)}


def _figures(asked: Any, programme: str, group: str) -> HttpResponse:
    """Written at once: looking at each of a thousand figures again costs four times as much as making them."""
    offered = [p for p in programmes.published("en") if programme in ("", p.key)]
    rows = figures.rows(
        timezone.now().date(),
        programmes=offered,
        countries=asked,
        groups=[group] if group else (),
    )
    return JsonResponse({"figures": [_figure(row) for row in rows]})


def _figure(row: Row) -> dict[str, Any]:
    size = row.workforce
    return {
        "day": row.day,
        "country": row.country,
        "programme": row.programme.key,
        "group": row.group,
        "people": row.people.value,
        "people_at_least": row.people.low,
        "people_at_most": row.people.high,
        "disclosure": row.people.kind,
        "share_percent": None if row.percent is None else round(row.percent, 2),
        "workforce": size
        and {
            "value": size.value,
            "year": size.year,
            "method": size.method,
            "basis": size.basis,
            "source": size.source,
        },
        "target": {
            "percent": row.goal.percent,
            "due": row.goal.due,
            "set_by_country": row.goal.own,
        },
        "gap_people": row.gap,
        "flags": list(row.flags),
        "numerator_rule": figures.NUMERATOR,
        "method_version": figures.METHOD,
        "counted_by": row.origin
        and {
            "instance": row.origin.instance,
            "round": row.origin.day,
            "received_on": row.origin.received_on,
            "digest": row.origin.digest,
        },
    }
