"""`manage.py start`: the whole platform on one machine, in the foreground, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import demo

STOP_WITHIN = 10  # seconds a child gets to finish its work


class Command(BaseCommand):
    help = "Migrate, load the bundled courses, make demo people, then run web, worker and beat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--prepare-only", action="store_true", help="Do not start the servers.")

    def handle(self, *_args: Any, port: str, prepare_only: bool, **_options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "`start` is for one machine with the development settings; see docs/running.md."
            )
        # what is served is served as in production: no debug pages, static files packed once
        environment = {**os.environ, "DEBUG": "false", "SITE_URL": f"http://localhost:{port}"}
        self._first(environment, "prepare")
        self._first(environment, "collectstatic", "--noinput", "--verbosity", "0")
        if not prepare_only:
            self._announce(port)
            sys.exit(Family(self.stdout, port, environment).run())

    def _first(self, environment: dict[str, str], *command: str) -> None:
        program = [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]
        if subprocess.run(program, env=environment, check=False).returncode:
            raise CommandError(f"`{command[0]}` failed; see the lines above.")

    def _announce(self, port: str) -> None:
        self.stdout.write("\nDemo people (development only), password: " + demo.PASSWORD)
        for address, name in demo.create():
            self.stdout.write(f"  {address:24} {name}")
        self.stdout.write(
            f"\nOpen http://localhost:{port}/  Mail that would be sent: http://localhost:{port}/dev/mail/"
        )
        self.stdout.write(
            f"Editors and trainers: http://localhost:{port}/cms/  Stop with Ctrl-C.\n\n"
        )
        self.stdout.flush()


class Family:
    """The three children. When one ends, all end: nothing is restarted silently."""

    def __init__(self, stdout: Any, port: str, environment: dict[str, str]) -> None:
        self.stdout = stdout
        self.stopping = False
        self.environment = environment
        self.commands = {
            "web": [
                "gunicorn",
                "lms.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--threads",
                "4",
                "--no-control-socket",
                "--worker-tmp-dir",
                str(settings.VAR_DIR),
            ],
            "worker": [
                "celery",
                "-A",
                "lms",
                "worker",
                "--loglevel",
                "WARNING",
                "--concurrency",
                "2",
            ],
            "beat": ["celery", "-A", "lms", "beat", "--loglevel", "WARNING", "--pidfile="],
        }

    def run(self) -> int:
        """Start the children and wait; the exit code is 0 only when a person asked to stop."""
        signal.signal(signal.SIGINT, self._ask)
        signal.signal(signal.SIGTERM, self._ask)
        children = {name: self._spawn(command) for name, command in self.commands.items()}
        ended = self._wait(children)
        for child in children.values():
            child.terminate()
        for child in children.values():
            self._bury(child)
        if ended:
            self.stdout.write(
                f"The {ended} process ended by itself; everything was stopped. See the lines above."
            )
        return 1 if ended else 0

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        program = str(Path(sys.executable).parent / command[0])
        # an own session: Ctrl-C reaches this process alone, which then ends its children in order
        return subprocess.Popen(
            [program, *command[1:]],
            env=self.environment,
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )

    def _wait(self, children: dict[str, subprocess.Popen[bytes]]) -> str:
        while not self.stopping:
            for name, child in children.items():
                if child.poll() is not None:
                    return name
            time.sleep(0.2)
        return ""

    def _bury(self, child: subprocess.Popen[bytes]) -> None:
        try:
            child.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)  # with the processes it forked itself
            child.wait()

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True
