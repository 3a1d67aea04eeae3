"""A public installation. Refuses to start with a default secret, without a host name, or with demo people (see `lms.startup`)."""

from django.core.exceptions import ImproperlyConfigured

from lms.settings import dev, environment
from lms.settings.base import *  # noqa: F403 - settings modules extend each other by name

SECRET_KEY = environment.text("SECRET_KEY")
if SECRET_KEY == dev.SECRET_KEY or len(SECRET_KEY) < 40:
    raise ImproperlyConfigured(
        "SECRET_KEY is the development default or shorter than 40 characters. "
        "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
if CREDENTIAL_SECRET == dev.CREDENTIAL_SECRET:
    raise ImproperlyConfigured("CREDENTIAL_SECRET is the development default; make an own one.")
ALLOWED_HOSTS = environment.names("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the public host name, e.g. learn.example.org.")
CSRF_TRUSTED_ORIGINS = environment.names("CSRF_TRUSTED_ORIGINS")

HTTPS = environment.boolean("HTTPS", True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# Limits per reader count the address that the proxy in front saw, not the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("TRUSTED_PROXIES", 1 if HTTPS else 0)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
EMAIL_BACKEND = environment.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
