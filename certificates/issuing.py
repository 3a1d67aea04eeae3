"""From a completed course to a certificate with frozen facts."""

import calendar
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from certificates import cpdrules, names
from certificates.models import Certificate, Notice
from courses.competencies import COMPETENCIES
from courses.models import CourseCompletion, CoursePage
from courses.progress import regular_steps


class NotEarned(Exception):
    """No step that the server grades was among the required ones: nothing that a certificate could rest on."""


class CourseGone(Exception):
    """No translation of the completed course exists any more."""


def issue(*, completion: CourseCompletion, now: datetime) -> Certificate:
    """One certificate per completion, with its notice in the same transaction. Safe to repeat."""
    if not completion.graded:
        raise NotEarned
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=completion.enrolment.user_id)
        issued = Certificate.objects.filter(completion=completion, origin=Certificate.Origin.EARNED)
        return issued.first() or issue_to(user, completion, now)


def unissued(*, before: datetime) -> QuerySet[CourseCompletion]:
    """Completions older than `before` that should have a certificate, or a decision about one, and have none."""
    issued = Certificate.objects.filter(origin=Certificate.Origin.EARNED).exclude(completion=None)
    rows = CourseCompletion.objects.filter(completed_at__lt=before)
    fresh = rows.filter(refresher=None, graded=True).exclude(pk__in=issued.values("completion"))
    return fresh | rows.filter(refresher__isnull=False, renewal=None)


def last_valid_day(first: date, months: int) -> date:
    """24 months from 22 November 2026 end on 21 November 2028; from 29 February, on 28 February."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    last_of_month = calendar.monthrange(year, month + 1)[1]
    if first.day > last_of_month:
        return date(year, month + 1, last_of_month)
    return date(year, month + 1, first.day) - timedelta(days=1)


def issue_to(user: User, completion: CourseCompletion, now: datetime) -> Certificate:
    """For those who hold the lock on the user and know that the completion has no certificate."""
    version = completion.version
    content = _content(version.course_key, version.digest, completion.language, settings.SITE_NAME)
    held = list(Certificate.objects.filter(user=user).order_by("-issued_at", "-pk"))
    links = [one for one in held if one.subject_key == version.course_key]
    links = [one for one in links if one.kind == Certificate.Kind.COURSE]
    current = next((one for one in links if one.ended_on is None), None)
    certificate = Certificate(
        user=user,
        completion=completion,
        holder=held[0].holder if held else uuid.uuid4(),
        chain=links[0].chain if links else uuid.uuid4(),
        issued_at=now,
        credits=cpdrules.awarded(
            user=user,
            course=content.facts["subject_code"],
            minutes=content.facts["minutes"],
            day=completion.completed_at.date(),
        ),
        **_facts_of_person(user),
        **_facts_of_completion(completion, content.facts),
        **_term(completion, content.validity_months),
    )
    if current:
        _join(certificate, current)
    elif ended := [one.ended_on for one in links if one.ended_on]:
        certificate.valid_from = max(certificate.valid_from, *ended)  # spells never overlap
    certificate.save(force_insert=True)
    Notice.objects.create(
        certificate=certificate, kind=Notice.Kind.ISSUED, created_at=now, changed_at=now
    )
    return certificate


def _join(certificate: Certificate, current: Certificate) -> None:
    """The newer completion is the one that counts, even if its certificate is issued first."""
    if certificate.completed_at < current.completed_at:
        certificate.ended_on = certificate.valid_from
        return
    certificate.replaces = current
    certificate.valid_from = max(certificate.valid_from, current.valid_from)
    current.ended_on = certificate.valid_from
    current.save(update_fields=["ended_on"])


def course_of(completion: CourseCompletion) -> CoursePage:
    """The course in the language it was completed in, or in any other if that is gone."""
    return course_in(completion.version.course_key, completion.language)


def course_in(key: uuid.UUID, language: str) -> CoursePage:
    """The course in the language, or in any other if it is not there. Raises CourseGone."""
    pages = CoursePage.objects.filter(translation_key=key)
    page = pages.filter(locale__language_code=language).first() or pages.first()
    if page is None:
        raise CourseGone(key)
    return page


def _facts_of_person(user: User) -> dict[str, Any]:
    return {
        "holder_name": names.clean(user.certificate_name),
        "country": user.country,
        "cadre": user.cadre,
    }


def facts_of_course(course: CoursePage) -> dict[str, Any]:
    language = course.locale.language_code
    steps = regular_steps(course).specific()
    marks = [mark for step in steps if (mark := getattr(step, "pass_mark", None)) is not None]
    return {
        "issuer": settings.SITE_NAME,
        "subject_key": course.course_key,
        "subject_code": course.key,
        "title": course.title,
        "language": language,
        "minutes": course.minutes or sum(step.minutes for step in steps),
        "pass_mark": min(marks, default=None),
        "level": course.level,
        "competencies": [
            {"code": code, "label": COMPETENCIES[code].title(language), "level": course.level}
            for code in course.competencies
            if code in COMPETENCIES
        ],
    }


def facts_of_content(completion: CourseCompletion, course: CoursePage) -> dict[str, Any]:
    return _facts_of_completion(completion, facts_of_course(course))


@dataclass(frozen=True)
class Content:
    facts: dict[str, Any]
    validity_months: int


@lru_cache(maxsize=256)
def _content(course_key: uuid.UUID, _digest: str, language: str, _issuer: str) -> Content:
    """What a version of a course says in a language: the same for all who completed it, so it is read once per process."""
    course = course_in(course_key, language)
    return Content(facts_of_course(course), course.validity_months)


def _facts_of_completion(completion: CourseCompletion, content: dict[str, Any]) -> dict[str, Any]:
    return content | {
        "version": completion.version.number,
        "version_digest": completion.version.digest,
        "completed_at": completion.completed_at,
    }


def _term(completion: CourseCompletion, months: int) -> dict[str, Any]:
    first = completion.completed_at.date()
    return {"valid_from": first, "valid_until": last_valid_day(first, months)}
