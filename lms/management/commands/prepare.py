from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms import startup


class Command(BaseCommand):
    help = (
        "Bring the database up to date: migrate, load reference data, import and publish the bundled courses."
        " Waits for the database; of several processes one works and the others wait. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--wait", type=float, default=60, help="seconds to wait (60)")

    def handle(self, *_args: Any, wait: float, **_options: Any) -> None:
        try:
            startup.wait_for_database(seconds=wait)
        except startup.DatabaseAway as away:
            raise CommandError(str(away)) from away
        with startup.one_at_a_time():
            self._prepare()

    def _prepare(self) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_reference")
        if settings.DEVELOPMENT:
            call_command("credential_keys", "create")
        if settings.BUNDLED_COURSES:
            for file in sorted((settings.CONTENT_DIR / "courses").glob("*/course.toml")):
                self._import(str(file.parent))
            call_command("load_programmes")
            call_command("load_activities")

    def _import(self, folder: str) -> None:
        """What somebody edited in Wagtail stays; that is news for the console, not a reason to stay down."""
        try:
            call_command("import_course", folder, publish=True)
        except SystemExit:
            self.stdout.write(f"{folder}: the differences above were left as they are.")
