"""The cast and the stage. Five people: Ann (nurse, Sweden), Bo (doctor, Sweden), Cat (pharmacist, Georgia),
Tom (trainer of Sweden), Fay (focal point of Sweden)."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.core.cache import cache
from django.core.management import call_command

from accounts.models import Role, User
from assessments import editions, texts
from certificates import badges
from courses import site
from courses.models import CataloguePage, CoursePage
from tests import factories


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The fixed part of the page tree stands once for all tests; building it takes longer than most of them."""
    with django_db_blocker.unblock():
        site.build()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def ann(db) -> User:
    return factories.person("ann", "Ann Lind", "SWE", "2221")


@pytest.fixture
def bo(db) -> User:
    return factories.person("bo", "Bo Ek", "SWE", "2211")


@pytest.fixture
def cat(db) -> User:
    return factories.person("cat", "ქეთევან", "GEO", "2262")


@pytest.fixture
def tom(db) -> User:
    return factories.person("tom", "Tom Berg", "SWE", "2212", (Role.TRAINER, "SWE"))


@pytest.fixture
def fay(db) -> User:
    return factories.person("fay", "Fay Holm", "SWE", "1342", (Role.FOCAL_POINT, "SWE"))


@pytest.fixture
def catalogue(db) -> CataloguePage:
    return site.catalogue_in("en")


@pytest.fixture
def course(catalogue) -> CoursePage:
    """A published course: one module with two lessons."""
    return factories.course(catalogue)


@pytest.fixture(autouse=True)
def _folders(tmp_path, settings):
    """Uploaded files of a test go away with it."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _no_memory():
    """Rate limits count in the cache; no test pays for the one before. Its rows are gone with it."""
    cache.clear()
    texts.forget()
    editions.forget()


@pytest.fixture(scope="session")
def rsa_key():
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def signing_keys(db, rsa_key, monkeypatch):
    """Real keys; the slow one is found once."""
    monkeypatch.setattr("certificates.keys.generate_private_key", lambda **_size: rsa_key)
    call_command("credential_keys", "create", verbosity=0)


@pytest.fixture
def signed(certificate, signing_keys, now):
    return badges.sign(certificate=certificate, now=now)


@pytest.fixture
def staff(db, django_user_model):
    return django_user_model.objects.create_superuser("root@example.org", "x")
