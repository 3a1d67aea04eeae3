"""What countries tell about themselves beside their maturity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates.models import Certificate


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


class CascadeSession(models.Model):
    """A session that a certified trainer taught. Counted in a class of its own, never as certificates.

    Personal data: who taught, by which of her certificates.
    """

    class Place(models.TextChoices):
        WARD = "ward", _("ward or clinic")
        PRACTICE = "practice", _("practice or health centre")
        SCHOOL = "school", _("school or university")
        CONFERENCE = "conference", _("conference or course centre")
        ONLINE = "online", _("online")

    country = models.CharField(max_length=3, db_index=True)
    trainer = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="cascade_sessions"
    )
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    course_key = models.UUIDField()
    title = models.CharField(max_length=255)  # of the course, as on the trainer's certificate
    day = models.DateField(_("day of the session"))
    place = models.CharField(_("where it took place"), max_length=10, choices=Place.choices)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("session taught by a trainer")
        ordering = ["-day", "-pk"]


class CascadeParticipant(models.Model):
    """Somebody with an account who took part in a session; country and profession as on that day.

    Personal data: who took part; deleted with her account.
    """

    # No way back from the session: what a trainer may download about herself has no other person in it.
    session = models.ForeignKey(CascadeSession, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="cascade_trainings")
    course_key = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course_key", "day"], name="taught_a_course_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["country", "course_key"])]


class Tally(models.Model):
    """One count behind an indicator, kept so that pages need not look at every person. Replaced at each counting.

    Personal data: none, but counts of few people.
    """

    code = models.CharField(max_length=10)
    programme = models.UUIDField(null=True)  # None: the same for every programme
    country = models.CharField(max_length=3)
    group = models.CharField(max_length=40)
    fact = models.CharField(max_length=20, blank=True)
    value = models.CharField(max_length=20, blank=True)
    people = models.PositiveIntegerField()
    of = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["country", "programme", "group"])]


class ModelEdition(models.Model):
    """The maturity model as edited in the CMS. A change makes a new edition; assessments name theirs.

    Personal data: who changed it.
    """

    version = models.CharField(max_length=20, unique=True)
    source = models.JSONField()  # as `maturity.read` takes it, with translations
    note = models.CharField(_("what changed, and why"), max_length=300)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("edition of the maturity model")
        ordering = ["-pk"]
