"""Whether a certificate counts on a day: the rows and the rule side by side."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate


class State(models.TextChoices):
    VALID = "valid", _("Valid")
    NOT_YET = "not_yet", _("Not yet valid")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Replaced")
    REVOKED = "revoked", _("Revoked")


def valid_on(day: date, among: QuerySet[Certificate] | None = None) -> QuerySet[Certificate]:
    """Those that count on the day, of `among` or of all."""
    rows = Certificate.objects.all() if among is None else among
    return rows.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), valid_from__lte=day, valid_until__gte=day
    )


def is_valid(certificate: Certificate, day: date) -> bool:
    """Whether it counts on the day."""
    return certificate.valid_from <= day <= last_day(certificate)


def last_day(certificate: Certificate) -> date:
    """The last day on which it counts; before `valid_from` if it was replaced on its first day."""
    if certificate.ended_on is None:
        return certificate.valid_until
    return min(certificate.valid_until, certificate.ended_on - timedelta(days=1))


def state_on(certificate: Certificate, day: date) -> State:
    """What to tell somebody who asks on that day."""
    if is_valid(certificate, day):
        return State.VALID
    if certificate.ended_on is not None and certificate.ended_on <= day:
        return State.REVOKED if certificate.revoked_at else State.SUPERSEDED
    return State.NOT_YET if day < certificate.valid_from else State.EXPIRED
