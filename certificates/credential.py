"""Open Badges 3.0 as W3C Verifiable Credentials 2.0: signing and checking, without any network.

The proof is a Data Integrity proof of the suite eddsa-rdfc-2022 (W3C vc-di-eddsa, section 3.2): Ed25519 over the
SHA-256 of the canonical proof options followed by the SHA-256 of the canonical document.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import BUNDLED_CONTEXTS, FrozenDocumentLoader, jsonld

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
OB_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"

_HERE = Path(__file__).parent / "contexts"
_LOCAL = {
    OB_CONTEXT: _HERE / "open-badges-3.0.3.json",
    OB_EXTENSIONS: _HERE / "open-badges-extensions.json",
}
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_PUBLIC = b"\xed\x01"
_RELATIVE = "relative:"
_NOWHERE = f"{_RELATIVE}//undefined/"

Document = dict[str, Any]


class Unsignable(ValueError):
    """A term or type that no context defines: it would be left out of what is signed."""


class Refused(ValueError):
    """The proof does not hold. `reason` is a short English phrase for logs and machines."""


def sign(
    document: Document, key: Ed25519PrivateKey, verification_method: str, created: str
) -> Document:
    """The document with its proof, as a list of one (the Open Badges schema asks for a list). Raises Unsignable."""
    options = {
        "type": "DataIntegrityProof",
        "created": created,
        "verificationMethod": verification_method,
        "cryptosuite": "eddsa-rdfc-2022",
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(_to_sign(document, options))
    return document | {"proof": [options | {"proofValue": "z" + base58(signature)}]}


def verify(document: Document, public_key: Ed25519PublicKey) -> None:
    """Raises Refused unless the one proof of the document is by this key. Says nothing of validity or status."""
    proofs = document.get("proof")
    if isinstance(proofs, dict):
        proofs = [proofs]
    if not isinstance(proofs, list) or len(proofs) != 1 or not isinstance(proofs[0], dict):
        raise Refused("there is not exactly one proof")
    options = dict(proofs[0])
    value = options.pop("proofValue", None)
    if (
        options.get("cryptosuite") != "eddsa-rdfc-2022"
        or options.get("proofPurpose") != "assertionMethod"
    ):
        raise Refused("the proof is of another kind")
    unsigned = {name: part for name, part in document.items() if name != "proof"}
    try:
        public_key.verify(from_base58(value), _to_sign(unsigned, options))
    except (InvalidSignature, Unsignable, jsonld.JsonLdError) as problem:
        raise Refused("the signature does not fit the content") from problem


def public_multikey(key: Ed25519PublicKey) -> str:
    """The key as a Multikey string, z6Mk…"""
    return "z" + base58(_ED25519_PUBLIC + key.public_bytes_raw())


def from_multikey(text: str) -> Ed25519PublicKey:
    """The key behind z6Mk… Raises Refused."""
    raw = from_base58(text)
    if raw[:2] != _ED25519_PUBLIC or len(raw) != 34:
        raise Refused("the key is not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def canonical(document: Any) -> str:
    """RDF Dataset Canonicalization 1.0 of a JSON-LD document in which every term is defined. Raises Unsignable."""
    dropped: list[str] = []
    options = {"base": _NOWHERE, "documentLoader": _loader()}
    expanded = jsonld.expand(document, options, on_property_dropped=dropped.append)
    if dropped:
        raise Unsignable(f"No context defines {', '.join(sorted(map(str, dropped)))}.")
    _refuse_relative(expanded)
    options |= {"algorithm": "URDNA2015", "format": "application/n-quads"}
    return str(jsonld.normalize(expanded, options))


def base58(raw: bytes) -> str:
    """Bitcoin's alphabet, as multibase `z` wants it."""
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def from_base58(text: object) -> bytes:
    """The bytes of a multibase `z` string. Raises Refused."""
    if not isinstance(text, str) or not text.startswith("z") or len(text) > 200:
        raise Refused("a value is not in base 58")
    number = 0
    for character in text[1:]:
        digit = _BASE58.find(character)
        if digit < 0:
            raise Refused("a value is not in base 58")
        number = number * 58 + digit
    zeros = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _to_sign(document: Document, options: Document) -> bytes:
    """64 bytes: the hash of the canonical proof options, then that of the canonical document."""
    proof = {"@context": document.get("@context"), **options}
    parts = (canonical(proof), canonical(document))
    return b"".join(hashlib.sha256(part.encode()).digest() for part in parts)


def _refuse_relative(node: Any) -> None:
    """An undefined type or a relative identifier lands below the base address."""
    if isinstance(node, list):
        for one in node:
            _refuse_relative(one)
    elif isinstance(node, dict):
        names = node.get("@type", []) if "@value" not in node else []
        names = names if isinstance(names, list) else [names]
        for name in [*names, *([node["@id"]] if "@id" in node else [])]:
            if name.startswith(_RELATIVE):
                raise Unsignable(f"No context defines {name.rpartition('/')[2]}.")
        for one in node.values():
            _refuse_relative(one)


@cache
def _loader() -> FrozenDocumentLoader:
    return FrozenDocumentLoader(dict(BUNDLED_CONTEXTS, **_LOCAL))
