import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readiness import simulation, spells


class Command(BaseCommand):
    help = "Fill the register with simulated people and certificates, marked as simulated on every page it touches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--certificates", type=int, default=100_000)
        parser.add_argument(
            "--programmes",
            type=int,
            default=8,
            help="publish simulated ones until there are so many",
        )
        parser.add_argument("--clear", action="store_true", help="Take the simulation away again.")

    def handle(
        self, *_args: Any, certificates: int, programmes: int, clear: bool, **_options: Any
    ) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("A simulated register belongs on a development installation only.")
        now = timezone.now()
        if clear:
            simulation.clear()
        else:
            began = time.perf_counter()
            added = simulation.seed(
                certificates=certificates, today=now.date(), now=now, at_least=programmes
            )
            self.stdout.write(
                f"{added} simulated certificates in {time.perf_counter() - began:.1f} s."
            )
        began = time.perf_counter()
        read = spells.count_all(now=timezone.now())
        self.stdout.write(f"{read} certificates counted in {time.perf_counter() - began:.1f} s.")
