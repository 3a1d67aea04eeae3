"""What the CMS shows about activities and libraries."""

from typing import Any

from django.db.models import Count

from h5p import libraries
from h5p.models import Activity, ActivityPage, ActivityResult, Library
from h5p.package import AXE_RISKY


def shelf() -> list[dict[str, Any]]:
    """Every library with what stands in its way or on it. Three queries, however many there are."""
    used = libraries.in_use()
    found = Library.objects.annotate(count=Count("files")).defer("semantics", "source")
    return [
        {
            "library": library,
            "files": library.count,
            "used": library.digest in used,
            "risky": library.name in AXE_RISKY,
        }
        for library in found
    ]


def recent_results(activity: Activity, limit: int = 50) -> list[ActivityResult]:
    rows = ActivityResult.objects.filter(attempt__activity=activity, final=True)
    return list(
        rows.select_related("attempt__version").defer("tree", "statements").order_by("-pk")[:limit]
    )


def item_facts(activity: Activity) -> list[dict[str, Any]]:
    """For each task of the current version: how often answered, and the share of its points earned."""
    facts: dict[str, dict[str, Any]] = {}
    rows = ActivityResult.objects.filter(
        attempt__version=activity.current_id, final=True
    ).values_list("parts", flat=True)
    for parts in rows:
        for number, (part, response, raw, maximum) in enumerate(parts, 1):
            fact = facts.setdefault(
                part, {"number": number, "asked": 0, "answered": 0, "raw": 0, "maximum": 0}
            )
            fact["asked"] += 1
            fact["answered"] += bool(response)
            fact["raw"] += raw
            fact["maximum"] += maximum
    for fact in facts.values():
        fact["percent"] = round(100 * fact["raw"] / fact["maximum"]) if fact["maximum"] else None
    return list(facts.values())


def pages_with(activity: Activity) -> list[ActivityPage]:
    return list(ActivityPage.objects.filter(activity=activity).select_related("locale"))
