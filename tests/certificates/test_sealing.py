import io
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core.checks import Error
from django.core.checks import Warning as Warned

from certificates import checks, paper, sealing

PASSWORD = "opens the seal"


def made(rsa_key, days: int) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Office for Learning")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(rsa_key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), True)
    )  # fmt: skip
    held = builder.sign(rsa_key, hashes.SHA256())
    lock = BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"seal", rsa_key, held, None, lock)


@pytest.fixture
def seal(tmp_path, settings, rsa_key):
    path = tmp_path / "seal.p12"
    path.write_bytes(made(rsa_key, days=365))
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(path), PASSWORD
    return path


def test_a_sealed_paper_begins_with_the_paper_as_drawn(certificate, settings, seal):
    sealed = paper.draw(certificate=certificate)
    settings.SEAL_FILE = ""
    plain = paper.draw(certificate=certificate)
    assert plain == paper.draw(certificate=certificate)
    assert sealed.startswith(plain)
    assert len(sealed) > len(plain)


def test_tags_metadata_and_attachment_are_kept(signed, settings, seal):
    with pikepdf.open(io.BytesIO(paper.draw(certificate=signed.certificate))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "credential.json" in pdf.attachments
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "3"
        fields = pdf.Root.AcroForm.Fields
        assert [str(field.T) for field in fields] == [sealing.FIELD]
        assert fields[0].F & 2  # hidden: no place in the reading order
        assert str(fields[0].TU)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_pdfsig_accepts_the_seal_and_refuses_a_changed_paper(certificate, seal, tmp_path):
    sealed = paper.draw(certificate=certificate)
    assert "Signature is Valid." in judged(tmp_path, sealed)
    assert "Total document signed" in judged(tmp_path, sealed)
    at = sealed.index(b"stream") + 20
    changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
    assert "Signature is Valid." not in judged(tmp_path, changed)


def judged(folder, content: bytes) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    return subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout


def test_a_wrong_password_gives_the_paper_without_seal_and_tells_staff(certificate, settings, seal):
    settings.SEAL_PASSWORD = "wrong"
    content = paper.draw(certificate=certificate)
    assert content.startswith(b"%PDF")
    assert b"/ByteRange" not in content
    certificate.refresh_from_db()
    assert "was not sealed" in certificate.print_problem
    assert isinstance(checks.check_seal(None)[0], Error)
    settings.SEAL_FILE = "/nowhere"
    assert isinstance(checks.check_seal(None)[0], Error)


def test_the_check_warns_before_the_seal_ends(settings, seal, rsa_key):
    assert checks.check_seal(None) == []
    seal.write_bytes(made(rsa_key, days=10))
    assert isinstance(checks.check_seal(None)[0], Warned)
    settings.SEAL_FILE = ""
    assert checks.check_seal(None) == []
