"""`manage.py start`: the whole platform on one machine, from nothing, until Ctrl-C."""

import os
import signal
import sys
import urllib.request
from pathlib import Path

from tests.flows.stage import Stage
from tests.services import Running, free_port, listens, wait_until


def family(stage: Stage) -> dict[int, str]:
    """All living processes that were started for this installation, whoever their parent is: number and command."""
    sign = f"VAR_DIR={stage.folder}".encode()
    folders = [folder for folder in Path("/proc").glob("[0-9]*") if _has(folder, sign)]
    return {int(folder.name): (folder / "cmdline").read_text() for folder in folders}


def _has(folder: Path, sign: bytes) -> bool:
    try:
        return sign in (folder / "environ").read_bytes().split(b"\0")
    except OSError:  # ended meanwhile, or somebody else's
        return False


def start(stage: Stage, port: int) -> Running:
    running = stage.start([sys.executable, "manage.py", "start", "--port", str(port)])
    wait_until(
        lambda: listens(port) or running.process.poll() is not None,
        seconds=240,
        what="The site answers or has ended",
    )
    assert running.process.poll() is None, stage.logs()
    return running


def test_it_starts_from_nothing_and_stops_cleanly_on_ctrl_c(nothing):
    port = free_port()
    running = start(nothing, port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
        assert answer.read() == b'{"status": "ok"}'
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/en/courses/", timeout=20) as answer:
        assert b"Genomics essentials" in answer.read()
    assert "learner@demo.test" in nothing.logs()
    assert running.stop(signal.SIGINT, seconds=30) == 0
    assert family(nothing) == {}
    assert not listens(port)


def test_when_one_process_ends_all_end_and_it_says_which(embedded):
    running = start(embedded, free_port())
    wait_until(lambda: "beat" in str(family(embedded)), seconds=30, what="Beat runs")
    beat = next(pid for pid, command in family(embedded).items() if "beat" in command)
    os.kill(beat, signal.SIGKILL)
    assert running.process.wait(30) == 1
    assert "The beat process ended by itself" in embedded.logs()
    assert family(embedded) == {}
