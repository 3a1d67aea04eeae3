import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import countries
from certificates import keys
from readiness import federation

ADDRESS = "api/v1/readiness/federation/rounds"
SECONDS = 30


class Command(BaseCommand):
    help = "Send a country's public figures of a frozen round, signed, to the regional installation. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "day", type=date.fromisoformat, help="a frozen round, such as 2026-12-31"
        )
        parser.add_argument("--country", required=True, help="three letters, such as SWE")
        parser.add_argument("--to", default="", help="address of the regional site")
        parser.add_argument(
            "--file", type=Path, help="write what would be sent to this file instead"
        )

    def handle(
        self, *_args: Any, day: date, country: str, to: str, file: Path | None, **_options: Any
    ) -> None:
        if country not in countries.EUR:
            raise CommandError(f"{country} is not the three-letter code of a Member State.")
        if bool(to) == bool(file):
            raise CommandError("Name either the regional site (--to) or a file (--file).")
        body = self._body(day, country)
        if file:
            file.write_bytes(body)
            self.stdout.write(f"Written: {file}")
        else:
            self._send(to, body)

    def _body(self, day: date, country: str) -> bytes:
        try:
            key = keys.private_ed25519(keys.active(keys.Algorithm.ED25519))
            signed = federation.build(day, country, key=key, now=timezone.now())
        except keys.NoKey as problem:
            raise CommandError("There is no key yet: manage.py federation_keys") from problem
        except (keys.NoSecret, keys.WrongSecret) as problem:
            raise CommandError("CREDENTIAL_SECRET does not open the key.") from problem
        except federation.NotFrozen as problem:
            raise CommandError(
                f"The round of {day} is not frozen here: manage.py freeze_round {day}"
            ) from problem
        return json.dumps({"document": signed.document, "signature": signed.signature}).encode()

    def _send(self, site: str, body: bytes) -> None:
        parts = urlsplit(site)
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise CommandError("The regional site must have an https address.")
        request = Request(  # noqa: S310 - https, or this machine
            f"{site.rstrip('/')}/{ADDRESS}", body, {"Content-Type": "application/json"}
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                receipt = json.load(answer)
        except HTTPError as problem:
            raise CommandError(f"Refused: {_reason(problem)}") from problem
        except (URLError, TimeoutError, ValueError) as problem:
            raise CommandError(f"The regional site did not answer: {problem}") from problem
        word = "Accepted" if receipt["status"] == "accepted" else "Received before, nothing changed"
        self.stdout.write(f"{word}: {receipt['country']} {receipt['day']} {receipt['digest']}")


def _reason(problem: HTTPError) -> str:
    try:
        return str(json.load(problem)["detail"])
    except (ValueError, KeyError, TypeError):
        return f"status {problem.code}"
