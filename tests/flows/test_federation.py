"""Two installations, each with its own database and process, over loopback: one country sends, the region shows."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.request import urlopen

from tests.services import Running, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
TODAY = datetime.now(UTC).date()
DAY = date(TODAY.year - 1, 12, 31)

COUNTRY = f"""
from datetime import datetime, timedelta, UTC
from tests import factories
from courses import site
from tests.readiness.conftest import certify, workforce
from readiness import snapshots, spells
catalogue = site.catalogue_in("en")
course = factories.course(catalogue)
factories.programme(catalogue, course)
workforce("SWE", "nursing_midwifery", 1000)
for n in range(12):
    certify(factories.person(f"n{{n}}", "N", "SWE", "2221"), course, datetime({DAY.year}, 3, 1).date())
spells.catch_up(now=datetime.now(UTC))
"""
REGION = """
import sys
from tests import factories
from courses import site
from readiness.models import Instance
catalogue = site.catalogue_in("en")
factories.programme(catalogue, factories.course(catalogue))
Instance.objects.create(name="Swedish installation", country="SWE", public_key="{key}")
"""


class Installation:
    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")},
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "BUNDLED_COURSES": "false",
        }
        self.folder = folder
        self.manage("prepare")

    def manage(self, *arguments: str, refused: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode != 0) == refused, done.stderr
        return done.stderr if refused else done.stdout

    @contextmanager
    def running(self):
        port = free_port()
        command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
        server = Running(command, log=self.folder / "log", cwd=ROOT, env=self.environment)
        try:
            wait_until(lambda: _answers(port), seconds=60, what="the installation answers")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.stop()


def read(address: str) -> str:
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - loopback
        return answer.read().decode()


def _answers(port: int) -> bool:
    try:
        return bool(read(f"http://127.0.0.1:{port}/healthz"))
    except OSError:
        return False


def test_a_country_counts_at_home_and_the_region_shows_it(tmp_path):
    country, region = Installation(tmp_path / "country"), Installation(tmp_path / "region")
    country.manage("shell", "-v0", "-c", COUNTRY)
    country.manage("freeze_round", str(DAY))
    key = country.manage("federation_keys").strip()
    send = ("push_round", str(DAY), "--country", "SWE", "--to")
    with region.running() as site:
        refused = country.manage(*send, site, refused=True)
        assert "No installation of this country is trusted here: SWE." in refused
        region.manage("shell", "-v0", "-c", REGION.format(key=key))
        assert "Accepted: SWE" in country.manage(*send, site)
        file = tmp_path / "round.json"
        country.manage("push_round", str(DAY), "--country", "SWE", "--file", str(file))
        assert "example.org" not in file.read_text()
        answer = json.loads(read(f"{site}/api/v1/readiness/countries/SWE"))
        [figure] = answer["figures"]
        assert (figure["people"], figure["counted_by"]["instance"]) == (10, "Swedish installation")
        page = read(f"{site}/en/readiness/SWE/")
        assert "Counted by Swedish installation" in page
        people = region.manage(
            "shell", "-v0", "-c", "from accounts.models import User; print(User.objects.count())"
        )
        assert people.strip().splitlines()[-1] == "0"
