from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.models.items import Item


class Regrade(models.Model):
    """A decision to grade one question anew, and how far it came. The ledger of what was changed and why.

    Personal data: who decided (set to nobody when the account goes).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="regrades")
    policy = models.CharField(max_length=20)
    keep_passed = models.BooleanField()
    reason = models.TextField()
    versions = models.JSONField()  # {language: pk of the ItemVersion whose key counts}
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()
    last_attempt = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(done_at__isnull=True), name="one_regrade_at_a_time"
            )
        ]
