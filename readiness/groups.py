"""Groups of cadres that share a published workforce count, and how cadres map to them.

A group is what WHO counts: nursing and midwifery personnel together, professional and associate
level alike. A cadre outside the four groups has people but no denominator, so it is counted and
never divided. Sub-groups (nurses alone, specialists alone) are kept for reference; their counts
come from other years and sources and are never mixed with the group they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.cadres import CADRES

OTHER = "other"

GROUPS: dict[str, Promise] = {
    "physicians": _("Doctors"),
    "nursing_midwifery": _("Nurses and midwives"),
    "pharmacists": _("Pharmacists"),
    "dentists": _("Dentists"),
    OTHER: _("Professions without a published workforce count"),
}

SUBGROUPS: dict[str, Promise] = {
    "generalist_medical_practitioners": _("Generalist doctors"),
    "specialist_medical_practitioners": _("Specialist doctors"),
    "nursing_personnel": _("Nurses"),
    "midwifery_personnel": _("Midwives"),
}

COUNTED: dict[str, Promise] = {
    **{key: title for key, title in GROUPS.items() if key != OTHER},
    **SUBGROUPS,
}


def group_of(cadre: str) -> str:
    """The group a cadre is counted in; `OTHER` when WHO publishes no count for it or it is unknown."""
    known = CADRES.get(cadre)
    return (known.group if known else "") or OTHER


def groups_for(cadres: Iterable[str]) -> list[str]:
    """Groups in the order of `GROUPS` that a programme for these cadres addresses; all if none named."""
    named = {group_of(cadre) for cadre in cadres}
    return [group for group in GROUPS if not named or group in named]
