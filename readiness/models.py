"""What readiness keeps: workforce counts, targets, and people covered as spells and daily cells."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from readiness import evidence
from readiness.federation_models import Instance as Instance
from readiness.federation_models import Push as Push
from readiness.groups import COUNTED
from readiness.national_models import CascadeParticipant as CascadeParticipant
from readiness.national_models import CascadeSession as CascadeSession
from readiness.national_models import ModelEdition as ModelEdition
from readiness.national_models import NeedsAnswer as NeedsAnswer
from readiness.national_models import Tally as Tally


class Workforce(models.Model):
    """How many people work in a group of cadres in a country in a year, as one source has it.

    A new figure is a new row (`version` counts up); rows are never changed, so what was published
    with a row stays explained. Personal data: who entered the figure.
    """

    class Basis(models.TextChoices):
        PRACTISING = "practising", _("practising")
        ACTIVE = "active", _("professionally active")
        LICENSED = "licensed", _("licensed to practise")
        UNKNOWN = "unknown", _("basis not stated")

    class Method(models.TextChoices):
        REGISTER = "register", _("national register")
        REPORTED = "reported", _("headcount reported to WHO")
        DERIVED = "derived", _("derived: WHO density times population")

    country = models.CharField(_("country"), max_length=3)
    group = models.CharField(_("group of cadres"), max_length=40, choices=list(COUNTED.items()))
    sex = models.CharField(_("sex"), max_length=10, blank=True)
    age_band = models.CharField(_("age band"), max_length=10, blank=True)
    region = models.CharField(_("region of the country"), max_length=80, blank=True)
    facility_level = models.CharField(_("facility level"), max_length=10, blank=True)
    value = models.PositiveIntegerField(_("people"), validators=[MinValueValidator(1)])
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=300)
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.UNKNOWN)
    method = models.CharField(max_length=10, choices=Method.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        verbose_name = _("workforce count")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("country", "group", "sex", "age_band", "region", "facility_level"),
                    *("method", "year", "version"),
                ],
                name="one_workforce_row_per_version",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=1), name="workforce_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.group} {self.year}: {self.value}"


class Target(models.Model):
    """The share of a group that a country means to have covered by a day. The newest row counts.

    Personal data: who set it.
    """

    country = models.CharField(_("country"), max_length=3)
    group = models.CharField(_("group of cadres"), max_length=40, choices=list(COUNTED.items()))
    programme = models.UUIDField(_("programme"))
    percent = models.PositiveSmallIntegerField(
        _("target in per cent"), validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    due = models.DateField(_("to be reached by"))
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        indexes = [models.Index(fields=["country", "programme"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__gte=1, percent__lte=100), name="target_is_a_share"
            )
        ]


class HolderMove(models.Model):
    """Whoever holds these certificates practised elsewhere from `day` on. Copied from the account's moves,
    so that what was counted stays explained when the account is gone.

    Personal data: pseudonymous (the holder number of certificates), country and cadre.
    """

    holder = models.UUIDField()
    day = models.DateField()
    country = models.CharField(max_length=3, blank=True)
    cadre = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "day"], name="one_place_per_holder_and_day")
        ]


class Spell(models.Model):
    """A person was covered by a programme from `start` until before `end`. Derived from certificates.

    Personal data: pseudonymous (the holder number of certificates), country and cadre; nobody's once
    the account is deleted, see docs/decisions/0051.
    """

    pk = models.CompositePrimaryKey("holder", "programme", "start")
    holder = models.UUIDField()
    programme = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
    start = models.DateField()
    end = models.DateField()
    began = models.CharField(max_length=10)
    ended = models.CharField(max_length=10)
    renewals = models.JSONField(default=list)


class Cell(models.Model):
    """People who began or ceased to be covered. Personal data: none, but counts of few people."""

    pk = models.CompositePrimaryKey("programme", "country", "day", "cadre")
    programme = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
    day = models.DateField()
    entered = models.IntegerField(default=0)
    moved_in = models.IntegerField(default=0)
    renewed = models.IntegerField(default=0)
    expired = models.IntegerField(default=0)
    revoked = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    moved_out = models.IntegerField(default=0)

    class Meta:
        abstract = True


class DayCell(Cell):
    """Movements of one day. Personal data: none, but counts of few people."""


class MonthCell(Cell):
    """The same movements summed by month (`day` is its first), so that reading stays short.

    Personal data: none, but counts of few people.
    """


class Standing(models.Model):
    """People covered at the end of the day that `CountedProgramme.standing_on` names.

    Personal data: none, but counts of few people.
    """

    pk = models.CompositePrimaryKey("programme", "country", "cadre")
    programme = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
    people = models.IntegerField(default=0)


class Composition(models.Model):
    """People covered when a programme was last looked at, by one voluntary fact ("" is not given).

    Personal data: none, but counts of few people.
    """

    pk = models.CompositePrimaryKey("programme", "country", "cadre", "fact", "value")
    programme = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
    fact = models.CharField(max_length=20)
    value = models.CharField(max_length=20)
    people = models.IntegerField()


class CountedProgramme(models.Model):
    """How a programme is counted: of which courses, up to which certificate, standing on which day.

    Its row is the lock under which its cells change. Personal data: none.
    """

    programme = models.UUIDField(unique=True)
    courses = models.JSONField(default=list)
    last_certificate = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    standing_on = models.DateField(null=True)
    changed_at = models.DateTimeField(null=True)
    composed_at = models.DateTimeField(null=True)
    composing_took = models.FloatField(default=0)  # seconds


class Sweep(models.Model):
    """Whether a simulated register is part of what is counted; one row. Personal data: none."""

    simulated = models.BooleanField(default=False)


class Round(models.Model):
    """A reference day whose public figures are frozen as they were printed. Never changes once frozen.

    Personal data: none.
    """

    day = models.DateField(unique=True)
    frozen_at = models.DateTimeField()
    method = models.CharField(max_length=10)
    figures = models.TextField()  # the public CSV, byte for byte
    digest = models.CharField(max_length=64)
    profiles = models.JSONField(default=dict)  # country -> indicator -> validated or own level
    needs = models.JSONField(default=dict)  # country -> ranking and comment of the needs survey
    indicators = models.TextField(default="")  # the public indicator set as CSV
    validated = models.JSONField(default=dict)  # country -> indicator -> validated level only

    def __str__(self) -> str:
        return str(self.day)


class RoundFigure(models.Model):
    """An exact number of a frozen round, for the country's own focal point and for WHO.

    Personal data: none, but counts of few people.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="exact")
    country = models.CharField(max_length=3)
    programme = models.UUIDField()
    group = models.CharField(max_length=40)
    people = models.PositiveIntegerField()
    workforce = models.ForeignKey(Workforce, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "country", "programme", "group"], name="one_figure_per_round"
            )
        ]


class Assessment(models.Model):
    """The level a focal point gives her country on one indicator, with evidence. The newest row counts.

    Personal data: who assessed.
    """

    country = models.CharField(max_length=3)
    indicator = models.CharField(max_length=10)
    model_version = models.CharField(max_length=20)
    round_day = models.DateField()
    level = models.PositiveSmallIntegerField(
        _("level"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    evidence_url = models.URLField(_("address of the evidence"), max_length=500, blank=True)
    evidence_date = models.DateField(_("date of the evidence"), null=True, blank=True)
    evidence_file = models.FileField(
        _("file with the evidence"), storage=evidence.storage, upload_to=evidence.path, blank=True
    )
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("self-assessment")
        indexes = [models.Index(fields=["country", "indicator"])]


class Validation(models.Model):
    """What a WHO analyst found when looking at a self-assessment. Personal data: who validated."""

    assessment = models.OneToOneField(
        Assessment, on_delete=models.CASCADE, related_name="validation"
    )
    level = models.PositiveSmallIntegerField(
        _("validated level"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    validated_at = models.DateTimeField()
    validated_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")


class Action(models.Model):
    """One thing a country plans to do about an indicator. Personal data: who is responsible, who wrote it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    country = models.CharField(max_length=3, db_index=True)
    indicator = models.CharField(_("indicator"), max_length=10)
    title = models.CharField(_("what will be done"), max_length=200)
    owner = models.CharField(_("who is responsible"), max_length=200)
    due = models.DateField(_("done by"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    shared = models.BooleanField(_("countries of our hubs may read this"), default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("action")
        ordering = ["due", "pk"]
