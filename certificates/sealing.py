"""The organisation's electronic seal on a paper: PAdES baseline B, invisible, added behind the file as it was drawn.

SEAL_FILE names a PKCS#12 file (PFX), SEAL_PASSWORD opens it. Without SEAL_FILE papers are not sealed, and the same facts give the
same bytes.
"""

import io
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

FIELD = "OrganisationSeal"


class BadSeal(Exception):
    """The file named by SEAL_FILE cannot be read, or SEAL_PASSWORD does not open it."""


def is_wanted() -> bool:
    return bool(settings.SEAL_FILE)


def seal(content: bytes, *, reason: str) -> bytes:
    """The PDF with the seal appended; what was drawn stays byte for byte. Raises BadSeal."""
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        name=settings.SITE_NAME,
    )
    field = SigFieldSpec(
        FIELD,
        readable_field_name=reason,
        # hidden, so that PDF/UA does not ask for a place in the reading order
        invis_sig_settings=InvisSigSettings(set_print_flag=False, set_hidden_flag=True),
    )
    signer = PdfSigner(metadata, signer=_signer(), new_field_spec=field)
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    return bytes(signer.sign_pdf(writer).getvalue())


def last_day() -> datetime:
    """Until when the certificate behind the seal is valid. Raises BadSeal."""
    held = _signer().signing_cert
    if held is None:
        raise BadSeal("The file holds no certificate.")
    return held.not_valid_after


def _signer() -> SimpleSigner:
    path = Path(settings.SEAL_FILE)
    try:
        return _opened(path, path.stat().st_mtime_ns, settings.SEAL_PASSWORD)
    except OSError as problem:
        raise BadSeal(str(problem)) from problem


@lru_cache(maxsize=2)
def _opened(path: Path, _changed: int, password: str) -> SimpleSigner:
    """Opened once, and again when the file was replaced."""
    signer = SimpleSigner.load_pkcs12(str(path), passphrase=password.encode() or None)  # type: ignore[no-untyped-call]
    if signer is None or signer.signing_cert is None:
        raise BadSeal("SEAL_PASSWORD does not open the file, or it holds no key and certificate.")
    return signer
