"""manage.py regrade KEY --policy current-key: shows what would change; with --apply and --reason it is done."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments import regrading
from assessments.models import Item, RegradeLook
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
        try:
            seen = self._look(item, options["policy"])
            if options["apply"]:
                self._apply(seen, options["reason"], keep_passed=not options["take_back_passes"])
        except regrading.NothingToGradeWith:
            raise CommandError("The question has no live text to grade with.") from None
        except regrading.RegradeRunning:
            raise CommandError("This question is being regraded already.") from None

    def _look(self, item: Item, policy: str) -> RegradeLook:
        now = timezone.now()
        seen = regrading.look(item=item, policy=policy, by=None, now=now)
        while regrading.look_chunk(pk=seen.pk, now=now):
            pass
        seen.refresh_from_db()
        self.stdout.write(f"{seen.seen} attempts looked at, {seen.changed} change:")
        self.stdout.write(f"  {seen.up} from failed to passed")
        self.stdout.write(f"  {seen.down} fall below the pass mark")
        self.stdout.write(f"  {seen.completions} of those finished the course,")
        self.stdout.write(f"  {seen.certificates} certificates stand behind them")
        return seen

    def _apply(self, seen: RegradeLook, reason: str, *, keep_passed: bool) -> None:
        if not reason.strip():
            raise CommandError("Say with --reason why; it is kept with the regrade.")
        regrade = regrading.decide(
            item=seen.item,
            policy=seen.policy,
            keep_passed=keep_passed,
            reason=reason,
            by=None,
            now=timezone.now(),
            seen=seen,
        )
        run_regrade.delay_on_commit(regrade.pk)
        self.stdout.write(f"Regrade {regrade.pk} is decided; a worker applies it.")
