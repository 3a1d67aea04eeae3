from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.quizzes import Edition
from assessments.models.regrades import Regrade


class Attempt(models.Model):
    """One person's paper. What happened to it stands in its events; status, percent and passed are
    read from them so that lists are cheap.

    Personal data: who took which quiz when, with which result; deleted with the account.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("handed in")
        WAITING = "waiting", _("handed in, waits for a person")
        MARKED = "marked", _("marked")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts"
    )
    quiz_key = models.UUIDField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    paper = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    marked_at = models.DateTimeField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)
    extra_minutes = models.PositiveSmallIntegerField(default=0)  # an accommodation, frozen
    flagged = models.BooleanField(default=False)  # handed in late from a device without connection
    counted = models.BooleanField(default=False)  # in the statistics

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz_key", "number"], name="one_attempt_per_number"
            ),
            models.UniqueConstraint(
                fields=["user", "quiz_key"], condition=Q(status="open"), name="one_open_attempt"
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"], condition=Q(status="submitted"), name="unmarked_attempts"
            ),
            models.Index(fields=["deadline"], condition=Q(status="open"), name="running_attempts"),
            models.Index(
                fields=["id"],
                condition=Q(status="marked", counted=False),
                name="uncounted_attempts",
            ),
        ]


class AttemptEvent(models.Model):
    """What happened to an attempt. Appended, never changed.

    started {} · saved {answers} (what changed) · submitted {answers} (all of them) · arrived {kept} (from
    a device, not counted) · marked (by
    machine) · judged (what people gave for written answers is in) · overridden (one question, by a
    person with a reason) · regraded (by policy). The last of the last four is what counts.
    Personal data: the answers; deleted with the attempt.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        SAVED = "saved", _("saved")
        SUBMITTED = "submitted", _("handed in")
        ARRIVED = "arrived", _("arrived too late to count")
        MARKED = "marked", _("marked")
        JUDGED = "judged", _("marked by people")
        OVERRIDDEN = "overridden", _("overridden")
        REGRADED = "regraded", _("regraded")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField(default=dict)
    client_id = models.CharField(max_length=40, blank=True)  # a device's name for what it queued
    regrade = models.ForeignKey(Regrade, null=True, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "regrade"], name="regraded_once"),
            models.UniqueConstraint(
                fields=["attempt", "kind", "client_id"],
                condition=Q(kind__in=["started", "submitted", "marked", "judged", "arrived"]),
                name="happens_once",
            ),
        ]
