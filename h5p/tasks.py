import contextlib
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from h5p import forwarding, packages, sweeping
from h5p.models import Upload, UploadStatus

SCHEDULE = {
    "h5p-unfinished-uploads": {"task": "h5p.tasks.sweep_uploads", "schedule": 120},
    "h5p-statements": {"task": "h5p.tasks.forward_statements", "schedule": 60},
    "h5p-unused-files": {"task": "h5p.tasks.sweep_files", "schedule": 6 * 3600},
}


@shared_task(acks_late=True)
def read_upload(pk: int) -> None:
    """Safe to repeat: an upload that is no longer waiting is left alone."""
    upload = Upload.objects.filter(pk=pk, status=UploadStatus.WAITING).first()
    if upload:
        packages.read(upload, now=timezone.now())


@shared_task(acks_late=True)
def install_upload(pk: int) -> None:
    """Safe to repeat: one package is installed once."""
    upload = Upload.objects.filter(pk=pk, status=UploadStatus.AGREED).first()
    if upload:
        packages.install(upload, now=timezone.now())


@shared_task(acks_late=True)
def sweep_uploads() -> None:
    """Uploads whose message was lost."""
    stuck = Upload.objects.filter(changed_at__lt=timezone.now() - timedelta(minutes=1))
    for pk in stuck.filter(status=UploadStatus.WAITING).values_list("pk", flat=True):
        read_upload.delay(pk)
    for pk in stuck.filter(status=UploadStatus.AGREED).values_list("pk", flat=True):
        install_upload.delay(pk)


@shared_task(acks_late=True)
def sweep_files() -> None:
    sweeping.remove_unused(now=timezone.now())


@shared_task(acks_late=True)
def forward_statements() -> None:
    """A store that is away is asked again in a minute."""
    with contextlib.suppress(forwarding.StoreAway):
        forwarding.forward(now=timezone.now())
