"""The first learner's story, whole: sign up, learn, fail, pass, be certified, be counted."""

import signal

import pytest

from tests import chromium
from tests.flows.test_start import family, start
from tests.services import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium.installed() is None, reason="no Chromium"),
]


def test_a_nurse_who_has_never_seen_the_site_is_counted_in_the_end(embedded):
    port = free_port()
    running = start(embedded, port)
    told = embedded.python("-m", "tests.story", "--site", f"http://localhost:{port}")
    assert told.returncode == 0, told.stdout + told.stderr + embedded.logs()
    assert "Sweden counts 1 of" in told.stdout
    assert running.stop(signal.SIGINT, seconds=30) == 0
    assert family(embedded) == {}
    assert "Traceback" not in embedded.logs()
