"""From frozen facts to a signed Open Badges 3.0 credential, its JWT, and the list of those that ended."""

import hashlib
import json
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from joserfc import jwt

from certificates import credential, jsonproof, keys, offline, proving, statuslist
from certificates.credential import Document
from certificates.models import Certificate, Credential, SigningKey, StatusList
from certificates.paper import check_url, duration

LIST_IS_FRESH_FOR = timedelta(days=1)
LIST_IS_VALID_FOR = timedelta(days=14)


class Erased(Exception):
    """The holder's account was deleted: nothing about her is signed any more."""


def issuer_did() -> str:
    return "did:web:" + urlsplit(settings.SITE_URL).netloc.replace(":", "%3A")


def did_document() -> Document:
    """Every Ed25519 key, retired ones too: what they signed stays checkable."""
    did = issuer_did()
    rows = SigningKey.objects.filter(algorithm=keys.Algorithm.ED25519).order_by("pk")
    methods = [
        {
            "id": f"{did}#{key.public}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.public,
        }
        for key in rows
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def sign(*, certificate: Certificate, now: datetime) -> Credential:
    """Once per certificate; safe to repeat. Raises Erased, keys.NoKey, keys.NoSecret, keys.WrongSecret."""
    row = _row(certificate)
    if row.signed_at is not None:
        return row
    if certificate.user is None:
        raise Erased
    unsigned = describe(certificate, row)
    held = keys.in_use()
    edwards = held[keys.Algorithm.ED25519]
    document = _signed(unsigned, now, edwards)
    token = _as_jwt(unsigned, certificate, held.get(keys.Algorithm.RS256))
    payload = _for_the_qr_code(certificate, row, edwards)
    facts = {
        "document": document,
        "jwt": token,
        "offline": payload,
        "prints": proving.prints_of(document=document, token=token, payload=payload),
        "signed_at": now,
    }
    if not Credential.objects.filter(pk=row.pk, signed_at=None).update(**facts):
        return Credential.objects.get(pk=row.pk)  # somebody else was faster
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def unsigned() -> QuerySet[Certificate]:
    """Certificates that should have a credential and have none."""
    return Certificate.objects.filter(credential__signed_at=None).exclude(user=None)


def publish_list(*, number: int, now: datetime) -> StatusList:
    """Builds and signs the list anew if a bit changed or it grew old. Safe to repeat. Raises as `sign`."""
    ended = _ended(number, now)
    digest = hashlib.sha256(json.dumps(ended).encode()).hexdigest()
    published = StatusList.objects.filter(number=number).first()
    if published and published.digest == digest and now - published.built_at < LIST_IS_FRESH_FOR:
        return published
    document = _signed(_list_document(number, ended, now), now)
    published, _created = StatusList.objects.update_or_create(
        number=number, defaults={"document": document, "digest": digest, "built_at": now}
    )
    return published


def list_numbers() -> list[int]:
    return sorted(set(Credential.objects.values_list("status_list", flat=True)))


def describe(certificate: Certificate, row: Credential) -> Document:
    """What is going to be signed: hashed identity, no name, no score."""
    with translation.override(certificate.language):
        achievement = achievement_of(certificate)
    list_url = _absolute("status_list", row.status_list)
    return {
        "@context": [credential.VC_CONTEXT, credential.OB_CONTEXT, credential.OB_EXTENSIONS],
        "id": check_url(certificate),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.title,
        "issuer": {
            "id": issuer_did(),
            "type": ["Profile"],
            "name": certificate.issuer,
            "url": settings.SITE_URL,
        },
        "validFrom": f"{certificate.valid_from}T00:00:00Z",
        "validUntil": f"{certificate.valid_until}T23:59:59Z",
        "awardedDate": _instant(certificate.completed_at),
        "credentialSubject": {
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": ["AchievementSubject"],
            "identifier": [_hashed_address(certificate)],
            "achievement": achievement,
        },
        "credentialStatus": {
            "id": f"{list_url}#{row.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(row.status_index),
            "statusListCredential": list_url,
        },
        "credentialSchema": [
            {
                "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
                "type": "1EdTechJsonSchemaValidator2019",
            }
        ],
    }


def achievement_of(certificate: Certificate) -> Document:
    """What holders of this content version can do; nothing about the holder. In the active language."""
    url = _absolute(
        "achievement", certificate.subject_key, certificate.version, certificate.language
    )
    narrative = _("Complete all required steps (%(time)s) and pass the assessment.")
    if certificate.pass_mark is not None:
        narrative = _(
            "Complete all required steps (%(time)s) and pass the assessment with %(mark)d %%."
        )
    facts = {"time": duration(certificate.minutes), "mark": certificate.pass_mark}
    return {
        "id": url,
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": certificate.title,
        "description": "; ".join(c["label"] for c in certificate.competencies) or certificate.title,
        "criteria": {"id": url, "narrative": narrative % facts},
        "image": {
            "id": _absolute(
                "achievement_image",
                certificate.subject_key,
                certificate.version,
                certificate.language,
            ),
            "type": "Image",
        },
        "humanCode": certificate.subject_code.upper(),
        "inLanguage": certificate.language,
        "version": str(certificate.version),
        "alignment": [_alignment(url, competency) for competency in certificate.competencies],
    }


def _alignment(url: str, competency: dict[str, Any]) -> Document:
    return {
        "type": ["Alignment"],
        "targetName": competency["label"],
        "targetCode": competency["code"],
        "targetUrl": f"{url}#{competency['code']}",
        "targetFramework": "Genomic Literacy Framework",
        "targetType": "CFItem",
    }


def _hashed_address(certificate: Certificate) -> Document:
    salt = secrets.token_hex(16)
    address = certificate.user.email if certificate.user else ""
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": "sha256$" + hashlib.sha256((address + salt).encode()).hexdigest(),
        "identityType": "emailAddress",
        "salt": salt,
    }


def _row(certificate: Certificate) -> Credential:
    """The certificate's place on a status list: a random bit that nobody else has."""
    row = Credential.objects.filter(certificate=certificate).first()
    number = 0
    while row is None:
        number = _next_list(number)
        try:
            with transaction.atomic():
                row = Credential.objects.create(
                    certificate=certificate,
                    status_list=number,
                    status_index=secrets.randbelow(statuslist.LENGTH),
                )
        except IntegrityError:  # the bit is taken, or the certificate got one meanwhile
            row = Credential.objects.filter(certificate=certificate).first()
    return row


def _next_list(tried: int) -> int:
    """The newest list; a bit that was taken is the sign to look whether half of it is, and then it is the next one."""
    newest = Credential.objects.aggregate(number=Max("status_list"))["number"] or 1
    if not tried:
        return int(newest)
    taken = Credential.objects.filter(status_list=newest).count()
    return int(newest + 1 if taken >= statuslist.LENGTH // 2 else newest)


def _ended(number: int, now: datetime) -> list[int]:
    rows = Credential.objects.filter(status_list=number, certificate__ended_on__lte=now.date())
    return sorted(rows.values_list("status_index", flat=True))


def _list_document(number: int, ended: list[int], now: datetime) -> Document:
    url = _absolute("status_list", number)
    return {
        "@context": [credential.VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did(),
        "validFrom": _instant(now),
        "validUntil": _instant(now + LIST_IS_VALID_FOR),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": statuslist.encode(ended),
        },
    }


def _signed(document: Document, now: datetime, key: SigningKey | None = None) -> Document:
    key = key or keys.active(keys.Algorithm.ED25519)
    method = f"{issuer_did()}#{key.public}"
    return credential.sign(document, keys.private_ed25519(key), method, _instant(now))


def signed_file(document: Document, now: datetime) -> Document:
    """Plain JSON with a proof by the key of the credentials. Raises as `sign`."""
    key = keys.active(keys.Algorithm.ED25519)
    method = f"{issuer_did()}#{key.public}"
    return jsonproof.sign(document, keys.private_ed25519(key), method, _instant(now))


def _for_the_qr_code(certificate: Certificate, row: Credential, key: SigningKey) -> str:
    promise = offline.Promise(
        code=certificate.code,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        status_list=row.status_list,
        status_index=row.status_index,
        version=certificate.version,
        name_print=offline.name_print(certificate.code, certificate.holder_name),
        subject_code=certificate.subject_code,
        title=certificate.title,
    )
    return offline.sign(promise, keys.private_ed25519(key))


def facts_for_offline() -> Document:
    """All that a reader needs to check papers without a network, as of now: every key, every status list."""
    rows = SigningKey.objects.filter(algorithm=keys.Algorithm.ED25519).order_by("pk")
    public = [(credential.from_multikey(row.public), row.retired_at) for row in rows]
    return {
        "keys": {
            offline.key_id(key).hex(): key.public_bytes_raw().hex() for key, _retired in public
        },
        "retired": {
            offline.key_id(key).hex(): _instant(retired) for key, retired in public if retired
        },
        "lists": {
            str(row.number): {
                "built": _instant(row.built_at),
                "encoded": row.document["credentialSubject"]["encodedList"],
            }
            for row in StatusList.objects.order_by("number")
        },
    }


def _as_jwt(document: Document, certificate: Certificate, key: SigningKey | None) -> str:
    """The second form that the Open Badges specification allows; empty if no RSA key was made."""
    if key is None:
        return ""
    claims = document | {
        "iss": document["issuer"]["id"],
        "jti": document["id"],
        "sub": document["credentialSubject"]["id"],
        "nbf": _seconds(certificate.valid_from),
        "exp": _seconds(certificate.valid_until + timedelta(days=1)),
    }
    header = {"alg": "RS256", "typ": "JWT", "kid": _absolute("credential_key", key.pk)}
    return jwt.encode(header, claims, keys.private_rsa(key), algorithms=["RS256"])


def _absolute(name: str, *args: object) -> str:
    return str(settings.SITE_URL + reverse(name, args=args))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seconds(day: Any) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
