"""From draft to question: handed in for review, published by somebody else or sent back with a reason."""

from datetime import datetime

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from assessments import access, bank
from assessments.models import ItemVersion

ASKED, PUBLISHED, RETURNED = "assessments.review", "assessments.publish", "assessments.return"


class NotYours(Exception):
    """She may not decide about this text: she wrote it, or her role does not say so."""


@transaction.atomic
def ask(*, version: ItemVersion, by: User, now: datetime) -> bool:
    """Hand a draft in for review. Safe to repeat: False when it waits already or is published."""
    drafts = ItemVersion.objects.filter(pk=version.pk, published_at=None, review_asked_at=None)
    if not drafts.update(review_asked_at=now, returned_because=""):
        return False
    log(instance=version.item, action=ASKED, user=by, data={"language": version.language})
    return True


@transaction.atomic
def publish(*, version: ItemVersion, by: User, now: datetime) -> bool:
    """Learners are asked it from now on. Safe to repeat: False when it is published. Raises NotYours."""
    if not access.may_publish(by, version):
        raise NotYours
    if not bank.publish_version(version, now=now):
        return False
    log(instance=version.item, action=PUBLISHED, user=by, data={"language": version.language})
    return True


@transaction.atomic
def send_back(*, version: ItemVersion, by: User, reason: str) -> bool:
    """A draft again, with a reason for its author. False when it did not wait. Raises NotYours."""
    if not access.may_publish(by, version):
        raise NotYours
    waiting = ItemVersion.objects.filter(
        pk=version.pk, published_at=None, review_asked_at__isnull=False
    )
    if not waiting.update(review_asked_at=None, returned_because=reason):
        return False
    data = {"language": version.language, "reason": reason}
    log(instance=version.item, action=RETURNED, user=by, data=data)
    return True
