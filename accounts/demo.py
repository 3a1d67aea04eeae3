"""One demo person per role, for development only. Production refuses to start while any of them exists."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import consent
from accounts.models import CountryRole, Role, User

DOMAIN = "demo.test"  # RFC 6761: never delivered anywhere
PASSWORD = "genomics-demo"  # noqa: S105 - development only, refused in production

PEOPLE: list[tuple[str, str, str, str, list[tuple[Role, str]]]] = [
    # address, name, country, cadre, roles
    ("learner", "Demo learner", "SWE", "2221", []),
    ("trainer", "Demo trainer", "SWE", "2212", [(Role.TRAINER, "SWE")]),
    ("focal", "Demo focal point", "SWE", "1342", [(Role.FOCAL_POINT, "SWE")]),
    ("editor", "Demo editor", "DNK", "2262", [(Role.EDITOR, "")]),
    ("analyst", "Demo analyst", "DNK", "1342", [(Role.ANALYST, "")]),
]


def create() -> list[tuple[str, str]]:
    """Make the demo people that are missing; return (address, what she is). Safe to repeat."""
    made = [_person(*person) for person in PEOPLE]
    admin = _account("admin", "Demo administrator", "DNK", "1342")
    User.objects.filter(pk=admin.pk).update(is_staff=True, is_superuser=True)
    return [*made, (admin.email, admin.certificate_name)]


def present() -> bool:
    return User.objects.filter(email__endswith=f"@{DOMAIN}").exists()


def _person(
    address: str, name: str, country: str, cadre: str, roles: list[tuple[Role, str]]
) -> tuple[str, str]:
    user = _account(address, name, country, cadre)
    for role, where in roles:
        CountryRole.objects.get_or_create(user=user, role=role, country=where)
    return user.email, name


@transaction.atomic
def _account(address: str, name: str, country: str, cadre: str) -> User:
    email = f"{address}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, PASSWORD, certificate_name=name, country=country, cadre=cadre
        )
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        consent.give(user=user, language=user.language, now=timezone.now())
    return user
