"""Real engines for tests: each on a free loopback port, in a folder of its own, ended by its own process.

`python -m tests.services COMMAND…` runs a command with DATABASE_URL and REDIS_URL pointing at both.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name: str) -> str | None:
    """Debian keeps the programs of PostgreSQL out of the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))


def wait_until(holds: Callable[[], object], *, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} seconds")
        time.sleep(0.02)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Running:
    """A program in a process group of its own, so that its children can be ended, and looked for, with it."""

    def __init__(self, command: list[str], *, log: Path, **options) -> None:
        self.log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )

    def stop(self, number: int = signal.SIGTERM, *, seconds: float = 20) -> int:
        """Ask the program alone to end; what does not is killed with its children. Returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        finally:
            self.kill()

    def kill(self) -> None:
        """`kill -9` of the program and its children at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Redis:
    """A Redis that keeps nothing on disk. Killed and started again it is the same address, and empty."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = folder
        self.start()

    def start(self) -> None:
        command = [program("redis-server") or "redis-server", "--port", str(self.port)]
        command += ["--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.server = Running(command, log=self.folder / "redis.log")
        wait_until(lambda: listens(self.port), seconds=10, what="Redis answers")

    def kill(self) -> None:
        self.server.kill()


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL cluster of its own; its address. It refuses to run as root, so root lends it another user."""
    port = free_port()
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        options: dict = {"cwd": name}
        if os.geteuid() == 0:
            entry = pwd.getpwnam(user)
            os.chown(name, entry.pw_uid, entry.pw_gid)
            options |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        data = str(folder / "data")
        make = [program("initdb") or "initdb", "-D", data, "-U", "tests", "--auth=trust"]
        subprocess.run(
            [*make, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            **options,
        )
        # a test cluster is thrown away: nothing needs to survive a power cut
        settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings += [
            "listen_addresses=127.0.0.1",
            f"port={port}",
            f"unix_socket_directories={name}",
        ]
        command = [program("postgres") or "postgres", "-D", data]
        command += [part for setting in settings for part in ("-c", setting)]
        server = Running(command, log=folder / "log", **options)
        try:
            wait_until(lambda: listens(port), seconds=20, what="PostgreSQL answers")
            yield f"postgres://tests@127.0.0.1:{port}/postgres"
        finally:
            server.stop(signal.SIGINT)  # PostgreSQL's "fast": ends sessions, then itself


def main(command: list[str]) -> int:
    with postgres() as database, tempfile.TemporaryDirectory(prefix="redis-") as folder:
        broker = Redis(Path(folder))
        environment = {**os.environ, "DATABASE_URL": database, "REDIS_URL": broker.url}
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            broker.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
