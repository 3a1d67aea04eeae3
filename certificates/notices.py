"""Sends the messages that issuing stored: each at most once."""

from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from certificates.models import Notice, Recertification
from certificates.renewal import grace

ATTEMPTS = 5


class NotDelivered(Exception):
    """The mail server did not take the message; it will be tried again."""


def waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(status=Notice.Status.WAITING).order_by("created_at")


def send(*, notice: Notice, now: datetime) -> bool:
    """Claims the notice, then sends it. Safe to repeat: False if somebody else has or had it. Raises NotDelivered."""
    claimed = Notice.objects.filter(pk=notice.pk, status=Notice.Status.WAITING).update(
        status=Notice.Status.SENDING, attempts=F("attempts") + 1, changed_at=now
    )
    if not claimed:
        return False
    notice.refresh_from_db()
    try:
        _mail(notice)
    except (SMTPException, OSError) as problem:
        exhausted = notice.attempts >= ATTEMPTS
        _settle(notice, Notice.Status.FAILED if exhausted else Notice.Status.WAITING, problem)
        raise NotDelivered from problem
    _settle(notice, Notice.Status.SENT)
    return True


def _settle(notice: Notice, status: Notice.Status, problem: object = "") -> None:
    Notice.objects.filter(pk=notice.pk).update(status=status, problem=str(problem)[:200])


def _asked(notice: Notice) -> Recertification | None:
    rows = Recertification.objects.filter(
        chain=notice.certificate.chain, version__number=int(notice.about)
    )
    return rows.select_related("version").first()


def _mail(notice: Notice) -> None:
    certificate = notice.certificate
    if certificate.user is None:  # erased meanwhile: nobody is left to tell
        return
    with translation.override(certificate.user.language):
        context = {
            "certificate": certificate,
            "site": settings.SITE_NAME,
            "mine": settings.SITE_URL + reverse("certificates:mine"),
            "check": settings.SITE_URL
            + reverse("certificate_check", args=[certificate.grouped_code]),
        }
        if notice.about and notice.kind != Notice.Kind.EXPIRING:
            context["asked"] = _asked(notice)
        if notice.kind == Notice.Kind.EXPIRING:
            context["closes_on"] = certificate.valid_until + grace()
        template = f"certificates/mail/{notice.kind}.txt"
        subject, _blank, body = render_to_string(template, context).strip().partition("\n\n")
        send_mail(" ".join(subject.split()), body, None, [certificate.user.email])
