from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.countries import COUNTRIES
from accounts.models import CountryRole, Role, User
from accounts.roles import NATIONAL


class Command(BaseCommand):
    help = (
        "Who may act for whom. give and take: a role of the person with this address; trainers and focal points"
        " have a country (three letters, e.g. SWE). list: the roles somebody holds. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["give", "take", "list"])
        parser.add_argument("email")
        parser.add_argument("role", nargs="?", choices=Role.values)
        parser.add_argument("country", nargs="?", default="")

    def handle(
        self, *_args: Any, action: str, email: str, role: str | None, country: str, **_options: Any
    ) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody has an account with the address {email}.")
        if action != "list":
            held = CountryRole(user=user, role=_known(role, country), country=country)
            row = CountryRole.objects.filter(user=user, role=held.role, country=country).first()
            if action == "give" and row is None:
                held.save()
            if action == "take" and row is not None:
                row.delete()
        for row in user.country_roles.order_by("role", "country"):
            self.stdout.write(f"{row.role} {row.country}".strip())


def _known(role: str | None, country: str) -> str:
    if role is None:
        raise CommandError(f"Name a role: {', '.join(Role.values)}.")
    if role in NATIONAL and country not in COUNTRIES:
        raise CommandError(f"Name the country of the {role} in three letters, e.g. SWE.")
    if role not in NATIONAL and country:
        raise CommandError(f"The role {role} has no country.")
    return role
