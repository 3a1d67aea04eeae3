"""`manage.py load_activities`: the project's own task types, and the practice activities of the bundled courses."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from h5p import libraries, placing


class Command(BaseCommand):
    help = "Install the bundled H5P task types and place the activities of the bundled courses. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        new = libraries.install_bundled()
        files = sorted((settings.CONTENT_DIR / "activities").glob("*.toml"))
        steps = sum(placing.place(file) for file in files)
        self.stdout.write(f"{new} new task types, {steps} new activity steps.")
