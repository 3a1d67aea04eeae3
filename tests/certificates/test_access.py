"""Every address of certificates and of the API, walked by everybody: nobody meets another person's name, address or score."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Role
from certificates import badges, issuing, signedfiles
from certificates.models import Credential, SignedFile
from tests import factories
from tests.certificates.conftest import completed

SECRETS = ("Ann Lind", "Lind", "ann@example.org")
PRIVATE = ("application/pdf", "application/vc+jwt", "image/png")


@pytest.fixture
def certificate(ann, course, signing_keys):
    moment = timezone.now()
    made = issuing.issue(completion=completed(ann, course, moment), now=moment)
    badges.sign(certificate=made, now=moment)
    badges.publish_list(number=1, now=moment)
    return made


@pytest.fixture
def her_file(ann, certificate):
    row = signedfiles.ask(
        user=ann, kind=SignedFile.Kind.CHECK, question=[certificate.code], now=timezone.now()
    )
    signedfiles.make(pk=row.pk, now=timezone.now())
    return row


@pytest.fixture
def everybody(bo, cat, tom, fay):
    """Who has no business with Ann's certificate."""
    eve = factories.person("eve", "Eve Berg", "SWE", "2211", (Role.EDITOR, ""))
    ray = factories.person("ray", "Ray Berg", "SWE", "2211", (Role.ANALYST, ""))
    return {"nobody": None, "bo": bo, "cat": cat, "tom": tom, "fay": fay, "eve": eve, "ray": ray}


def patterns(resolver: URLResolver, place: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            space = ":".join(part for part in (place, one.namespace) if part)
            yield from patterns(one, space)
        elif one.name:
            yield (f"{place}:{one.name}" if place else one.name), one


def belongs_here(name: str, pattern: URLPattern) -> bool:
    module = getattr(pattern.callback, "__module__", "")
    return module.startswith("certificates.") or name.startswith(("certificate", "api-v1:"))


def addresses(certificate, file) -> dict[str, str]:
    """Each named address of the two rooms, pointed at Ann's things. A new one that this does not know fails the test."""
    numbers = Credential.objects.get(certificate=certificate)
    known = {
        "code": certificate.grouped_code,
        "form": "json",
        "key": file.key,
        "pk": certificate.pk,
        "number": numbers.status_list,
        "subject": certificate.subject_key,
        "version": certificate.version,
        "language": certificate.language,
        "iso3": "SWE",
        "day": "2025-12-31",
        "digest": "0" * 64,
    }
    found = {}
    for name, pattern in patterns(get_resolver()):
        if not belongs_here(name, pattern):
            continue
        wanted = pattern.pattern.regex.groupindex if hasattr(pattern.pattern, "regex") else {}
        wanted = [*wanted, *getattr(pattern.pattern, "converters", {})]
        found[name] = reverse(name, kwargs={one: known[one] for one in wanted})
    return found


def test_every_address_is_known_and_there_are_many(certificate, her_file):
    walked = addresses(certificate, her_file)
    assert len(walked) > 25
    assert {"certificates:pdf", "certificates:badge", "certificates:file_part"} <= walked.keys()
    assert {"certificate_register:inspect", "certificate_check", "status_list"} <= walked.keys()


def test_nobody_meets_anything_of_ann(client, certificate, her_file, everybody, monkeypatch):
    monkeypatch.setattr("certificates.views.CHECKS_PER_MINUTE", 10**9)
    walked = [*addresses(certificate, her_file).values()]
    for form in ("jwt", "png", "svg"):
        kwargs = {"code": certificate.grouped_code, "form": form}
        walked.append(reverse("certificates:badge", kwargs=kwargs))
    for who, user in everybody.items():
        client.logout()
        if user:
            client.force_login(user)
        for address in walked:
            _walk(client, who, address)


def _walk(client, who: str, address: str) -> None:
    for method in (client.get, client.post):
        answer = method(address)
        assert answer.status_code < 500, (who, address)
        assert answer.status_code != 429, (who, address)
        content = answer.getvalue() if answer.streaming else answer.content
        body = content.decode(errors="replace")
        found = [secret for secret in SECRETS if secret in body]
        assert not found, (who, method.__name__, address, found)
        assert answer.headers.get("Content-Type") not in PRIVATE, (who, address)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.FOCAL_POINT, Role.EDITOR, Role.ANALYST])
def test_no_role_opens_the_register_of_certificates(client, certificate, role):
    country = "SWE" if role in (Role.TRAINER, Role.FOCAL_POINT) else ""
    client.force_login(factories.person("x", "X", "SWE", "2221", (role, country)))
    for action in ("index", "inspect", "reissue", "renew", "revoke"):
        arguments = [] if action == "index" else [certificate.pk]
        answer = client.get(reverse(f"certificate_register:{action}", args=arguments))
        assert answer.status_code == 302
        assert "certificates" not in answer["Location"].split("?")[0]


def test_ann_meets_her_own(client, certificate, her_file, ann):
    client.force_login(ann)
    assert (
        client.get(reverse("certificates:pdf", args=[certificate.grouped_code])).status_code == 200
    )
    assert (
        client.get(reverse("certificates:file_part", args=[her_file.key, "csv"])).status_code == 200
    )
    assert "Ann Lind" in client.get(reverse("certificates:mine")).content.decode()


def test_her_name_is_in_no_answer_that_is_open_to_all(client, certificate, her_file):
    call_command("credential_keys", "rotate", verbosity=0)
    for address in ("/.well-known/did.json", "/credentials/status/1", "/c/facts.json"):
        assert not any(secret in client.get(address).content.decode() for secret in SECRETS)
