"""A small installation with real processes: a database of its own, a broker of its own, web requests and workers."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import psycopg

from tests.services import Redis, Running, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent


class Stage:
    """One installation under the development settings, in `folder`."""

    def __init__(self, folder: Path, *, database_url: str = "", redis: Redis | None = None) -> None:
        self.folder = folder
        self.database_url = database_url
        self.redis = redis
        self.running: list[Running] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "LOG_LEVEL": "ERROR",
            **({"DATABASE_URL": database_url} if database_url else {}),
            **({"REDIS_URL": redis.url} if redis else {}),
        }

    def python(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def play(self, scene: str, *arguments: object, **environment: str) -> list:
        """Run one function of scenes.py in a process of its own; what it returns."""
        done = self.python("-m", "tests.flows.scenes", scene, *map(str, arguments), **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def worker(self) -> Running:
        command = [sys.executable, "-m", "celery", "-A", "lms", "worker", "--concurrency", "2"]
        return self.start([*command, "--loglevel", "INFO", "--without-mingle", "--without-gossip"])

    def start(self, command: list[str]) -> Running:
        log = self.folder / f"process-{len(self.running)}.log"
        process = Running(command, log=log, cwd=ROOT, env=self.environment)
        self.running.append(process)
        return process

    def send(self, task: str) -> None:
        """A message as beat would send it."""
        done = self.python("-m", "celery", "-A", "lms", "call", task)
        assert done.returncode == 0, done.stderr

    def rows(self, query: str) -> list[tuple]:
        """Ask the database from outside, as nobody's ORM."""
        if self.database_url:
            with psycopg.connect(self.database_url, autocommit=True) as postgres:
                cursor = postgres.execute(query)
                return cursor.fetchall() if cursor.description else []
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as sqlite, sqlite:
            return sqlite.execute(query).fetchall()

    def number(self, query: str) -> int:
        return self.rows(query)[0][0]

    def wait_for(self, query: str, number: int, *, seconds: float = 90) -> None:
        try:
            wait_until(lambda: self.number(query) >= number, seconds=seconds, what=query)
        except TimeoutError as late:
            late.add_note(f"It is {self.number(query)} instead of {number}.\n{self.logs()}")
            raise

    def logs(self) -> str:
        return "\n".join(process.log.read_text()[-4000:] for process in self.running)

    def end(self) -> None:
        """Ask first: `manage.py start` ends its children itself."""
        for process in self.running:
            with suppress(subprocess.TimeoutExpired):
                process.stop()
