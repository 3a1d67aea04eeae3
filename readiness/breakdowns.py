"""Covered people of one group by sex, birth band, place of work, facility level, language and cadre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import cadres
from accounts.models import BirthBand, FacilityLevel, Residence, Sex, User
from certificates.models import Certificate
from readiness import equity, suppression
from readiness.figures import POLICY, Row
from readiness.groups import group_of
from readiness.models import Spell

Labels = Sequence[tuple[str, str | Promise]]

FACTS: dict[str, tuple[Promise, Labels]] = {
    "sex": (_("Sex"), Sex.choices),
    "birth_band": (_("Year of birth"), BirthBand.choices),
    "residence": (_("Place of work"), Residence.choices),
    "facility_level": (_("Kind of facility"), FacilityLevel.choices),
    "language": (_("Language"), settings.LANGUAGES),
}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One fact. `found` is None where telling the parts would tell too much."""

    title: str | Promise
    found: equity.Composition | None
    labels: dict[str, str | Promise]


def breakdowns(row: Row, *, exact: bool) -> list[Breakdown]:
    """One query per fact."""
    users = _people(row)
    tables = []
    for name, (title, labels) in FACTS.items():
        cells = dict(users.order_by().values_list(name).annotate(Count("pk")))
        tables.append(_table(title, labels, cells, row, exact))
    return [*tables, _by_cadre(row, exact)]


def _spells(row: Row) -> QuerySet[Spell]:
    members = [code for code in cadres.CADRES if group_of(code) == row.group]
    return Spell.objects.filter(
        programme=row.programme.uuid,
        country=row.country,
        cadre__in=members,
        start__lte=row.day,
        end__gt=row.day,
    )


def _people(row: Row) -> QuerySet[User]:
    holders = _spells(row).values("holder")
    owners = Certificate.objects.filter(holder__in=holders, user__isnull=False).values("user")
    return User.objects.filter(pk__in=owners)


def _by_cadre(row: Row, exact: bool) -> Breakdown:
    cells = dict(_spells(row).order_by().values_list("cadre").annotate(Count("pk")))
    labels = [(code, cadres.title(code)) for code in sorted(cells)]
    return _table(_("Profession"), labels, cells, row, exact)


def _table(
    title: str | Promise, labels: Labels, cells: dict[str, int], row: Row, exact: bool
) -> Breakdown:
    told = suppression.breakdown(cells, row.people, policy=POLICY, unrestricted=exact)
    found = None
    if told is not None:
        published = {key: figure.value or 0 for key, figure in told.items()}
        found = equity.composition(published, order=[key for key, _label in labels])
    return Breakdown(title, found, dict(labels))
