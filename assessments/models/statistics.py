from django.db import models

from assessments.models.items import Item


class ItemStatistics(models.Model):
    """Sums over first attempts at an item, all languages together, since its last material change.

    Personal data: none (counts only).
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="statistics")
    epoch = models.PositiveIntegerField()
    sums = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "epoch"], name="one_row_of_sums_per_epoch")
        ]


class QuizStatistics(models.Model):
    """Sums over first attempts at a quiz. Personal data: none (counts only)."""

    quiz_key = models.UUIDField(unique=True)
    sums = models.JSONField(default=dict)
