from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.items import Item


class RegradePlan(models.Model):
    """What grading one question anew means: with whose key, in which attempts, and how far it came.

    versions {language: pk of the ItemVersion whose key counts}; editions: those whose pool holds the question
    when the plan was made; `total` and `seen` attempts are for the progress bar.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="%(class)ss")
    policy = models.CharField(max_length=20)
    versions = models.JSONField()
    editions = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    last_attempt = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def share_done(self) -> int:
        """In whole per cent."""
        if self.done_at:
            return 100
        return min(99, 100 * self.seen // self.total) if self.total else 0


class RegradeLook(RegradePlan):
    """A dry run: what a regrade would do to marks, passes, completed courses and certificates. Changes nothing.

    up, down: attempts that would cross the pass mark; completions, certificates: of the people who would fall
    below it. examples {"up": [attempt], "down": […]}, the first of each.
    Personal data: who asked (set to nobody when the account goes).
    """

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    up = models.PositiveIntegerField(default=0)
    down = models.PositiveIntegerField(default=0)
    completions = models.PositiveIntegerField(default=0)
    certificates = models.PositiveIntegerField(default=0)
    examples = models.JSONField(default=dict)

    @property
    def made_at(self) -> datetime:
        return self.asked_at


class Regrade(RegradePlan):
    """A decision to grade one question anew, and how far it came. The ledger of what was changed and why.

    Personal data: who decided (set to nobody when the account goes).
    """

    look = models.OneToOneField(
        RegradeLook, null=True, on_delete=models.PROTECT, related_name="regrade"
    )
    keep_passed = models.BooleanField()
    reason = models.TextField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(done_at__isnull=True), name="one_regrade_at_a_time"
            )
        ]

    @property
    def made_at(self) -> datetime:
        return self.decided_at
