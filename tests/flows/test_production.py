"""Production settings refuse what must never be public, before anybody is served."""

import sys

import pytest

GOOD = {
    "DJANGO_SETTINGS_MODULE": "lms.settings.production",
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": "learn.example.org",
}
SERVE = ("-c", "import lms.wsgi; print('ready to serve')")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is the development default or shorter"),
        (
            {"SECRET_KEY": "development-only-secret-that-production-settings-refuse"},
            "SECRET_KEY is the development default or shorter",
        ),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"HTTPS": "maybe"}, "HTTPS is 'maybe'; write true or false."),
        ({"SECRET_KEY_FILE": "/nowhere/secret"}, "SECRET_KEY_FILE names /nowhere/secret"),
    ],
)
def test_a_bad_setting_stops_the_start_with_a_sentence(embedded, change, sentence):
    done = embedded.python(*SERVE, **(GOOD | change))
    assert done.returncode == 1
    assert sentence in done.stderr


def test_secrets_are_read_from_files(embedded):
    secret = embedded.folder / "secret"
    secret.write_text("y" * 50 + "\n")
    environment = {key: value for key, value in GOOD.items() if key != "SECRET_KEY"}
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    done = embedded.python("-c", code, SECRET_KEY_FILE=str(secret), **environment)
    assert done.stdout == "y" * 50 + "\n"


def test_behind_a_proxy_everything_is_https(embedded):
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(SERVER_NAME='learn.example.org')\n"
        "bare = client.get('/healthz'); plain = client.get('/en/courses/')\n"
        "proxied = client.get('/c/AAAA', HTTP_X_FORWARDED_PROTO='https')\n"
        "print(bare.status_code, plain.status_code, plain.url)\n"
        "print(proxied.status_code, proxied.headers['Strict-Transport-Security'])\n"
    )
    done = embedded.python("-c", code, **GOOD)
    assert done.stdout.splitlines() == [
        "200 301 https://learn.example.org/en/courses/",
        "302 max-age=31536000",
    ], done.stderr


def test_demo_people_are_refused(embedded):
    assert embedded.python(*SERVE, **GOOD).stdout == "ready to serve\n"
    embedded.play("demo_people")
    done = embedded.python(*SERVE, **GOOD)
    assert done.returncode == 1
    assert "This database holds demo people (@demo.test)" in done.stderr


def test_the_start_command_is_refused(embedded):
    done = embedded.python("manage.py", "start", "--prepare-only", **GOOD)
    assert done.returncode == 1
    assert "`start` is for one machine with the development settings" in done.stderr


@pytest.mark.postgres
def test_two_servers_that_start_at_once_prepare_one_after_the_other(real):
    command = [sys.executable, "manage.py", "prepare"]
    both = [real.start(command) for _ in range(2)]
    assert [one.process.wait(240) for one in both] == [0, 0], real.logs()
    assert real.number("SELECT count(*) FROM courses_coursepage WHERE key = 'gen-101'") == 1


def test_a_worker_waits_for_the_migrations_and_gives_up_with_a_sentence(tmp_path, embedded):
    done = embedded.python("manage.py", "wait_for_database", "--wait", "1")
    assert done.returncode == 0
    empty = {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    done = embedded.python("manage.py", "wait_for_database", "--wait", "1", **empty)
    assert done.returncode == 1
    assert "The database is not migrated" in done.stderr
