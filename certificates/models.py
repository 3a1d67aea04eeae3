import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates import serial
from courses.models import CourseCompletion, CourseVersion


def erase_holder(
    collector: Collector, field: models.Field[Any, Any], rows: Sequence["Certificate"], using: str
) -> None:
    """What happens to certificates when their holder's account is deleted: they lose her name and the link to her."""
    # The link goes last: once it is gone, the rows can no longer be found by it.
    collector.add_field_update(field.model._meta.get_field("holder_name"), "", rows)
    collector.add_field_update(field.model._meta.get_field("holder_left_at"), timezone.now(), rows)
    credentials = Credential.objects.filter(certificate__in=[row.pk for row in rows])
    for name, empty in (("document", None), ("jwt", ""), ("offline", "")):
        collector.add_field_update(Credential._meta.get_field(name), empty, credentials)
    collector.add_field_update(field, None, rows)


class Certificate(models.Model):
    """A promise with frozen facts. Never deleted: revoked, replaced or expired.

    The certificates of one person for one course or programme are a chain; at most one of them has not ended.
    It counts from `valid_from` to the day before `ended_on`, or to `valid_until`, whichever comes first.

    Personal data: the holder's name and the link to her account, both removed with the account. What stays is
    `holder`, a random number that tells which certificates were held by the same person, not by whom; country and
    profession; and when the account was deleted. Equity facts are not copied here: they are voluntary and can be withdrawn.
    """

    class Kind(models.TextChoices):
        COURSE = "course", _("Course")
        PROGRAMME = "programme", _("Programme")

    class Origin(models.TextChoices):
        EARNED = "earned", _("Earned")
        RENEWED = "renewed", _("Renewed")
        REISSUED = "reissued", _("Issued again with another name")
        UPDATED = "updated", _("Kept after the evidence changed")

    class Reason(models.TextChoices):
        ISSUED_IN_ERROR = "issued_in_error", _("Issued in error")
        NOT_OWN_WORK = "not_own_work", _("The assessment was not the holder's own work")
        WRONG_PERSON = "wrong_person", _("Issued to the wrong person")
        HOLDER_REQUEST = "holder_request", _("The holder asked for it")
        COURSE_ENDED = "course_ended", _("A course of the programme is no longer held")
        WITHDRAWN_CONTENT = "withdrawn_content", _("The content was withdrawn")

    code = models.CharField(max_length=16, unique=True, default=serial.draw, editable=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EARNED)
    chain = models.UUIDField(db_index=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    holder = models.UUIDField(db_index=True)
    user = models.ForeignKey(
        User, on_delete=erase_holder, null=True, blank=True, related_name="certificates"
    )
    issued_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    completion = models.ForeignKey(
        CourseCompletion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # Frozen when issued
    holder_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=3, blank=True)
    cadre = models.CharField(max_length=4, blank=True)
    issuer = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COURSE)
    subject_key = models.UUIDField()
    subject_code = models.CharField(max_length=80)
    title = models.CharField(max_length=255)
    version = models.PositiveIntegerField()
    version_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    minutes = models.PositiveIntegerField()
    pass_mark = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.PositiveSmallIntegerField()
    competencies = models.JSONField(default=list)
    credits = models.JSONField(
        default=list, blank=True
    )  # awards under rules of councils, see cpd.py
    completed_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    valid_from = models.DateField()
    valid_until = models.DateField()

    # What became of it
    ended_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revocation_reason = models.CharField(max_length=20, choices=Reason, blank=True)
    revocation_note = models.TextField(blank=True)
    holder_left_at = models.DateTimeField(null=True, blank=True, editable=False)
    print_problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        indexes = [
            models.Index(fields=["kind", "subject_key", "valid_from"], name="certificate_subject"),
            models.Index(fields=["valid_until"], name="certificate_expiry"),
            models.Index(
                fields=["revoked_at"],
                condition=Q(revoked_at__isnull=False),
                name="certificate_revoked",
            ),
            models.Index(
                fields=["holder_left_at"],
                condition=Q(holder_left_at__isnull=False),
                name="certificate_left",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(origin="earned"),
                name="one_certificate_per_completion",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "subject_key"],
                condition=Q(ended_on=None),
                name="one_current_certificate_per_person",
            ),
            models.UniqueConstraint(
                fields=["chain"],
                condition=Q(ended_on=None),
                name="one_current_certificate_per_chain",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")),
                name="validity_is_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("valid_from")),
                name="ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(ended_on=None) & ~Q(revocation_reason=""),
                name="revoked_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return serial.grouped(self.code)

    @property
    def grouped_code(self) -> str:
        return serial.grouped(self.code)


class Notice(models.Model):
    """A message to the holder, stored in the transaction that made it true and sent at most once.

    A notice that is still "being sent" after a crash may have gone out: it is shown to staff, never sent again.

    Personal data: none of its own; the address is read from the account when it is sent.
    """

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        REISSUED = "reissued", _("Issued again")
        RENEWED = "renewed", _("Renewed")
        REVOKED = "revoked", _("Revoked")
        EXPIRING = "expiring", _("Expires soon")
        ASKED = "asked", _("Asked to take an update")
        UPDATED = "updated", _("Update taken")
        ENDED = "ended", _("Update not taken")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.CharField(
        max_length=20, blank=True
    )  # which of several: days left, content version
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("notice to a holder")
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "kind", "about"], name="one_notice_per_event"
            )
        ]
        indexes = [models.Index(fields=["status", "created_at"], name="notice_queue")]


class Recertification(models.Model):
    """The holder of a chain is asked, once, to take the update of a material change by a date.

    Personal data: what the holder was asked and whether she did it; without identity once her account is gone.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        TAKEN = "taken", _("Taken")
        MISSED = "missed", _("Not taken in time")
        LAPSED = "lapsed", _("The certificate had ended before")

    chain = models.UUIDField()
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="recertifications"
    )  # the one that was valid when she was asked; when it is settled, the one that was settled
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.ASKED)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("question to recertify")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["chain", "version"], name="asked_once_per_change"),
            models.CheckConstraint(
                condition=Q(status="asked", settled_at=None)
                | ~Q(status="asked") & Q(settled_at__isnull=False),
                name="settled_with_a_time",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="recertification_due")]


class Renewal(models.Model):
    """What became of a completed refresher, once. Personal data: as the completion it belongs to; deleted with it."""

    class Outcome(models.TextChoices):
        RENEWED = "renewed", _("The certificate was renewed.")
        UPDATED = "updated", _("The update was taken; the certificate stays valid.")
        EARNED = "earned", _("A new certificate was issued.")
        NOTED = "noted", _("The update was taken; the certificate did not change.")
        TOO_EARLY = "too_early", _("It was too early to renew the certificate.")
        TOO_LATE = "too_late", _("It was too late to renew the certificate.")
        NOT_GRADED = "not_graded", _("No quiz was among the steps.")
        ENDED = "ended", _("The certificate was revoked or had ended.")

    completion = models.OneToOneField(
        CourseCompletion, on_delete=models.CASCADE, related_name="renewal"
    )
    outcome = models.CharField(max_length=10, choices=Outcome)
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField()

    class Meta:
        verbose_name = _("renewal")
        default_permissions = ()


class SigningKey(models.Model):
    """A key that badges are signed with. Retired keys stay, so that what they signed can be checked.

    Personal data: none.
    """

    class Algorithm(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"
        RS256 = "rs256", "RS256"

    algorithm = models.CharField(max_length=10, choices=Algorithm)
    public = models.TextField()  # a Multikey for Ed25519, a JSON Web Key for RS256
    secret = models.TextField()  # encrypted with CREDENTIAL_SECRET, see keys.py
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("signing key")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"],
                condition=Q(retired_at=None),
                name="one_active_key_per_algorithm",
            )
        ]


class Credential(models.Model):
    """The signed, portable form of a certificate: an Open Badges 3.0 credential, and the same as a JWT.

    Personal data: a salted hash of the holder's e-mail address, inside the signed text; removed with the account.
    """

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="credential"
    )
    status_list = models.PositiveIntegerField()
    status_index = models.PositiveIntegerField()
    document = models.JSONField(null=True)
    jwt = models.TextField(blank=True)
    offline = models.TextField(blank=True)  # for the QR code, see offline.py
    prints = models.JSONField(default=dict)  # SHA-256 of each form, see proving.py; these stay
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signed credential")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="one_credential_per_bit"
            )
        ]


class StatusList(models.Model):
    """A published, signed list of which credentials have ended. Personal data: none."""

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    built_at = models.DateTimeField()

    class Meta:
        verbose_name = _("status list")
        default_permissions = ()


class SignedFile(models.Model):
    """A file that somebody asked for and the worker makes and signs: a check of many codes, or her own transcript.

    Personal data: the link to the person who asked and, in a transcript, her name and certificates. Deleted with the
    account, and a week after it was asked for.
    """

    class Kind(models.TextChoices):
        CHECK = "check", _("Check of many codes")
        TRANSCRIPT = "transcript", _("Transcript of learning")

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="signed_files")
    kind = models.CharField(max_length=10, choices=Kind)
    question = models.JSONField()  # codes, or first and last day
    asked_at = models.DateTimeField()
    table = models.TextField(blank=True)
    document = models.JSONField(null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("signed file")
        default_permissions = ()
        indexes = [models.Index(fields=["signed_at", "asked_at"], name="signed_file_queue")]
