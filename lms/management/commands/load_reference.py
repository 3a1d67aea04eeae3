from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from authoring import staff
from courses import site
from readiness import denominators, reference


class Command(BaseCommand):
    help = (
        "Load what every installation needs: languages, page tree, reference data. Safe to repeat."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        site.build()
        staff.build()
        self.stdout.write("Languages, home pages and catalogues are in place.")
        added = denominators.record(reference.workforce(), now=timezone.now())
        self.stdout.write(f"Workforce counts: {added} new.")
