from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms import startup


class Command(BaseCommand):
    help = "Wait until the database answers and is migrated; for processes that start beside the web server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, default=300, help="seconds to wait (300)")

    def handle(self, *_args: Any, wait: float, **_options: Any) -> None:
        try:
            startup.wait_for_migrations(seconds=wait)
        except startup.DatabaseAway as away:
            raise CommandError(str(away)) from away
