"""A holder's certificates for registers of health workers: one FHIR R4 transaction that can be sent any number of times.

Each resource is put under an identifier of ours (conditional update), so a second delivery changes what the first one made. A
`Practitioner` with qualifications suits mCSD; a `Basic` per certificate follows the profile of in-service training of iHRIS.
"""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from accounts.models import User
from certificates.models import Certificate
from certificates.paper import check_url
from certificates.status import last_day

IHRIS = "http://ihris.org/fhir/StructureDefinition/"
Resource = dict[str, Any]


def bundle(*, user: User, certificates: Iterable[Certificate]) -> Resource:
    """Revoked ones are in it too, with the day they ended, so that a register learns of it."""
    certificates = list(certificates)
    person = _address(f"{_people()}/{user.pseudonym}")
    practitioner = _entry(person, _people(), str(user.pseudonym), _practitioner(user, certificates))
    trainings = [
        _entry(_address(check_url(one)), _papers(), one.code, _training(one, person))
        for one in certificates
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": [practitioner, *trainings]}


def _address(name: str) -> str:
    """The same within and between deliveries."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def _entry(address: str, system: str, value: str, resource: Resource) -> Resource:
    kind = resource["resourceType"]
    identified = resource | {"identifier": [{"system": system, "value": value}]}
    request = {"method": "PUT", "url": f"{kind}?identifier={system}|{value}"}
    return {"fullUrl": address, "resource": identified, "request": request}


def _practitioner(user: User, certificates: list[Certificate]) -> Resource:
    person: Resource = {"resourceType": "Practitioner"}
    if user.certificate_name:
        person["name"] = [{"text": user.certificate_name}]
    if certificates:
        person["qualification"] = [_qualification(one) for one in certificates]
    return person


def _qualification(certificate: Certificate) -> Resource:
    subjects = f"{settings.SITE_URL}/credentials/achievements"
    code = {"system": subjects, "code": certificate.subject_code.upper()}
    return {
        "identifier": [{"system": _papers(), "value": certificate.code}],
        "code": {"coding": [code | {"display": certificate.title}], "text": certificate.title},
        "period": _period(certificate),
        "issuer": {"display": certificate.issuer},
    }


def _training(certificate: Certificate, person: str) -> Resource:
    day = certificate.completed_at.date().isoformat()
    facts: list[Resource] = [
        {"url": "provider", "valueString": certificate.issuer},
        {"url": "courseName", "valueString": certificate.title},
        {"url": "startDate", "valueDate": day},
        {"url": "endDate", "valueDate": day},
    ]
    if (whole := _whole_credits(certificate)) is not None:
        facts.insert(2, {"url": "credits", "valueInteger": whole})
    return {
        "resourceType": "Basic",
        "meta": {"profile": [f"{IHRIS}ihris-basic-inservice-training"]},
        "code": {"text": "In-service training"},
        "extension": [
            {
                "url": f"{IHRIS}ihris-practitioner-reference",
                "valueReference": {"reference": person},
            },
            {"url": f"{IHRIS}ihris-inservice-training", "extension": facts},
        ],
    }


def _whole_credits(certificate: Certificate) -> int | None:
    """The profile has whole numbers only: a fraction, or the credits of several councils, are left out, never rounded."""
    amounts = [Decimal(one["amount"]) for one in certificate.credits]
    return int(amounts[0]) if len(amounts) == 1 and amounts[0] % 1 == 0 else None


def _period(certificate: Certificate) -> dict[str, str]:
    """A certificate that was replaced or revoked on its first day lasted that day at most: FHIR wants start ≤ end."""
    end: date = max(last_day(certificate), certificate.valid_from)
    return {"start": certificate.valid_from.isoformat(), "end": end.isoformat()}


def _people() -> str:
    return f"{settings.SITE_URL}/people"


def _papers() -> str:
    return f"{settings.SITE_URL}/c/"
