"""The embedded broker: kombu's transport over a folder, with messages that appear and are claimed whole.

kombu's own opens a message's file before it writes it; a worker that looks in between reads an empty message and ends.
Here a message is written beside the queue and renamed into it, and claimed by another rename.
"""

# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

TRIES = 50  # times 10 ms, for a table of queues that is just being written


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override] # kombu itself has two names
        name = f"{time.monotonic_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        draft = Path(self.data_folder_out) / f"{name}.part"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(draft.with_name(name))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        ending = f".{queue}.msg"
        for name in sorted(os.listdir(self.data_folder_in)):  # noqa: PTH208 - names sort as they were put
            if not name.endswith(ending):
                continue
            claimed = Path(self.processed_folder) / name
            try:
                (Path(self.data_folder_in) / name).rename(claimed)
            except FileNotFoundError:  # another worker was faster
                continue
            payload = claimed.read_text(encoding="utf-8")
            claimed.unlink()
            return loads(payload)
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        for _ in range(TRIES):
            try:
                return super().get_table(exchange)
            except ValueError:  # read between the opening and the writing
                time.sleep(0.01)
        return super().get_table(exchange)


class Transport(filesystem.Transport):
    Channel = Channel
