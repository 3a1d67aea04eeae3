"""Reads the mail that the development settings write to a folder."""

import email
import email.policy
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Message:
    to: str
    subject: str
    body: str


def read(*, limit: int) -> list[Message]:
    """The newest messages first."""
    folder = Path(settings.VAR_DIR) / "mail"
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    texts = [part for path in files[:limit] for part in _split(path.read_text(encoding="utf-8"))]
    return [_parse(text) for text in texts[:limit]]


def _split(text: str) -> list[str]:
    """The file back-end puts a line of 79 hyphens after each message; the newest stands last."""
    return [part.strip() for part in reversed(text.split("-" * 79)) if part.strip()]


def _parse(text: str) -> Message:
    message = email.message_from_string(text, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Message(str(message["To"]), str(message["Subject"]), body.get_content() if body else "")
