from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Accommodation(models.Model):
    """More time for one person in quizzes with a time limit. Why, stands apart.

    Personal data: that she gets more time, and who granted it; deleted with the account.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accommodations"
    )
    percent = models.PositiveSmallIntegerField(
        _("more time in per cent"), default=0, validators=[MaxValueValidator(300)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("more minutes"), default=0, validators=[MaxValueValidator(240)]
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_accommodation"
            )
        ]


class AccommodationReason(models.Model):
    """Why somebody gets more time. Trainers do not see it; an editor who needs it says what for.

    Personal data: possibly about health; deleted with the accommodation and the account.
    """

    accommodation = models.OneToOneField(
        Accommodation, on_delete=models.CASCADE, related_name="reason"
    )
    text = models.TextField()


class ReasonLook(models.Model):
    """Somebody read a reason. Personal data: who, and what for; deleted with the reason."""

    reason = models.ForeignKey(AccommodationReason, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    need = models.TextField()
    at = models.DateTimeField()
