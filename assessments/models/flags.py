from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.items import Item


class ItemFlag(models.Model):
    """Something about a question that an author should look at; it ends in a recorded decision.

    `answers`: on how many it was raised. After a decision it is raised again only on new evidence.
    Personal data: who decided (set to nobody when the account goes).
    """

    class Decision(models.TextChoices):
        FIX = "fix", _("It is mended: a new version is written.")
        RETIRE = "retire", _("The question is retired.")
        KEEP = "keep", _("It is kept as it is.")

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="flags")
    epoch = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    answers = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    because = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "epoch", "reason"],
                condition=Q(decided_at__isnull=True),
                name="one_open_flag_per_reason",
            )
        ]
