"""A complete installation in a temporary folder, and its processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def prepare() -> Path:
    """Migrate and load the bundled courses into a fresh folder, which becomes this process's VAR_DIR."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ.update(
        VAR_DIR=str(folder),
        DEBUG="false",
        DJANGO_SETTINGS_MODULE="lms.settings.dev",
        LOG_LEVEL="ERROR",
    )
    for command in ("start --prepare-only",):
        subprocess.run(
            [sys.executable, "manage.py", *command.split()],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return folder


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child with its own group; ended with everything it started."""
    program = str(Path(sys.executable).parent / command[0])
    child = subprocess.Popen(
        [program, *command[1:]],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def cpu_of(*children: subprocess.Popen[bytes]) -> float:
    """CPU seconds used so far by these processes and their living children."""
    pids = [pid for child in children for pid in (child.pid, *_children(child.pid))]
    return sum(_cpu(pid) for pid in pids)


def wait_until(true: object, *, seconds: float = 60.0, pause: float = 0.05) -> None:
    end = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        if time.monotonic() > end:
            raise TimeoutError("The processes did not get ready in time.")
        time.sleep(pause)


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(part) for part in path.read_text().split()]
    return [*direct, *(one for child in direct for one in _children(child))]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
