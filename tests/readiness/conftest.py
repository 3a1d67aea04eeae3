import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Role
from certificates.models import Certificate
from readiness import denominators
from tests import factories


@pytest.fixture
def analyst(db):
    return factories.person("wen", "Wen Li", "DNK", "1342", (Role.ANALYST, ""))


@pytest.fixture
def gwen(db):
    """Focal point of Georgia: must not see or edit Sweden."""
    return factories.person("gwen", "გვანცა", "GEO", "1342", (Role.FOCAL_POINT, "GEO"))


@pytest.fixture
def programme(catalogue, course):
    return factories.programme(catalogue, course)


def certify(user, course, start, *, days=730, holder=None, country=None, cadre=None):
    """A certificate as the certificates room issues it; a second one for the course replaces the first."""
    held = Certificate.objects.filter(user=user)
    current = held.filter(subject_key=course.course_key, ended_on=None).first()
    if current:
        current.ended_on = max(start, current.valid_from)
        current.save(update_fields=["ended_on"])
    first = max(start, current.valid_from) if current else start
    return Certificate.objects.create(
        user=user,
        holder=holder or held.values_list("holder", flat=True).first() or uuid.uuid4(),
        chain=current.chain if current else uuid.uuid4(),
        subject_key=course.course_key,
        subject_code=course.key,
        title=course.title,
        issuer="Test",
        version=1,
        version_digest="0" * 64,
        language="en",
        minutes=60,
        level=1,
        country=user.country if country is None else country,
        cadre=user.cadre if cadre is None else cadre,
        completed_at=datetime(start.year, start.month, start.day, 9, tzinfo=UTC),
        issued_at=datetime(start.year, start.month, start.day, 9, tzinfo=UTC),
        valid_from=first,
        valid_until=first + timedelta(days=days - 1),
    )


def revoke(certificate, day: date, now: datetime | None = None):
    certificate.revoked_at = now or datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    certificate.revocation_reason = Certificate.Reason.NOT_OWN_WORK
    certificate.ended_on = max(day, certificate.valid_from)
    certificate.save()


def workforce(country, group, value, year=2024, method="register", *, now=None):
    denominators.record(
        [
            {
                "country": country,
                "group": group,
                "value": value,
                "year": year,
                "method": method,
                "source": "National register",
            }
        ],
        now=now or datetime(2025, 1, 1, tzinfo=UTC),
    )
