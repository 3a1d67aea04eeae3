from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.items import Item, ItemVersion
from courses.models import CourseCompletion


class Recall(models.Model):
    """A few questions outside any quiz: some time after a course was passed, or for practice.

    Its row is also the letter that asks, sent at most once. Never changes a result or a certificate.
    Personal data: who was asked and answered when, with country and profession of that time; deleted with
    the account.
    """

    class Occasion(models.TextChoices):
        RETENTION = "retention", _("some time after passing")
        PRACTICE = "practice", _("practice")

    class Letter(models.TextChoices):
        NONE = "none", _("none")
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recalls"
    )
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    completion = models.ForeignKey(
        CourseCompletion, null=True, on_delete=models.CASCADE, related_name="recalls"
    )
    course_key = models.UUIDField(null=True)
    days = models.PositiveSmallIntegerField(null=True)  # after passing
    country = models.CharField(max_length=3, blank=True)
    cadre = models.CharField(max_length=4, blank=True)
    language = models.CharField(max_length=10)
    seed = models.BigIntegerField()
    paper = models.JSONField()  # as of an attempt
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    letter = models.CharField(max_length=10, choices=Letter.choices, default=Letter.NONE)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["completion", "days"], name="asked_once_per_interval")
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(letter="waiting"), name="letters_to_send"
            ),
            models.Index(fields=["occasion", "asked_at"], name="recalls_by_time"),
        ]


class RecallAnswer(models.Model):
    """One answered question of a recall. Personal data: the answer; deleted with the recall."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    competency = models.CharField(max_length=20, blank=True)
    answer = models.JSONField(null=True)
    fraction = models.CharField(max_length=20)  # exact
    right = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["recall", "item"], name="one_answer_per_recall")
        ]
