"""A signed credential in the forms that wallets and people carry."""

from collections.abc import Callable
from urllib.parse import urlencode

from certificates import baking, paper, picture
from certificates.models import Certificate, Credential


def as_json(row: Credential) -> tuple[bytes, str]:
    return paper.credential_text(row).encode(), "application/vc"


def as_jwt(row: Credential) -> tuple[bytes, str]:
    return row.jwt.encode(), "application/vc+jwt"


def as_png(row: Credential) -> tuple[bytes, str]:
    plain = picture.draw(paper.badge(row.certificate), "png")
    return baking.into_png(plain, paper.credential_text(row)), "image/png"


def as_svg(row: Credential) -> tuple[bytes, str]:
    plain = picture.draw(paper.badge(row.certificate), "svg").decode()
    baked = baking.into_svg(plain, paper.credential_text(row))
    return baked.encode(), "image/svg+xml"


def linkedin(certificate: Certificate) -> str:
    """The form of that site, filled in; nothing is sent before the holder opens it."""
    facts = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.title,
        "organizationName": certificate.issuer,
        "issueYear": certificate.valid_from.year,
        "issueMonth": certificate.valid_from.month,
        "expirationYear": certificate.valid_until.year,
        "expirationMonth": certificate.valid_until.month,
        "certUrl": paper.check_url(certificate),
        "certId": certificate.grouped_code,
    }
    return "https://www.linkedin.com/profile/add?" + urlencode(facts)


FORMS: dict[str, Callable[[Credential], tuple[bytes, str]]] = {
    "json": as_json,
    "jwt": as_jwt,
    "png": as_png,
    "svg": as_svg,
}
