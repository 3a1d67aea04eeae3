from typing import Any

from django.core.management.base import BaseCommand

from courses import site


class Command(BaseCommand):
    help = (
        "Load what every installation needs: languages, page tree, reference data. Safe to repeat."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        site.build()
        self.stdout.write("Languages, home pages and catalogues are in place.")
