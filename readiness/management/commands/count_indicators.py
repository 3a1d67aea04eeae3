from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from readiness import tallies


class Command(BaseCommand):
    help = "Counts what stands behind the indicators now; the worker does it every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = tallies.refresh(now=timezone.now())
        self.stdout.write(f"{kept} counts kept")
