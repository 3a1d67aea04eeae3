"""What countries tell about themselves beside their maturity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class NeedsAnswer(models.Model):
    """Which support a country needs most, ranked for a round. The newest row of a round counts.

    Personal data: who answered.
    """

    country = models.CharField(max_length=3)
    round_day = models.DateField()
    list_version = models.CharField(max_length=20)
    ranking = models.JSONField(default=list)  # keys of needs, the most urgent first
    comment = models.TextField(_("in your own words"), max_length=2000, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("answer on needs")
        indexes = [models.Index(fields=["round_day", "country"])]
