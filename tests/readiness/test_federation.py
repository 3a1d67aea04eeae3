"""A country counts at home and sends what is public; the regional installation believes nothing that it cannot check."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from certificates import credential
from certificates.models import Certificate
from readiness import federation, figures, parcel, snapshots, spells
from readiness.models import Instance, Push, Round
from tests import factories
from tests.readiness.conftest import certify, workforce

DAY = date(2025, 12, 31)
NOW = datetime(2026, 1, 2, 3, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
URL = "/api/v1/readiness/federation/rounds"


@pytest.fixture
def signed(course, programme):
    """What Sweden's own installation sends; then this database becomes the regional one, which has none of it."""
    workforce("SWE", "nursing_midwifery", 1000)
    for n in range(12):
        certify(factories.person(f"n{n}", "N", "SWE", "2221"), course, date(2025, 3, 1))
    spells.catch_up(now=NOW)
    snapshots.freeze(DAY, now=NOW)
    sent = federation.build(DAY, "SWE", key=KEY, now=NOW)
    for model in (Round.objects.get().exact.model, Round):
        model.objects.all().delete()
    Certificate.objects.all()._raw_delete("default")
    spells.count_all(now=NOW)
    return sent


@pytest.fixture
def sweden(db):
    public = credential.public_multikey(KEY.public_key())
    return Instance.objects.create(name="Hälsoverket", country="SWE", public_key=public)


def post(client, signed):
    body = {"document": signed.document, "signature": signed.signature}
    return client.post(URL, json.dumps(body), content_type="application/json")


def altered(signed, **changes):
    """The same cells with changes, signed rightly by the country itself."""
    content = json.loads(signed.document)
    cell = {name: value for name, value in changes.items() if name in content["cells"][0]}
    content.update({name: value for name, value in changes.items() if name not in cell})
    content["cells"][0].update(cell)
    text = json.dumps(content)
    return federation.Signed(text, parcel.sign(text, KEY))


def refused(client, signed, sentence):
    answer = post(client, signed)
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]
    assert not Push.objects.exists()


def test_what_a_country_sends_stands_on_its_pages_with_its_origin(client, signed, sweden):
    answer = post(client, signed)
    assert (answer.status_code, answer.json()["status"]) == (201, "accepted")
    for url in (
        "/en/readiness/",
        "/en/readiness/SWE/",
        "/en/readiness/SWE/trend/aware/nursing_midwifery/",
    ):
        page = client.get(url)
        assert page.status_code == 200
        assert "Counted by Hälsoverket" in page.content.decode()
    [figure] = client.get("/api/v1/readiness/countries/SWE").json()["figures"]
    assert (figure["people"], figure["share_percent"]) == (10, 1.0)
    assert figure["counted_by"]["digest"] == parcel.digest(signed.document)
    assert "Hälsoverket,2025-12-31" in client.get("/en/readiness/figures.csv").content.decode()


def test_no_person_travels(signed):
    content = json.loads(signed.document)
    assert set(content) == {"format", "country", "day", "made_at", "method", "cells"}
    assert len(content["cells"]) == 1
    assert content["cells"][0]["people"] == "10"
    assert "example.org" not in signed.document


def test_anybody_can_check_the_signature_again(client, signed, sweden):
    digest = post(client, signed).json()["digest"]
    shown = client.get(f"{URL}/{digest}").json()
    key = credential.from_multikey(shown["public_key"])
    assert parcel.is_signed(shown["document"], shown["signature"], key)
    assert client.get(f"{URL}/{'0' * 64}").status_code == 404
    assert [row["country"] for row in client.get(URL).json()["rounds"]] == ["SWE"]


def test_the_same_figures_sent_again_change_nothing(client, signed, sweden):
    post(client, signed)
    before = list(Push.objects.values())
    answer = post(client, signed)
    assert (answer.status_code, answer.json()["status"]) == (200, "known")
    assert list(Push.objects.values()) == before


def test_older_figures_sent_after_newer_ones_change_nothing(client, signed, sweden):
    later = altered(signed, made_at=(NOW + timedelta(days=1)).isoformat())
    assert post(client, later).status_code == 201
    answer = post(client, signed)
    assert "Newer figures" in answer.json()["detail"]
    assert Push.objects.count() == 1


def test_a_correction_takes_the_place_of_what_was_sent_and_both_are_kept(client, signed, sweden):
    post(client, signed)
    corrected = altered(
        signed,
        made_at=(NOW + timedelta(days=1)).isoformat(),
        people="15",
        people_at_least="13",
        people_at_most="17",
    )
    assert post(client, corrected).status_code == 201
    [figure] = client.get("/api/v1/readiness/countries/SWE").json()["figures"]
    assert (figure["people"], Push.objects.count()) == (15, 2)


def test_an_altered_text_is_refused(client, signed, sweden):
    changed = federation.Signed(signed.document.replace('"10"', '"15"'), signed.signature)
    refused(client, changed, "altered on the way")


def test_the_wrong_key_is_refused(client, signed, sweden):
    stranger = parcel.sign(signed.document, Ed25519PrivateKey.generate())
    refused(client, federation.Signed(signed.document, stranger), "another key")


@pytest.mark.parametrize("signature", ["", "x", "ÄÖÜ", "AAAA", "=" * 100])
def test_nonsense_for_a_signature_is_refused(client, signed, sweden, signature):
    refused(client, federation.Signed(signed.document, signature), "altered on the way")


def test_a_signature_made_for_something_else_is_refused(client, signed, sweden):
    import base64

    bare = base64.b64encode(KEY.sign(signed.document.encode())).decode()
    refused(client, federation.Signed(signed.document, bare), "altered on the way")


def test_a_country_without_a_trusted_installation_is_refused(client, signed):
    refused(client, signed, "No installation of this country is trusted here: SWE.")


def test_an_installation_no_longer_trusted_is_refused_and_its_figures_go(client, signed, sweden):
    post(client, signed)
    Instance.objects.update(active=False)
    assert "No installation" in post(client, signed).json()["detail"]
    assert "Hälsoverket" not in client.get("/en/readiness/").content.decode()


def test_an_installation_cannot_speak_for_another_country(client, signed, sweden):
    refused(client, altered(signed, country="NOR"), "No installation of this country")


def test_a_round_frozen_here_takes_nothing_more(client, signed, sweden):
    frozen = snapshots.freeze(DAY, now=NOW)
    refused(client, signed, "is frozen here")
    assert snapshots.public_figures(DAY) == frozen.figures


def test_a_round_that_is_not_over_is_refused(client, signed, sweden):
    refused(client, altered(signed, day="2999-12-31"), "not over yet")
    refused(client, altered(signed, made_at="2999-01-01T00:00:00+00:00"), "not over yet")


@pytest.mark.parametrize(
    "changes",
    [
        {"disclosure": "exact"},
        {"people": "12"},
        {"people_at_least": "9"},
        {"people_at_most": "11"},
        {"disclosure": "hidden", "people": "", "people_at_least": "2", "people_at_most": "3"},
        {"disclosure": "zero", "people": "0", "people_at_least": "0", "people_at_most": "0", "workforce": "25"},
        {"workforce": "150"},
        {"people_at_least": "-3"},
    ],
)  # fmt: skip
def test_a_cell_that_tells_more_than_the_rule_allows_is_refused(client, signed, sweden, changes):
    refused(client, altered(signed, **changes), "says more than may be published")


@pytest.mark.parametrize(
    "changes",
    [
        {"workforce": "many"},
        {"people_at_least": "ten"},
        {"group": "astronauts"},
        {"workforce_year": "2031"},
        {"workforce_method": "guess"},
        {"target_percent": "130"},
        {"target_due": "soon"},
    ],
)
def test_a_value_that_cannot_be_is_refused(client, signed, sweden, changes):
    refused(client, altered(signed, **changes), "cannot be right")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "[" * 5000, '{"format": "genomic-literacy-round/1"}', "ä" * 99]
)
def test_what_is_no_parcel_is_refused(client, sweden, text):
    refused(client, federation.Signed(text, ""), "not the figures of a round")


def test_cells_twice_or_with_more_fields_are_refused(client, signed, sweden):
    content = json.loads(signed.document)
    for cells in (content["cells"] * 2, [{**content["cells"][0], "name": "Ann"}], [], ["x"]):
        text = json.dumps({**content, "cells": cells})
        again = federation.Signed(text, parcel.sign(text, KEY))
        refused(client, again, "not the figures of a round")


def test_the_round_waits_for_trusted_installations_until_february(client, signed, sweden):
    assert snapshots.due(date(2026, 1, 5)) is None
    assert snapshots.due(date(2026, 2, 1)) == DAY
    post(client, signed)
    assert snapshots.due(date(2026, 1, 5)) == DAY


def test_a_frozen_round_keeps_what_was_sent_and_no_exact_number_of_it(client, signed, sweden):
    post(client, signed)
    frozen = snapshots.freeze(DAY, now=NOW)
    assert "Hälsoverket" in frozen.figures
    assert not frozen.exact.filter(country="SWE").exists()
    assert snapshots.public_figures(DAY) == frozen.figures


def test_even_the_focal_point_sees_only_what_was_sent(client, fay, signed, sweden):
    post(client, signed)
    client.force_login(fay)
    assert "fewer" not in client.get("/en/readiness/SWE/").content.decode()
    [row] = figures.rows(DAY, programmes=_programmes(), countries=["SWE"], exact=["SWE"])
    assert row.people.kind == "rounded"


def _programmes():
    from readiness import programmes

    return programmes.published("en")


def test_only_real_keys_and_member_states_can_be_trusted(db):
    for facts in ({"public_key": "z6Mknonsense"}, {"country": "XXX"}):
        good = {
            "name": "N",
            "country": "SWE",
            "public_key": credential.public_multikey(KEY.public_key()),
        }
        with pytest.raises(ValidationError):
            Instance(**{**good, **facts}).full_clean()


def test_two_installations_of_one_country_cannot_be_trusted_at_once(sweden):
    other = credential.public_multikey(Ed25519PrivateKey.generate().public_key())
    with pytest.raises(ValidationError, match="Another installation of this country"):
        Instance(name="B", country="SWE", public_key=other).full_clean()


def test_administrators_register_installations_and_nobody_else_does(client, admin_user, fay):
    address = "/cms/readiness_instances/new/"
    client.force_login(fay)
    assert client.get(address).status_code in (302, 403)
    client.force_login(admin_user)
    facts = {"name": "N", "country": "SWE", "address": "", "active": "on"}
    assert (
        "This is not a public key"
        in client.post(address, {**facts, "public_key": "abc"}).content.decode()
    )
    key = credential.public_multikey(KEY.public_key())
    assert client.post(address, {**facts, "public_key": key}).status_code == 302
    assert Instance.objects.get().country == "SWE"


def test_commands_print_the_key_write_a_file_and_refuse_in_sentences(tmp_path, capsys, signed):
    call_command("federation_keys")
    assert capsys.readouterr().out.startswith("z6Mk")
    target = tmp_path / "round.json"
    with pytest.raises(CommandError, match="is not frozen here"):
        call_command("push_round", "2025-12-31", country="SWE", file=target)
    snapshots.freeze(DAY, now=NOW)
    call_command("push_round", "2025-12-31", country="SWE", file=target)
    assert set(json.loads(target.read_bytes())) == {"document", "signature"}
    with pytest.raises(CommandError, match="must have an https address"):
        call_command("push_round", "2025-12-31", country="SWE", to="http://region.example")
    with pytest.raises(CommandError, match="not the three-letter code"):
        call_command("push_round", "2025-12-31", country="XXX", to="https://region.example")
    with pytest.raises(CommandError, match="did not answer"):
        call_command("push_round", "2025-12-31", country="SWE", to="http://127.0.0.1:9")
