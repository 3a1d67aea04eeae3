import tomllib
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from courses import programmes, site


class Command(BaseCommand):
    help = (
        "Publish the programmes of content/programmes.toml whose courses are there. Safe to repeat."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        text = (settings.CONTENT_DIR / "programmes.toml").read_text(encoding="utf-8")
        catalogue = site.build()
        for source in tomllib.loads(text)["programmes"]:
            try:
                programmes.install(catalogue, source)
            except programmes.MissingCourse as missing:
                self.stdout.write(f"{source['key']}: waits for the course {missing}.")
            else:
                self.stdout.write(f"{source['key']}: published.")
