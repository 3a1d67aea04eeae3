"""A register of its own on the loopback receives the transaction over HTTP and does what FHIR says of conditional updates."""

import json
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from certificates import fhir, issuing, renewal
from certificates.models import Certificate
from tests import factories
from tests.certificates.conftest import completed

ADDRESS = "/en/certificates/certificates.fhir.json"


class Register(BaseHTTPRequestHandler):
    """Keeps one resource per kind and identifier, as a server that knows conditional updates."""

    kept: dict[tuple[str, str], dict] = {}

    def do_POST(self):
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        names = {entry["fullUrl"] for entry in sent["entry"]}
        for entry in sent["entry"]:
            kind, _query, wanted = entry["request"]["url"].partition("?identifier=")
            resource = entry["resource"]
            assert (entry["request"]["method"], kind) == ("PUT", resource["resourceType"])
            [own] = resource["identifier"]
            assert wanted == f"{own['system']}|{own['value']}"
            for extension in resource.get("extension", []):
                if reference := extension.get("valueReference"):
                    assert reference["reference"] in names
            self.kept[kind, wanted] = resource
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def register():
    Register.kept = {}
    server = HTTPServer(("127.0.0.1", 0), Register)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def deliver(register: int, content: bytes) -> dict:
    connection = HTTPConnection("127.0.0.1", register)
    connection.request("POST", "/fhir", content)
    assert connection.getresponse().status == 200
    connection.close()
    return Register.kept


def test_what_a_holder_downloads_can_be_sent_twice_and_changes_nothing(
    client, ann, certificate, register
):
    client.force_login(ann)
    page = client.get(ADDRESS)
    assert page["Content-Type"] == "application/fhir+json"
    once = dict(deliver(register, page.content))
    assert deliver(register, client.get(ADDRESS).content) == once
    assert sorted(kind for kind, _id in once) == ["Basic", "Practitioner"]
    practitioner = next(row for (kind, _id), row in once.items() if kind == "Practitioner")
    [qualification] = practitioner["qualification"]
    assert qualification["identifier"][0]["value"] == certificate.code
    assert qualification["period"] == {
        "start": str(certificate.valid_from),
        "end": str(certificate.valid_until),
    }
    assert "score" not in page.content.decode()


def test_a_revocation_reaches_the_register_with_the_next_delivery(
    client, ann, certificate, register, staff, now
):
    client.force_login(ann)
    deliver(register, client.get(ADDRESS).content)
    reason = Certificate.Reason.HOLDER_REQUEST
    renewal.revoke(certificate=certificate, reason=reason, note="", by=staff, now=now)
    kept = deliver(register, client.get(ADDRESS).content)
    [practitioner] = [row for (kind, _id), row in kept.items() if kind == "Practitioner"]
    assert practitioner["qualification"][0]["period"]["end"] == str(certificate.valid_from)
    assert len(kept) == 2


def test_the_basic_resource_follows_the_profile_of_ihris(ann, certificate):
    training = fhir.bundle(user=ann, certificates=[certificate])["entry"][1]["resource"]
    facts = {one["url"]: one for one in training["extension"][1]["extension"]}
    assert training["meta"]["profile"] == [fhir.IHRIS + "ihris-basic-inservice-training"]
    assert facts["courseName"]["valueString"] == "DNA basics"
    assert facts["startDate"]["valueDate"] == "2026-11-20"
    assert "credits" not in facts


@pytest.mark.parametrize(("amounts", "expected"), [(["2"], 2), (["1.5"], None), (["1", "2"], None)])
def test_credits_are_whole_or_left_out(ann, certificate, amounts, expected):
    certificate.credits = [{"amount": amount} for amount in amounts]
    training = fhir.bundle(user=ann, certificates=[certificate])["entry"][1]["resource"]
    facts = {one["url"]: one for one in training["extension"][1]["extension"]}
    assert facts.get("credits", {}).get("valueInteger") == expected


def test_it_is_hers_alone_and_takes_as_many_queries_for_one_as_for_three(
    client, ann, bo, certificate, catalogue, now, django_assert_num_queries
):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(bo)
    assert "Ann" not in client.get(ADDRESS).content.decode()
    client.force_login(ann)
    with django_assert_num_queries(3):
        client.get(ADDRESS)
    for key in ("second", "third"):
        other = factories.course(catalogue, key=key, lessons=1)
        issuing.issue(completion=completed(ann, other, now), now=now)
    with django_assert_num_queries(3):
        assert len(client.get(ADDRESS).json()["entry"]) == 4
