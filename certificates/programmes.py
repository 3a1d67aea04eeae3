"""A programme is certified while all its courses are validly held, and expires with the first of them."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch

from accounts.models import User
from certificates import names, renewal
from certificates.models import Certificate, Notice
from certificates.status import valid_on
from courses.models import ProgrammeCourse, ProgrammePage

Kind = Certificate.Kind


def settle(*, user: User, now: datetime) -> list[Certificate]:
    """Issues, prolongs or ends her programme certificates so that they follow her courses; those that changed.

    Safe to repeat: without news nothing changes.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        held = {
            row.subject_key: row
            for row in valid_on(now.date(), Certificate.objects.filter(user=user, kind=Kind.COURSE))
        }
        changed = [_settle_one(user, programme, held, now) for programme in _programmes(user)]
        return [certificate for certificate in changed if certificate]


def _programmes(user: User) -> list[ProgrammePage]:
    """Each live programme once, in her language if it exists in that."""
    courses = Prefetch("courses", ProgrammeCourse.objects.select_related("course"))
    rows = ProgrammePage.objects.live().select_related("locale").prefetch_related(courses)
    pages: dict[uuid.UUID, ProgrammePage] = {}
    for page in rows.order_by("pk"):
        if page.translation_key not in pages or page.locale.language_code == user.language:
            pages[page.translation_key] = page
    return list(pages.values())


def _settle_one(
    user: User, programme: ProgrammePage, held: dict[uuid.UUID, Certificate], now: datetime
) -> Certificate | None:
    wanted = {one.course.translation_key for one in programme.courses.all()}
    mine = user.certificates.filter(kind=Kind.PROGRAMME, subject_key=programme.translation_key)
    current = mine.filter(ended_on=None).first()
    if not wanted or not wanted <= held.keys():
        return _end(current, now) if current and current.valid_until >= now.date() else None
    if not current and programme.cadres and user.cadre not in programme.cadres:
        return None  # written for another profession
    parts = [held[key] for key in sorted(wanted)]
    until = min(part.valid_until for part in parts)
    if current and current.valid_until == until:
        return None
    return _issue(user, programme, parts, mine.first(), current, until, now)


def _end(current: Certificate, now: datetime) -> Certificate:
    return renewal.revoke(
        certificate=current, reason=Certificate.Reason.COURSE_ENDED, note="", by=None, now=now
    )


def _issue(
    user: User,
    programme: ProgrammePage,
    parts: list[Certificate],
    earlier: Certificate | None,
    current: Certificate | None,
    until: date,
    now: datetime,
) -> Certificate:
    if current:
        Certificate.objects.filter(pk=current.pk).update(ended_on=now.date())
    certificate = Certificate.objects.create(
        user=user,
        origin=Certificate.Origin.RENEWED if current else Certificate.Origin.EARNED,
        replaces=current,
        chain=earlier.chain if earlier else uuid.uuid4(),
        holder=parts[0].holder,
        holder_name=names.clean(user.certificate_name),
        country=user.country,
        cadre=user.cadre,
        issued_at=now,
        valid_from=now.date(),
        valid_until=until,
        **_facts(programme, parts),
    )
    kind = Notice.Kind.RENEWED if current else Notice.Kind.ISSUED
    Notice.objects.create(certificate=certificate, kind=kind, created_at=now, changed_at=now)
    return certificate


def _facts(programme: ProgrammePage, parts: list[Certificate]) -> dict[str, Any]:
    digest = hashlib.sha256("".join(part.version_digest for part in parts).encode()).hexdigest()
    marks = [part.pass_mark for part in parts if part.pass_mark is not None]
    competencies = {one["code"]: one for part in parts for one in part.competencies}
    return {
        "issuer": settings.SITE_NAME,
        "kind": Kind.PROGRAMME,
        "subject_key": programme.translation_key,
        "subject_code": programme.key,
        "title": programme.title,
        "version": max(part.version for part in parts),
        "version_digest": digest,
        "language": programme.locale.language_code,
        "minutes": sum(part.minutes for part in parts),
        "pass_mark": min(marks, default=None),
        "level": programme.level,
        "competencies": [competencies[code] for code in sorted(competencies)],
        "completed_at": max(part.completed_at for part in parts),
    }
