from typing import Any

from django.core.management.base import BaseCommand

from courses import programmes


class Command(BaseCommand):
    help = "Make the programmes that ship with the platform, once their courses are published. Safe to repeat."

    def handle(self, *_args: Any, **_options: Any) -> None:
        made = programmes.load()
        self.stdout.write("Programmes made: " + (", ".join(made) or "none, all are there") + ".")
