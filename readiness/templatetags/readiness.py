"""Words for published figures in templates."""

from __future__ import annotations

from django import template

from accounts import countries
from readiness import needs, reference, simulation, wording
from readiness.figures import Row
from readiness.groups import COUNTED, GROUPS
from readiness.models import Workforce
from readiness.suppression import Figure

register = template.Library()


@register.filter
def people(row: Row) -> str:
    return wording.people(row.people)


@register.filter
def told(figure: Figure) -> str:
    return wording.people(figure)


@register.filter
def label_of(value: str, labels: dict[str, str]) -> str:
    return str(labels.get(value, value))


@register.filter
def share(row: Row) -> str:
    return wording.percent(row.percent, row.band)


@register.filter
def percent(value: float | None) -> str:
    return wording.percent(value)


@register.filter
def number(value: int | None) -> str:
    return "–" if value is None else wording.number(value)


@register.filter
def signed(value: float) -> str:
    """A change with its sign; a true minus."""
    return f"{value:+g}".replace("-", "−")


@register.filter
def need_title(key: str) -> str:
    return needs.listed().title(key)


@register.filter
def group_title(group: str) -> str:
    return str({**COUNTED, **GROUPS}.get(group, group))


@register.filter
def country_name(iso3: str) -> str:
    return countries.name(iso3)


@register.filter
def method_label(method: str) -> str:
    return str(Workforce.Method(method).label)


@register.filter
def basis_label(basis: str) -> str:
    return str(Workforce.Basis(basis).label)


@register.simple_tag
def map_size() -> str:
    sheet = reference.map_sheet()
    return f"{sheet.width} {sheet.height}"


@register.inclusion_tag("readiness/partials/flags.html")
def flags(row: Row) -> dict[str, object]:
    return {"flags": [wording.FLAGS[flag] for flag in row.flags if flag in wording.FLAGS]}


@register.inclusion_tag("readiness/partials/simulated.html")
def simulated_notice() -> dict[str, object]:
    return {"simulated": simulation.simulated()}
