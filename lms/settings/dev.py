"""One machine, no environment needed. Refused in production: see `production.py`."""

from lms.settings import environment
from lms.settings.base import *  # noqa: F403 - settings modules extend each other by name

DEVELOPMENT = True
DEBUG = environment.boolean("DEBUG", True)
SECRET_KEY = "development-only-secret-that-production-settings-refuse"  # noqa: S105 - refused in production
CREDENTIAL_SECRET = "development-only-secret-for-signing-keys"  # noqa: S105 - refused in production
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]

# Mail is written to a folder and can be read in the browser at /dev/mail/.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
