"""What staff may do with a certificate after it was issued: another name, more time, revocation.

Each step appends to the chain or marks its last link, under a lock on the holder, with its notice in the same
transaction. Nothing is deleted and nothing reaches back: a step counts from the day it is taken.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates import names, serial
from certificates.issuing import last_valid_day
from certificates.models import Certificate, Notice


def window() -> timedelta:
    """How long before the last day a certificate can be renewed."""
    return timedelta(days=settings.RENEWAL_WINDOW_DAYS)


def grace() -> timedelta:
    """How long after it."""
    return timedelta(days=settings.RENEWAL_GRACE_DAYS)


class NotPossible(Exception):
    """`reason` is a sentence for the person who asked; nothing was changed."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason


def reissue(*, certificate: Certificate, holder_name: str, by: User, now: datetime) -> Certificate:
    """The same promise with the name corrected, under a new code. The old code points to it. Raises NotPossible."""
    name = names.clean(holder_name)
    with transaction.atomic():
        last = _last_link(certificate)
        _refuse_if_revoked_or_erased(last)
        if last.valid_until < now.date():
            raise NotPossible(
                _("The certificate has expired; only a valid one can be issued again.")
            )
        if not names.comparable(name) or name == last.holder_name:
            raise NotPossible(_("Give a name that differs from the one on the certificate."))
        return follow(
            last,
            Certificate.Origin.REISSUED,
            Notice.Kind.REISSUED,
            now,
            issued_by=by,
            holder_name=name,
        )


def renew(*, certificate: Certificate, months: int, by: User, now: datetime) -> Certificate:
    """More time, under a new code; days that were left are not lost. Raises NotPossible."""
    with transaction.atomic():
        last = _last_link(certificate)
        _refuse_if_revoked_or_erased(last)
        if not last.valid_until - window() <= now.date() <= last.valid_until + grace():
            raise NotPossible(
                _(
                    "A certificate can be renewed from %(before)d days before its last day to %(after)d days "
                    "after it; later, the course is taken again."
                )
                % {"before": window().days, "after": grace().days}
            )
        start = max(now.date(), last.valid_until + timedelta(days=1))
        return follow(
            last,
            Certificate.Origin.RENEWED,
            Notice.Kind.RENEWED,
            now,
            issued_by=by,
            valid_until=last_valid_day(start, months),
        )


def revoke(
    *,
    certificate: Certificate,
    reason: Certificate.Reason,
    note: str,
    by: User | None,
    now: datetime,
) -> Certificate:
    """It does not count from today on; `note` is public. Raises NotPossible."""
    with transaction.atomic():
        last = _last_link(certificate)
        if last.revoked_at:
            raise NotPossible(_("The certificate was revoked before."))
        last.ended_on = max(now.date(), last.valid_from)
        last.revoked_at, last.revoked_by = now, by
        last.revocation_reason, last.revocation_note = reason, note
        last.save()
        tell(last, Notice.Kind.REVOKED, now)
        return last


def _last_link(certificate: Certificate) -> Certificate:
    """The certificate, with its holder locked as issuing does. Refuses one that was replaced."""
    if certificate.user_id:
        User.objects.select_for_update().filter(pk=certificate.user_id).first()
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.ended_on is None or locked.revoked_at:
        return locked
    if Certificate.objects.filter(replaces=locked).exists():
        raise NotPossible(_("The certificate was replaced; use the newer one."))
    raise NotPossible(
        _("The certificate ended because an update was not taken; the holder takes it again.")
    )


def _refuse_if_revoked_or_erased(certificate: Certificate) -> None:
    if certificate.revoked_at:
        raise NotPossible(_("The certificate was revoked."))
    if certificate.user_id is None:
        raise NotPossible(
            _("The holder's account was deleted; nothing about her can be issued any more.")
        )


def follow(
    last: Certificate,
    origin: Certificate.Origin,
    notice: Notice.Kind,
    now: datetime,
    about: str = "",
    **changes: object,
) -> Certificate:
    """Ends the last link today and appends the next one: the same facts but for `changes`. The caller locked it."""
    today: date = max(now.date(), last.valid_from)
    Certificate.objects.filter(pk=last.pk, ended_on=None).update(ended_on=today)
    following = Certificate.objects.get(pk=last.pk)
    following.pk, following._state.adding = None, True
    following.code, following.origin, following.replaces = serial.draw(), origin, last
    following.issued_at, following.valid_from, following.ended_on = now, today, None
    following.print_problem = ""
    for field, value in changes.items():
        setattr(following, field, value)
    following.save(force_insert=True)
    tell(following, notice, now, about=about)
    return following


def tell(certificate: Certificate, kind: Notice.Kind, now: datetime, *, about: str = "") -> None:
    Notice.objects.create(
        certificate=certificate, kind=kind, about=about, created_at=now, changed_at=now
    )
