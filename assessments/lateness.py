"""When were answers made that a device kept and sent later? Pure.

The server knows when it issued the paper (signed) and when the answers arrived; in between lies whatever the
device says. It is believed about the time that passed on it since it got the paper, within these two limits, and
only for a day after the deadline. docs/decisions/0036 says what is believed and what is not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.rules import GRACE

BELIEVED_FOR = timedelta(hours=24)  # after the deadline
PROMPT = timedelta(seconds=60)  # sent at once, over a slow line


@dataclass(frozen=True)
class Judged:
    """`made_at` None: nothing that could be believed was said. `prompt`: sent as soon as it was made."""

    made_at: datetime | None
    in_time: bool
    prompt: bool


def judged(
    *,
    issued: datetime | None,
    elapsed: timedelta | None,
    arrived: datetime,
    deadline: datetime | None,
) -> Judged:
    """`issued` as signed by the server, `elapsed` as counted by the device since then."""
    made = _made(issued, elapsed, arrived)
    end = deadline + GRACE if deadline else None
    if end is None or arrived <= end:
        return Judged(made, True, made is not None and arrived - made <= PROMPT)
    believed = made is not None and made <= end and arrived <= end + BELIEVED_FOR
    return Judged(made, believed, False)


def _made(issued: datetime | None, elapsed: timedelta | None, arrived: datetime) -> datetime | None:
    if issued is None or elapsed is None or elapsed < timedelta(0) or issued > arrived:
        return None
    return issued + min(elapsed, arrived - issued)
