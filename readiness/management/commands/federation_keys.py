from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import keys


class Command(BaseCommand):
    help = "Print the public key that rounds are signed with (the Ed25519 key of credentials); makes it if there is none."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            key = keys.active(keys.Algorithm.ED25519)
        except keys.NoKey:
            call_command("credential_keys", "create", stdout=self.stderr)
            key = keys.active(keys.Algorithm.ED25519)
        except keys.NoSecret as problem:
            raise CommandError("Set CREDENTIAL_SECRET first; see docs/running.md.") from problem
        self.stdout.write(key.public)
        self.stderr.write(
            f"In use since {timezone.localdate(key.created_at)}. Give it to the regional office,"
            " who register it under CMS → Installations of countries, and compare it by telephone."
        )
