from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from readiness import backtest


class Command(BaseCommand):
    help = "Check on simulated countries that the 80 % range of the projection holds four times in five."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--countries", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *_args: Any, countries: int, seed: int, **_options: Any) -> None:
        outcome = backtest.run(countries=countries, seed=seed)
        self.stdout.write(
            f"nominal 80 %, observed {100 * outcome.share:.1f} % of {outcome.months} held-out months "
            f"in {countries} simulated countries (seed {seed})"
        )
