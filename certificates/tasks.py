import logging
from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from certificates import (
    badges,
    issuing,
    keys,
    notices,
    programmes,
    recertifying,
    reminding,
    renewing,
    signedfiles,
)
from certificates.models import Certificate, Credential, Notice, Recertification, SigningKey
from courses.models import CourseCompletion

IN_ONE_MESSAGE = 50
log = logging.getLogger(__name__)

SCHEDULE = {
    "issue missing certificates": {"task": "certificates.tasks.issue_missing", "schedule": 60},
    "settle missing programmes": {
        "task": "certificates.tasks.settle_missing_programmes",
        "schedule": 900,
    },
    "sign missing credentials": {"task": "certificates.tasks.sign_missing", "schedule": 60},
    "publish status lists": {"task": "certificates.tasks.publish_status_lists", "schedule": 300},
    "sign missing files": {"task": "certificates.tasks.sign_missing_files", "schedule": 60},
    "forget signed files": {"task": "certificates.tasks.forget_signed_files", "schedule": 3600},
    "ask holders about material changes": {
        "task": "certificates.tasks.ask_missing",
        "schedule": 300,
    },
    "end what was not updated": {"task": "certificates.tasks.end_overdue", "schedule": 900},
    "remind of renewal": {"task": "certificates.tasks.remind_holders", "schedule": 900},
    "send waiting notices": {"task": "certificates.tasks.send_notices", "schedule": 60},
}


@shared_task(acks_late=True)
def issue_certificate(completion_pk: int) -> None:
    """Looks at one completion, of a course or a refresher. Safe to repeat."""
    certificate = _issue_and_sign(completion_pk)
    if certificate:
        announce(certificate)


@shared_task(acks_late=True)
def issue_certificates(completion_pks: list[int]) -> None:
    """The same for many in one message. Safe to repeat; what was not reached is found by the sweep."""
    issued = [one for one in map(_issue_and_sign, completion_pks) if one]
    if any(one.replaces_id or one.ended_on for one in issued):
        publish_status_lists.delay_on_commit()
    if issued:
        settle_missing_programmes.delay_on_commit()
        send_notices.delay_on_commit()


def _issue_and_sign(completion_pk: int) -> Certificate | None:
    rows = CourseCompletion.objects.select_related("enrolment", "version")
    completion = rows.filter(pk=completion_pk).first()
    if completion is None or not (completion.graded or completion.refresher_id):
        return None
    certificate = renewing.certify(completion=completion, now=timezone.now())
    if certificate:
        _sign(certificate)
    return certificate


def announce(certificate: Certificate) -> None:
    """For edges that have just issued or changed the certificate: sign it, say what ended, tell the holder."""
    if not Credential.objects.filter(certificate=certificate).exclude(signed_at=None).exists():
        sign_credential.delay_on_commit(certificate.pk)
    if certificate.user_id and certificate.kind == Certificate.Kind.COURSE:
        settle_programmes.delay_on_commit(certificate.user_id)
    if certificate.ended_on or certificate.replaces_id:
        publish_status_lists.delay_on_commit()
    for notice in certificate.notices.filter(status=Notice.Status.WAITING):
        send_notice.delay_on_commit(notice.pk)


@shared_task(acks_late=True)
def settle_programmes(user_pk: int) -> None:
    """Looks at one person. Safe to repeat."""
    user = User.objects.filter(pk=user_pk).first()
    if user is None:
        return
    for certificate in programmes.settle(user=user, now=timezone.now()):
        announce(certificate)


@shared_task(acks_late=True)
def settle_missing_programmes() -> None:
    """The sweep: people whose course certificates changed lately, if a message was lost."""
    since = timezone.now() - timedelta(hours=2)
    recent = Certificate.objects.filter(
        Q(issued_at__gte=since)
        | Q(revoked_at__gte=since)
        | Q(recertifications__status=Recertification.Status.MISSED)
        & Q(recertifications__settled_at__gte=since),
        kind=Certificate.Kind.COURSE,
    )
    for pk in recent.exclude(user=None).order_by().values_list("user", flat=True).distinct():
        settle_programmes.delay_on_commit(pk)


@shared_task(acks_late=True)
def ask_holders(version_pk: int) -> None:
    """Asks the next holders about one material change, then looks again. Safe to repeat."""
    version = recertifying.declared().filter(pk=version_pk).first()
    if version is None:
        return
    notices_made = recertifying.ask(version=version, now=timezone.now())
    for pk in notices_made:
        send_notice.delay_on_commit(pk)
    if notices_made:
        ask_holders.delay_on_commit(version_pk)


@shared_task(acks_late=True)
def ask_missing() -> None:
    """The sweep: material changes about which somebody was not asked yet."""
    for pk in recertifying.declared().values_list("pk", flat=True):
        ask_holders.delay_on_commit(pk)


@shared_task(acks_late=True)
def end_overdue() -> None:
    """Certificates whose holder did not take an update by its date. Safe to repeat."""
    now = timezone.now()
    for asked in recertifying.overdue(now.date()).select_related("certificate")[:500]:
        certificate = recertifying.close(asked=asked, now=now)
        if certificate:
            announce(certificate)


@shared_task(acks_late=True)
def remind_holders() -> None:
    """Safe to repeat: a reminder that was stored is not stored again."""
    for pk in reminding.remind(now=timezone.now()):
        send_notice.delay_on_commit(pk)


@shared_task(acks_late=True)
def sign_credential(certificate_pk: int) -> None:
    """Looks at one certificate. Safe to repeat. Without a key nothing is signed; the sweep comes back to it."""
    certificate = Certificate.objects.select_related("user").filter(pk=certificate_pk).first()
    if certificate:
        _sign(certificate)


def _sign(certificate: Certificate) -> None:
    try:
        badges.sign(certificate=certificate, now=timezone.now())
    except (keys.NoKey, keys.NoSecret, keys.WrongSecret, badges.Erased) as reason:
        log.warning("Certificate %s was not signed: %s.", certificate.pk, type(reason).__name__)


@shared_task(acks_late=True)
def sign_missing() -> None:
    """The sweep: certificates that have no signed credential yet."""
    if not SigningKey.objects.filter(retired_at=None).exists():
        return
    for pk in badges.unsigned().values_list("pk", flat=True)[:1000]:
        sign_credential.delay_on_commit(pk)


@shared_task(acks_late=True)
def publish_status_lists() -> None:
    """Builds the lists in which something changed. Safe to repeat."""
    try:
        for number in badges.list_numbers():
            badges.publish_list(number=number, now=timezone.now())
    except (keys.NoKey, keys.NoSecret, keys.WrongSecret) as reason:
        log.warning("The status lists were not built: %s.", type(reason).__name__)


@shared_task(acks_late=True)
def send_notice(notice_pk: int) -> None:
    """Looks at one notice. Safe to repeat."""
    notice = Notice.objects.filter(pk=notice_pk).first()
    if notice is None:
        return
    try:
        notices.send(notice=notice, now=timezone.now())
    except notices.NotDelivered:
        log.exception("Notice %s was not delivered.", notice_pk)


@shared_task(acks_late=True)
def issue_missing() -> None:
    """The sweep: completions whose message was lost."""
    before = timezone.now() - timedelta(minutes=1)
    pks = list(issuing.unissued(before=before).values_list("pk", flat=True)[:1000])
    for start in range(0, len(pks), IN_ONE_MESSAGE):
        issue_certificates.delay_on_commit(pks[start : start + IN_ONE_MESSAGE])


@shared_task(acks_late=True)
def send_notices() -> None:
    """The sweep: notices whose message was lost or that the mail server refused."""
    for pk in notices.waiting().values_list("pk", flat=True)[:1000]:
        send_notice.delay_on_commit(pk)


@shared_task(acks_late=True)
def sign_file(pk: int) -> None:
    """Looks at one file that somebody asked for. Safe to repeat. Without a key the sweep comes back to it."""
    try:
        signedfiles.make(pk=pk, now=timezone.now())
    except (keys.NoKey, keys.NoSecret, keys.WrongSecret) as reason:
        log.warning("File %s was not signed: %s.", pk, type(reason).__name__)


@shared_task(acks_late=True)
def sign_missing_files() -> None:
    """The sweep: files whose message was lost."""
    for pk in signedfiles.waiting().values_list("pk", flat=True)[:100]:
        sign_file.delay_on_commit(pk)


@shared_task(acks_late=True)
def forget_signed_files() -> None:
    signedfiles.forget(now=timezone.now())
