"""Issues badges on a site of its own, fetches over HTTP what a verifier would, and spoils copies of it.

Usage: python -m tests.credentials.collect FOLDER
Writes FOLDER/documents.json (address -> document, as served) and FOLDER/cases.json (what should be said of what).
"""

import copy
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.credentials import without_network

SITE = "https://learn.example.org"
PORT = 8129
NOW = datetime.now(UTC)


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {
            "VAR_DIR": place,
            "SITE_URL": SITE,
            "DEBUG": "false",
            "BUNDLED_COURSES": "false",
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        }
        documents, rows = _with_site()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "documents.json").write_text(json.dumps(documents))
    (folder / "cases.json").write_text(json.dumps(_cases(documents, rows)))


def _with_site() -> tuple[dict, dict]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("credential_keys", "create", verbosity=0)
    rows = issue()
    call_command("credential_keys", "rotate", verbosity=0)  # the former keys must still do
    server = subprocess.Popen(
        [Path(sys.executable).parent / "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{PORT}"],
        stderr=subprocess.DEVNULL,
    )
    try:
        documents = {
            SITE + path: _fetch(path) for path in ("/.well-known/did.json", "/credentials/status/1")
        }
        documents |= {row["kid"]: _fetch(row["kid"].removeprefix(SITE)) for row in rows.values()}
        _say_what_chromium_said(rows)
        return documents, rows
    finally:
        server.terminate()
        server.wait()


def _say_what_chromium_said(rows: dict) -> None:
    verdicts = without_network.judge(
        f"http://localhost:{PORT}", {name: row["offline"] for name, row in rows.items()}
    )
    for name, verdict in verdicts.items():
        print(f"network off, {name:15} {verdict}")  # noqa: T201 - a command's output
    if verdicts != without_network.EXPECTED:
        raise SystemExit("Chromium without network gave a wrong verdict.")


def _fetch(path: str) -> object:
    for _attempt in range(50):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}") as answer:
                return json.load(answer)
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The site does not answer at {path}.")


def issue() -> dict:
    """Four badges: valid, expired, revoked, replaced."""
    from accounts.models import User
    from certificates import badges, renewal
    from certificates.models import Certificate
    from courses import site
    from tests import factories

    course = factories.course(site.build())
    staff = User.objects.create_superuser("root@example.org", "x")
    held = {
        name: _certificate(
            factories.person(name, f"{name.title()} Lind", "SWE", "2221"), course, moment
        )
        for name, moment in {
            "valid": NOW - timedelta(days=1),
            "expired": NOW - timedelta(days=1500),
            "revoked": NOW - timedelta(days=1),
            "replaced": NOW - timedelta(days=1),
        }.items()
    }
    signed = {name: badges.sign(certificate=row, now=NOW) for name, row in held.items()}
    reason = Certificate.Reason.ISSUED_IN_ERROR
    renewal.revoke(certificate=held["revoked"], reason=reason, note="", by=staff, now=NOW)
    renewal.reissue(certificate=held["replaced"], holder_name="Another", by=staff, now=NOW)
    badges.publish_list(number=1, now=NOW)
    return {name: _row(one) for name, one in signed.items()}


def _certificate(person, course, moment):
    from certificates import issuing
    from tests.certificates.conftest import completed

    return issuing.issue(completion=completed(person, course, moment), now=moment)


def _row(signed) -> dict:
    import base64

    header = signed.jwt.split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]
    return {"document": signed.document, "jwt": signed.jwt, "kid": kid, "offline": signed.offline}


def _cases(documents: dict, rows: dict) -> list[dict]:
    good = rows["valid"]["document"]
    cases = [
        {"name": name, "document": row["document"], "jwt": row["jwt"], "expect": name}
        for name, row in rows.items()
    ]
    for case in cases:
        case["expect"] = {"replaced": "revoked"}.get(case["expect"], case["expect"])
    spoilt = {
        name: copy.deepcopy(good)
        for name in ("tampered", "extra term", "wrong issuer", "wrong type")
    }
    spoilt["tampered"]["credentialSubject"]["achievement"]["name"] = "Another course"
    spoilt["extra term"]["favouriteColour"] = "green"
    spoilt["wrong issuer"]["issuer"]["id"] = "did:web:other.example.org"
    spoilt["wrong type"]["type"].append("Sticker")
    expect = {"extra term": "undefined", "wrong type": "undefined"}
    cases += [
        {"name": name, "document": one, "expect": expect.get(name, "forged")}
        for name, one in spoilt.items()
    ]
    other = json.loads(
        json.dumps(documents[f"{SITE}/.well-known/did.json"]).replace("learn.", "other.")
    )
    documents["https://other.example.org/.well-known/did.json"] = other
    return cases


if __name__ == "__main__":
    main(Path(sys.argv[1]))
