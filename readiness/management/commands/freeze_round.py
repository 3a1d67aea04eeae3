from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from readiness import snapshots


class Command(BaseCommand):
    help = "Freeze the public figures of a reference day. Safe to repeat: what is frozen never changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, help="for example 2026-12-31")

    def handle(self, *_args: Any, day: date, **_options: Any) -> None:
        try:
            frozen = snapshots.freeze(day, now=timezone.now())
        except snapshots.NotOver as problem:
            raise CommandError(f"{day} is not over yet; its figures can still change.") from problem
        self.stdout.write(
            f"Round {frozen.day}, frozen {frozen.frozen_at:%Y-%m-%d}: {frozen.digest}"
        )
