"""A lesson page as HTML. It is the same for everybody with the same progress, so it is rendered once for them all;
only the reader's name and her form token are put in for each."""

import secrets
import uuid
from dataclasses import dataclass

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from accounts.models import User
from courses import queries
from courses.reading import Reading

NAME, TOKEN = (f"put-in-{secrets.token_hex(16)}" for _ in range(2))  # no text can contain them
MOST = 100  # kinds of progress kept for one lesson


@dataclass(frozen=True)
class Reader:
    """Stands in for whoever reads."""

    is_authenticated: bool

    def get_full_name(self) -> str:
        return NAME


@dataclass(frozen=True)
class Visit:
    """Stands in for the request: all that the page's frame asks of it."""

    path: str
    user: Reader

    def get_full_path(self) -> str:
        return self.path


def html(request: HttpRequest, reading: Reading) -> str:
    """The page for this reader."""
    done = queries.done_steps(request.user, reading.course.course_key)
    if len(get_messages(request)):
        return render_to_string(reading.page.template, _context(reading, done), request)
    key = (get_language(), request.user.is_authenticated, frozenset(done))
    text = reading.rendered.get(key)
    if text is None:
        text = _render(request, reading, done)
        if len(reading.rendered) < MOST:
            reading.rendered[key] = text
    if TOKEN in text:
        text = text.replace(TOKEN, get_token(request))
    if isinstance(request.user, User):
        text = text.replace(NAME, escape(request.user.get_full_name()))
    return text


def _render(request: HttpRequest, reading: Reading, done: set[uuid.UUID]) -> str:
    reader = Reader(request.user.is_authenticated)
    visit = Visit(request.path, reader)
    context = _context(reading, done) | {"request": visit, "user": reader, "csrf_token": TOKEN}
    return render_to_string(reading.page.template, context)


def _context(reading: Reading, done: set[uuid.UUID]) -> dict[str, object]:
    return {"page": reading.page, "reading": reading, "done": done}
