"""Runs small pieces of JavaScript from packages (regular expressions of authors, upgrade scripts) in a process of its own.

QuickJS cannot be stopped inside a regular expression, so the time limit is the process's. It has no files, no network, no timers.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

CHILD = Path(__file__).with_name("javascript_child.py")
MEMORY = 64 * 1024 * 1024
MAX_ANSWER = 16 * 1024 * 1024


class TooMuch(Exception):
    """The script used up its time or memory."""


class ScriptFailed(Exception):
    """The script threw; the message is its own."""


def call(source: str, function: str, *arguments: Any, seconds: float = 2.0) -> Any:
    """The value of `function(...arguments)` after `source` has run. Values travel as JSON.

    Raises TooMuch, ScriptFailed.
    """
    asked = {
        "source": source, "function": function, "arguments": list(arguments), "seconds": seconds,
        "memory": MEMORY,
    }  # fmt: skip
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)], input=json.dumps(asked).encode(),
            capture_output=True, timeout=seconds + 3, check=False, env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TooMuch(function) from None
    if done.returncode or not done.stdout or len(done.stdout) > MAX_ANSWER:
        raise TooMuch(function)
    answer = json.loads(done.stdout)
    if "failed" in answer:
        raise ScriptFailed(answer["failed"])
    return answer["value"]
