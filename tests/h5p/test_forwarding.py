"""Statements reach a record store once it answers, pseudonymous and valid; until then they wait."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from h5p import forwarding, tasks
from h5p.models import ActivityResult
from tests.h5p.test_results import begin, post, step  # noqa: F401 - a fixture

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture
def store(settings):
    """A record store that answers with `status` and remembers what it got."""

    class Store(BaseHTTPRequestHandler):
        got, status = [], 200

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            Store.got.append((dict(self.headers), json.loads(body)))
            self.send_response(Store.status)
            self.end_headers()

        def log_message(self, *args):
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Store)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.XAPI_ENDPOINT = f"http://127.0.0.1:{server.server_port}/xapi/"
    settings.XAPI_KEY, settings.XAPI_SECRET = "key", "secret"
    yield Store
    server.shutdown()
    server.server_close()


@pytest.fixture
def played(client, ann, step):  # noqa: F811
    client.force_login(ann)
    post(client, begin(client, step())["launch"])
    return ActivityResult.objects.get()


def test_what_was_played_is_sent_once_without_a_name(store, played, ann, now):
    assert [forwarding.forward(now=now), forwarding.forward(now=now)] == [1, 0]
    headers, statements = store.got[0]
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert statements[0]["actor"]["account"]["name"] == str(ann.pseudonym)
    assert statements[0]["result"]["score"] == {"raw": 2, "min": 0, "max": 2, "scaled": 1.0}
    assert ann.email not in json.dumps(statements)


@pytest.mark.parametrize("status", [401, 429, 503])
def test_a_store_that_is_away_loses_nothing(status, store, played, now):
    store.status = status
    with pytest.raises(forwarding.StoreAway):
        forwarding.forward(now=now)
    tasks.forward_statements()
    played.refresh_from_db()
    assert played.forwarded_at is None
    store.status = 409
    assert forwarding.forward(now=now) == 1


def test_what_is_refused_for_good_does_not_hold_up_the_rest(store, played, now, caplog):
    store.status = 400
    assert forwarding.forward(now=now) == 1
    assert "refused" in caplog.text


def test_without_a_store_nothing_is_sent(played, now):
    assert forwarding.forward(now=now) == 0
