from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from h5p import clearing


class Command(BaseCommand):
    help = "Show H5P libraries that no activity runs with; --delete removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true")

    def handle(self, *_args: Any, delete: bool, **_options: Any) -> None:
        now = timezone.now()
        found = clearing.unused(now=now)
        for one in found:
            self.stdout.write(f"{one.library}  {one.bytes / 1024:.0f} KB")
        self.stdout.write(f"{len(found)} libraries, {sum(o.bytes for o in found) / 1e6:.1f} MB.")
        if delete:
            count = clearing.remove(digests=[one.library.digest for one in found], now=now)
            self.stdout.write(f"{count} removed. Their files go with the next sweep.")
