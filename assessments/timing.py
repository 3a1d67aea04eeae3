"""How long questions were worked on, as far as saves can tell. Pure."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=10)  # nobody knows what was done in a longer gap


def seconds_by_item(
    started: datetime, saves: Iterable[tuple[datetime, Collection[str]]]
) -> dict[str, float]:
    """Seconds by question: the time before a save belongs in equal parts to the questions that it changed.

    Saves in order of time; gaps longer than PAUSE are left out. Questions never answered are absent.
    """
    found: dict[str, float] = {}
    before = started
    for at, changed in saves:
        gap, before = at - before, max(at, before)
        if changed and timedelta(0) < gap <= PAUSE:
            share = gap.total_seconds() / len(changed)
            for item in changed:
                found[item] = found.get(item, 0.0) + share
    return found
