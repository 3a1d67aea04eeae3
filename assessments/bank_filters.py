"""What the list of the bank can be narrowed down to."""

from datetime import timedelta

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from accounts import cadres
from assessments import health, item_widget
from assessments.models import Item, ItemVersion

SOON = timedelta(days=90)
STATES = (
    ("asked", _("asked")),
    ("draft", _("draft")),
    ("review", _("waiting for review")),
    ("retired", _("retired")),
)
DUE = (("overdue", _("overdue")), ("soon", _("within 90 days")), ("none", _("no date")))


def _courses() -> list[tuple[str, str]]:
    keys = Item.objects.exclude(course_key="").order_by("course_key")
    return [(key, key) for key in keys.values_list("course_key", flat=True).distinct()]


class ItemFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=list(item_widget.KINDS.items()))
    course_key = django_filters.ChoiceFilter(label=_("Course"), choices=_courses)
    cadre = django_filters.ChoiceFilter(
        label=_("Profession"),
        choices=lambda: cadres.choices(get_language() or "en"),
        method="of_cadre",
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    review = django_filters.ChoiceFilter(label=_("Review due"), choices=DUE, method="due")
    health = django_filters.ChoiceFilter(
        label=_("To look at"), choices=list(health.WORDS.items()), method="flagged"
    )

    class Meta:
        model = Item
        fields = ["kind", "competency", "difficulty", "course_key"]

    def of_cadre(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Written for this profession; codes have four digits, so that none is a part of another."""
        return items.filter(cadres__icontains=f'"{value}"')

    def in_state(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        if value == "retired":
            return items.filter(retired_at__isnull=False)
        texts = ItemVersion.objects.filter(item=OuterRef("pk"))
        wanted = {
            "asked": texts.filter(live=True),
            "draft": texts.filter(published_at=None, review_asked_at=None),
            "review": texts.filter(published_at=None, review_asked_at__isnull=False),
        }
        return items.filter(Exists(wanted[value]), retired_at=None)

    def due(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        today = timezone.now().date()
        if value == "none":
            return items.filter(review_due=None)
        return items.filter(review_due__lte=today if value == "overdue" else today + SOON)

    def flagged(self, items: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        found = [one.item.pk for one in health.bank_health() if value in one.flags]
        return items.filter(pk__in=found)
