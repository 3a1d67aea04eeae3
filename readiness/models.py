"""What readiness keeps: workforce counts, targets, and people covered as spells and daily cells."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from readiness.groups import COUNTED


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


class Spell(models.Model):
    """A person was covered by a programme from `start` until before `end`. Derived from certificates.

    Personal data: pseudonymous (the holder number of certificates), country and cadre; removed with
    the account.
    """

    holder = models.UUIDField(db_index=True)
    programme = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
    start = models.DateField()
    end = models.DateField()
    began = models.CharField(max_length=10)
    ended = models.CharField(max_length=10)
    renewals = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "programme", "start"], name="one_spell_per_start"
            )
        ]


class Cell(models.Model):
    """People who began or ceased to be covered. Personal data: none, but counts of few people."""

    programme = models.UUIDField()
    country = models.CharField(max_length=3)
    cadre = models.CharField(max_length=4)
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

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "country", "day", "cadre"], name="one_cell_per_day"
            )
        ]


class MonthCell(Cell):
    """The same movements summed by month (`day` is its first), so that reading stays short.

    Personal data: none, but counts of few people.
    """

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "country", "day", "cadre"], name="one_cell_per_month"
            )
        ]


class CountedProgramme(models.Model):
    """Which courses a programme consisted of when its spells were counted. Personal data: none."""

    programme = models.UUIDField(unique=True)
    courses = models.JSONField(default=list)


class Sweep(models.Model):
    """How far the worker has looked at certificates; one row. Personal data: none."""

    last_certificate = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
