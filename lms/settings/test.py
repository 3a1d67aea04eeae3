"""The test suite, on the embedded default or, with DATABASE_URL and REDIS_URL, on the real engines."""

import os

from lms.settings.base import *  # noqa: F403 - settings modules extend each other by name

DEVELOPMENT = True
SECRET_KEY = "test"  # noqa: S105 - tests only
CREDENTIAL_SECRET = "the tests encrypt their signing keys with this"  # noqa: S105 - tests only
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
VAR_DIR = BASE_DIR / "var" / "test"
VAR_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = VAR_DIR / "media"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # a file, so that --reuse-db saves Wagtail's migrations (about 20 s)
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}

# Tasks run where they are sent, on commit; what a real broker and worker do is tested in tests/flows.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Processes that test side by side have a database each, and a Redis database each: clearing the cache empties it.
if REDIS_URL:
    WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{WORKER + 1}"
