"""`manage.py h5p_install_bundled`: the project's own task types into the library store."""

from typing import Any

from django.core.management.base import BaseCommand

from h5p import libraries


class Command(BaseCommand):
    help = "Install the H5P task types that come with this project. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{libraries.install_bundled()} new libraries.")
