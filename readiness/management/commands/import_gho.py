from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.countries import COUNTRIES
from readiness import importing, workforce_files


class Command(BaseCommand):
    help = "Import headcounts from a WHO GHO export (classic CSV or OData JSON). Shows the plan; --apply keeps it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true")

    def handle(self, *_args: Any, file: Path, apply: bool, **_options: Any) -> None:
        now = timezone.now()
        counts, problems = workforce_files.gho(
            file.read_bytes(), countries=COUNTRIES, this_year=now.year
        )
        for problem in problems:
            self.stderr.write(importing.sentence(problem))
        if not counts:
            raise CommandError("There is no headcount in this file.")
        for item in importing.plan(counts, method="reported"):
            if item.change != "same":
                mark = "  series break" if item.is_break else ""
                count = item.count
                self.stdout.write(
                    f"{item.change:8} {count.country} {count.group} {count.year} {count.value}{mark}"
                )
        if apply:
            kept = importing.apply(counts, method="reported", by=None, now=now)
            self.stdout.write(f"{kept} figures kept.")
