"""Covered people of one group by sex, birth band, place of work, facility level, language and cadre."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import cadres
from accounts.models import BirthBand, FacilityLevel, Residence, Sex
from readiness import equity, queries, suppression
from readiness.figures import POLICY, Row
from readiness.groups import group_of
from readiness.models import Composition, CountedProgramme

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
    """Facts as the worker counted them last, professions as of today. At most seven queries, whatever the numbers."""
    if row.origin:
        return []
    members = [code for code in cadres.CADRES if group_of(code) == row.group]
    counted: dict[str, Counter[str]] = {}
    here = Composition.objects.filter(programme=row.programme.uuid, country=row.country)
    for fact, value, people in here.filter(cadre__in=members).values_list(
        "fact", "value", "people"
    ):
        counted.setdefault(fact, Counter())[value] += people
    tables = [
        _table(title, labels, counted.get(name, Counter()), row, exact)
        for name, (title, labels) in FACTS.items()
    ]
    return [*tables, _by_cadre(row, exact)]


def counted_at(row: Row) -> datetime | None:
    """When the facts were counted last."""
    known = CountedProgramme.objects.filter(programme=row.programme.uuid)
    return known.values_list("composed_at", flat=True).first()


def _by_cadre(row: Row, exact: bool) -> Breakdown:
    people = queries.by_cadre(row.day, programmes=[row.programme.uuid], countries=[row.country])
    cells = {
        cadre: count
        for (_programme, _country, cadre), count in people.items()
        if count and group_of(cadre) == row.group and cadre in cadres.CADRES
    }
    labels = [(code, cadres.title(code)) for code in sorted(cells)]
    return _table(_("Profession"), labels, cells, row, exact)


def _table(
    title: str | Promise, labels: Labels, cells: Mapping[str, int], row: Row, exact: bool
) -> Breakdown:
    """The whole is what was counted together with the parts, not the headline of this moment."""
    size = row.workforce.value if row.workforce else None
    whole = suppression.publish(sum(cells.values()), size, policy=POLICY, unrestricted=exact)
    told = suppression.breakdown(cells, whole, policy=POLICY, unrestricted=exact)
    found = None
    if told is not None:
        published = {key: figure.value or 0 for key, figure in told.items()}
        found = equity.composition(published, order=[key for key, _label in labels])
    return Breakdown(title, found, dict(labels))
