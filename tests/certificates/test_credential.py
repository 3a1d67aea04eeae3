import copy
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certificates import credential

# The test vector that 1EdTech publishes for Open Badges 3.0 (certification guide, "Linked Data Proof Test Vector").
SEED = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4"
METHOD = "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
HASH = "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
VALUE = "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
DOCUMENT = {
    "@context": [credential.VC_CONTEXT, credential.OB_CONTEXT],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "url": "https://www.imsglobal.org",
        "name": "Example Corp",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review "
                "by Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group "
            "environment.",
            "name": "Teamwork",
        },
    },
}
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED))


@pytest.fixture
def signed():
    return credential.sign(copy.deepcopy(DOCUMENT), KEY, METHOD, "2010-01-01T19:23:24Z")


def test_the_published_vector_is_reproduced_byte_for_byte(signed):
    assert hashlib.sha256(credential.canonical(DOCUMENT).encode()).hexdigest() == HASH
    assert credential.public_multikey(KEY.public_key()) == METHOD.partition("#")[2]
    assert signed["proof"][0]["proofValue"] == VALUE


def test_what_was_signed_verifies_with_the_key_in_the_method(signed):
    credential.verify(signed, credential.from_multikey(METHOD.partition("#")[2]))
    credential.verify(signed | {"proof": signed["proof"][0]}, KEY.public_key())


@pytest.mark.parametrize(
    "tamper",
    [
        lambda d: d.update(validFrom="2011-01-01T00:00:00Z"),
        lambda d: d["credentialSubject"]["achievement"].update(name="Leadership"),
        lambda d: d["issuer"].update(id="https://example.org/other"),
        lambda d: d.update(undefinedTerm="unsigned"),
        lambda d: d.update(type=["VerifiableCredential", "UndefinedType"]),
        lambda d: d["proof"][0].update(created="2012-01-01T19:23:24Z"),
        lambda d: d["proof"][0].update(proofValue="z" + "1" * 64),
        lambda d: d["proof"][0].update(proofValue="zOIl"),
        lambda d: d["proof"][0].update(proofValue=None),
        lambda d: d["proof"][0].update(cryptosuite="eddsa-jcs-2022"),
        lambda d: d["proof"].append({}),
        lambda d: d.update(proof="x"),
        lambda d: d.update({"@context": ["https://example.org/unknown"]}),
        lambda d: d.pop("proof"),
    ],
)
def test_whatever_is_changed_is_refused(signed, tamper):
    tamper(signed)
    with pytest.raises(credential.Refused):
        credential.verify(signed, KEY.public_key())


def test_another_key_is_refused(signed):
    with pytest.raises(credential.Refused):
        credential.verify(signed, Ed25519PrivateKey.generate().public_key())


def test_a_term_that_no_context_defines_is_not_signed_over():
    with pytest.raises(credential.Unsignable, match="favouriteColour"):
        credential.sign(
            DOCUMENT | {"favouriteColour": "green"}, KEY, METHOD, "2010-01-01T19:23:24Z"
        )
    with pytest.raises(credential.Unsignable, match="Sticker"):
        credential.sign(
            DOCUMENT | {"type": ["VerifiableCredential", "Sticker"]},
            KEY,
            METHOD,
            "2010-01-01T19:23:24Z",
        )


@given(st.binary(max_size=80))
def test_base_58_there_and_back(raw):
    assert credential.from_base58("z" + credential.base58(raw)) == raw


@given(st.text(max_size=300))
def test_a_key_from_anywhere_is_a_key_or_refused(text):
    with pytest.raises(credential.Refused):
        credential.from_multikey(text)
