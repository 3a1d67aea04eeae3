"""CPU of pages, in this process, through the whole WSGI stack."""

import io
import sys
from collections.abc import Callable
from itertools import cycle

from tests.bench.report import Goal, Report, paired_cpu

PEER_LESSON = 0.052  # CPU seconds of a lesson page in the best-known peer on this class of machine


def run(report: Report) -> None:
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    import lms.urls
    from accounts.models import User
    from courses.models import LessonPage
    from lms.wsgi import application

    def empty(request: HttpRequest) -> HttpResponse:
        list(User.objects.filter(pk=request.user.pk).values_list("pk"))
        return HttpResponse("ok")

    lms.urls.urlpatterns.insert(0, path("bench/empty", empty))
    cookie = session_cookie(User.objects.get(email="learner@demo.test"))

    def get(address: str) -> bytes:
        return _get(application, address, cookie)

    addresses = cycle([lesson.url_path for lesson in LessonPage.objects.live()])
    report.section("Pages (CPU per request of somebody signed in, same middleware)")
    lesson, catalogue, reference = paired_cpu(
        lambda: get(next(addresses)), lambda: get("/en/courses/"), lambda: get("/bench/empty")
    )
    report.figure("empty view: session, person and one query", reference * 1000, "ms")
    report.figure("lesson page, going round all lessons", lesson * 1000, "ms")
    report.figure("catalogue", catalogue * 1000, "ms")
    report.ratio("lesson page / empty view", lesson, reference, Goal(2, at_most=True))
    report.ratio(
        "lesson page / best-known peer (52 ms)", lesson, PEER_LESSON, Goal(1 / 9, at_most=True)
    )


def session_cookie(user: object) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def _get(application: Callable, address: str, cookie: str) -> bytes:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    status: list[str] = []
    response = application(environ, lambda line, _headers: status.append(line))
    body = b"".join(response)
    response.close()
    if not status[0].startswith("200"):
        raise RuntimeError(f"{address} answered {status[0]}")
    return body
