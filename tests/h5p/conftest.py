"""A live site inside the test's own transaction, and Chromium to look at it."""

import os
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright

from h5p import libraries, packages
from h5p.models import Activity, Library, LibraryStatus

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each request; all share the test's connection, so they take turns."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Browsers hang up when a page is left."""


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        """Nobody reads it."""


@pytest.fixture
def site(db, settings):
    lock = threading.Lock()
    pages = StaticFilesHandler(WSGIHandler())

    def one_at_a_time(environ, start_response):
        with lock:
            connections["default"] = connection_of_the_test
            response = pages(environ, start_response)
            body = b"".join(response)
            response.close()
            return [body]

    connection_of_the_test = connections["default"]
    connection_of_the_test.inc_thread_sharing()
    # the end of a request must not end the test's transaction
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = make_server("127.0.0.1", 0, one_at_a_time, Server, Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SITE_URL = f"http://127.0.0.1:{server.server_port}"
    yield settings.SITE_URL
    server.shutdown()
    server.server_close()
    connection_of_the_test.dec_thread_sharing()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def chromium():
    """For the tests of one file: a process can hold only one Playwright at a time, and other rooms have theirs."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """Opens an address as somebody; `page.faults` collects what went wrong in the browser."""
    contexts = []

    def open_(address, user=None):
        context = chromium.new_context()
        contexts.append(context)
        if user:
            client = Client()
            client.force_login(user)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": site}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.faults = []
        page.on("console", lambda m: page.faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: page.faults.append(str(e)))
        page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
        page.goto(site + address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def install(db):
    """Brings a package in as a trainer and an administrator would."""

    def bring(file) -> Activity:
        now = timezone.now()
        libraries.install_bundled()
        upload = packages.receive(name="x.h5p", chunks=[file.read()], user=None, now=now)
        upload = packages.read(upload, now=now)
        assert upload.status == "read", upload.report
        packages.agree(upload, now=now)
        version = packages.install(upload, now=now)
        if version is None:
            Library.objects.update(status=LibraryStatus.APPROVED)
            upload.refresh_from_db()
            packages.agree(upload, now=now)
            version = packages.install(upload, now=now)
        return version.activity

    return bring
