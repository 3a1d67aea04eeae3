"""What is kept about countries that count their people on an installation of their own."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import countries
from certificates import credential


def is_public_key(text: str) -> None:
    try:
        credential.from_multikey(text)
    except credential.Refused as problem:
        raise ValidationError(
            _("This is not a public key as “manage.py federation_keys” prints it (z6Mk…).")
        ) from problem


def is_member_state(country: str) -> None:
    if country not in countries.EUR:
        raise ValidationError(_("Give the three-letter code of a Member State, such as SWE."))


class Instance(models.Model):
    """An installation that counts one country and sends its public figures here. Personal data: none."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=3, validators=[is_member_state])
    address = models.CharField(
        _("address"), max_length=200, blank=True, validators=[URLValidator(["https"])]
    )
    public_key = models.CharField(
        _("public key"),
        max_length=100,
        validators=[is_public_key],
        help_text=_("As “manage.py federation_keys” prints it there; compare it by telephone."),
    )
    active = models.BooleanField(_("trusted"), default=True)

    class Meta:
        verbose_name = _("installation of a country")
        verbose_name_plural = _("installations of countries")
        constraints = [
            models.UniqueConstraint(
                fields=["country"],
                condition=models.Q(active=True),
                name="one_trusted_instance_per_country",
                violation_error_message=_("Another installation of this country is trusted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.country})"


class Push(models.Model):
    """The public figures of a round as another installation signed them. Never changed. Personal data: none."""

    instance = models.ForeignKey(Instance, on_delete=models.PROTECT, related_name="pushes")
    day = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    document = models.TextField()  # the signed text, byte for byte
    signature = models.CharField(max_length=100)
    public_key = models.CharField(max_length=100)  # it was checked with
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    figures = models.JSONField()  # the cells of the document

    class Meta:
        indexes = [models.Index(fields=["instance", "day"])]
