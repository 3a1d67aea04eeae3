"""manage.py regrade KEY --policy current-key: shows what would change; with --apply and --reason it is done."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments import regrading
from assessments.models import Item
from assessments.policies import POLICIES
from assessments.tasks import run_regrade


class Command(BaseCommand):
    help = "Grade a question anew with its present key: look first, then --apply with a --reason."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("key")
        parser.add_argument("--policy", choices=POLICIES, default="current-key")
        parser.add_argument(
            "--take-back-passes",
            action="store_true",
            help="attempts that no longer reach the pass mark count as failed (steps and certificates stay)",
        )
        parser.add_argument("--apply", action="store_true")
        parser.add_argument("--reason", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        item = Item.objects.filter(key=options["key"]).first()
        if item is None:
            raise CommandError(f"There is no question “{options['key']}”.")
        facts = {
            "item": item,
            "policy": options["policy"],
            "keep_passed": not options["take_back_passes"],
        }
        try:
            self._look(facts)
            if options["apply"]:
                self._apply(facts, options["reason"])
        except regrading.NothingToGradeWith:
            raise CommandError("The question has no live text to grade with.") from None
        except regrading.RegradeRunning:
            raise CommandError("This question is being regraded already.") from None

    def _look(self, facts: dict[str, Any]) -> None:
        outlook = regrading.look(**facts)
        self.stdout.write(f"{outlook.attempts} attempts looked at, {outlook.changed} change:")
        self.stdout.write(f"  {len(outlook.fail_to_pass)} from failed to passed")
        self.stdout.write(f"  {len(outlook.pass_to_fail)} from passed to failed")

    def _apply(self, facts: dict[str, Any], reason: str) -> None:
        if not reason.strip():
            raise CommandError("Say with --reason why; it is kept with the regrade.")
        regrade = regrading.decide(**facts, reason=reason, by=None, now=timezone.now())
        run_regrade.delay_on_commit(regrade.pk)
        self.stdout.write(f"Regrade {regrade.pk} is decided; a worker applies it.")
