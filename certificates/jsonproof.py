"""Signs plain JSON: a Data Integrity proof of the suite eddsa-jcs-2022 (W3C vc-di-eddsa, section 3.3).

Ed25519 over the SHA-256 of the canonical proof options followed by that of the canonical document. For files whose terms
no JSON-LD context defines; what verifies is every byte of meaning, whatever the blanks and the order of the names.
"""

import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates.credential import Document, Refused, base58, from_base58


def sign(
    document: Document, key: Ed25519PrivateKey, verification_method: str, created: str
) -> Document:
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(_to_sign(document, options))
    return document | {"proof": options | {"proofValue": "z" + base58(signature)}}


def verify(document: Document, public_key: Ed25519PublicKey) -> None:
    """Raises Refused unless the proof is by this key."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or proof.get("cryptosuite") != "eddsa-jcs-2022":
        raise Refused("there is no proof of the suite eddsa-jcs-2022")
    options = {name: part for name, part in proof.items() if name != "proofValue"}
    unsigned = {name: part for name, part in document.items() if name != "proof"}
    try:
        public_key.verify(from_base58(proof.get("proofValue")), _to_sign(unsigned, options))
    except (InvalidSignature, TypeError, UnicodeError, RecursionError) as problem:
        raise Refused("the signature does not fit the content") from problem


def _to_sign(document: Document, options: Document) -> bytes:
    return b"".join(hashlib.sha256(_canonical(part)).digest() for part in (options, document))


def _canonical(value: Any) -> bytes:
    """RFC 8785 for what such files hold: names in ASCII, text, whole numbers, true, false, null. Raises TypeError."""
    _refuse_fractions(value)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def _refuse_fractions(value: Any) -> None:
    """How a fraction is written differs between languages: amounts travel as text."""
    if isinstance(value, float):
        raise TypeError
    if isinstance(value, dict):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise TypeError
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            _refuse_fractions(one)
