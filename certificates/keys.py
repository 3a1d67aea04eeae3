"""The keys that credentials are signed with: made, rotated, and kept only in encrypted form.

The secret they are encrypted with comes from the environment or a file (CREDENTIAL_SECRET); only the worker needs it.
"""

import base64
import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from joserfc.jwk import RSAKey

from certificates import credential
from certificates.models import SigningKey

Algorithm = SigningKey.Algorithm


class NoSecret(Exception):
    """CREDENTIAL_SECRET is not set, so keys can neither be made nor used."""


class WrongSecret(Exception):
    """The keys were encrypted with another CREDENTIAL_SECRET."""


class NoKey(Exception):
    """No key has been made yet: `manage.py credential_keys create`."""


def active(algorithm: Algorithm) -> SigningKey:
    """The key to sign with now. Raises NoKey."""
    key = SigningKey.objects.filter(algorithm=algorithm, retired_at=None).first()
    if key is None:
        raise NoKey
    return key


def in_use() -> dict[Algorithm, SigningKey]:
    """All of them at once; RS256 may be missing. Raises NoKey."""
    rows = SigningKey.objects.filter(retired_at=None)
    held = {Algorithm(row.algorithm): row for row in rows}
    if Algorithm.ED25519 not in held:
        raise NoKey
    return held


def create(*, algorithm: Algorithm, now: datetime) -> SigningKey | None:
    """The first key, None if there is one. Safe to repeat, also by two workers that start together. Raises NoSecret."""
    if SigningKey.objects.filter(algorithm=algorithm, retired_at=None).exists():
        return None
    private, public = _generate(algorithm)
    try:
        with transaction.atomic():
            return SigningKey.objects.create(
                algorithm=algorithm, public=public, secret=_lock(private), created_at=now
            )
    except IntegrityError:
        return None


def rotate(*, algorithm: Algorithm, now: datetime) -> SigningKey:
    """Retires the active key, if there is one, and makes the next. Raises NoSecret."""
    private, public = _generate(algorithm)
    with transaction.atomic():
        SigningKey.objects.filter(algorithm=algorithm, retired_at=None).update(retired_at=now)
        return SigningKey.objects.create(
            algorithm=algorithm, public=public, secret=_lock(private), created_at=now
        )


def rewrap(*, old_secret: str) -> int:
    """Encrypts every key anew with the present secret; how many there were. Raises WrongSecret."""
    with transaction.atomic():
        keys = list(SigningKey.objects.select_for_update())
        for key in keys:
            key.secret = _lock(_unlock(key.secret, old_secret))
            key.save(update_fields=["secret"])
    return len(keys)


def private_ed25519(key: SigningKey) -> Ed25519PrivateKey:
    """Raises NoSecret, WrongSecret."""
    return _ed25519(key.secret, settings.CREDENTIAL_SECRET)


def private_rsa(key: SigningKey) -> RSAKey:
    """Raises NoSecret, WrongSecret."""
    return _rsa(key.secret, settings.CREDENTIAL_SECRET)


def public_jwk(key: SigningKey) -> dict[str, Any]:
    return dict(json.loads(key.public))


# Opening an RSA key proves its primes again, which takes twenty times as long as signing.
@lru_cache(maxsize=4)
def _rsa(secret: str, passphrase: str) -> RSAKey:
    return RSAKey.import_key(_unlock(secret, passphrase))


@lru_cache(maxsize=4)
def _ed25519(secret: str, passphrase: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_unlock(secret, passphrase))


def _generate(algorithm: Algorithm) -> tuple[bytes, str]:
    if algorithm == Algorithm.ED25519:
        edwards = Ed25519PrivateKey.generate()
        return edwards.private_bytes_raw(), credential.public_multikey(edwards.public_key())
    private = _pem(generate_private_key(public_exponent=65537, key_size=3072))
    public = RSAKey.import_key(private).as_dict(private=False)
    return private, json.dumps(public | {"alg": "RS256", "use": "sig"}, sort_keys=True)


def _pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _lock(private: bytes) -> str:
    return _fernet(settings.CREDENTIAL_SECRET).encrypt(private).decode()


def _unlock(secret: str, passphrase: str) -> bytes:
    try:
        return _fernet(passphrase).decrypt(secret.encode())
    except InvalidToken:
        raise WrongSecret from None


def _fernet(passphrase: str) -> Fernet:
    if len(passphrase) < 32:
        raise NoSecret
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"credential signing keys")
    return Fernet(base64.urlsafe_b64encode(derived.derive(passphrase.encode())))
