import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from certificates import issuing, notices
from certificates.models import Certificate, Notice
from courses.models import CourseCompletion

log = logging.getLogger(__name__)

SCHEDULE = {
    "issue missing certificates": {"task": "certificates.tasks.issue_missing", "schedule": 60},
    "send waiting notices": {"task": "certificates.tasks.send_notices", "schedule": 60},
}


@shared_task(acks_late=True)
def issue_certificate(completion_pk: int) -> None:
    """Looks at one completion. Safe to repeat."""
    completion = CourseCompletion.objects.filter(pk=completion_pk).first()
    if completion is None or not completion.graded:
        return
    send_notices_of(issuing.issue(completion=completion, now=timezone.now()))


def send_notices_of(certificate: Certificate) -> None:
    """For edges that have just issued or changed the certificate."""
    for notice in certificate.notices.filter(status=Notice.Status.WAITING):
        send_notice.delay_on_commit(notice.pk)


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
    for pk in issuing.unissued(before=timezone.now() - timedelta(minutes=1)).values_list(
        "pk", flat=True
    )[:1000]:
        issue_certificate.delay_on_commit(pk)


@shared_task(acks_late=True)
def send_notices() -> None:
    """The sweep: notices whose message was lost or that the mail server refused."""
    for pk in notices.waiting().values_list("pk", flat=True)[:1000]:
        send_notice.delay_on_commit(pk)
