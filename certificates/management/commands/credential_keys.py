from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates import keys
from certificates.models import SigningKey

EXPLAIN = {
    keys.NoSecret: "Set CREDENTIAL_SECRET (or CREDENTIAL_SECRET_FILE) to at least 32 random characters.",
    keys.WrongSecret: "The keys were encrypted with another secret.",
}


class Command(BaseCommand):
    help = (
        "The keys that credentials are signed with. create: make those that are missing. rotate: retire the present "
        "ones, which stay published, and make new ones. rewrap: after CREDENTIAL_SECRET was changed; the old one is "
        "read from the file named with --old. list: public parts only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["create", "rotate", "rewrap", "list"])
        parser.add_argument("--old", type=Path, help="file with the former secret, for rewrap")

    def handle(self, *_args: Any, action: str, old: Path | None, **_options: Any) -> None:
        try:
            getattr(self, f"_{action}")(old)
        except tuple(EXPLAIN) as problem:
            raise CommandError(EXPLAIN[type(problem)]) from problem

    def _create(self, _old: Path | None) -> None:
        for algorithm in keys.Algorithm:
            if keys.create(algorithm=algorithm, now=timezone.now()):
                self.stdout.write(f"Made a key: {algorithm.label}.")

    def _rotate(self, _old: Path | None) -> None:
        for algorithm in keys.Algorithm:
            keys.rotate(algorithm=algorithm, now=timezone.now())
            self.stdout.write(f"Made a new key: {algorithm.label}. The former one stays published.")

    def _rewrap(self, old: Path | None) -> None:
        if old is None:
            raise CommandError("Name the file with the former secret: --old FILE.")
        count = keys.rewrap(old_secret=old.read_text(encoding="utf-8").strip())
        self.stdout.write(f"{count} keys are now encrypted with the present secret.")

    def _list(self, _old: Path | None) -> None:
        for key in SigningKey.objects.order_by("pk"):
            state = f"retired {key.retired_at:%Y-%m-%d}" if key.retired_at else "in use"
            self.stdout.write(
                f"{key.get_algorithm_display()}  {key.created_at:%Y-%m-%d}  {state}  {key.public[:60]}"
            )
