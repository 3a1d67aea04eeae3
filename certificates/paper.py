"""Puts a certificate's frozen facts into words, in the language of the certificate."""

import json
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import cadres, countries
from certificates import pdf, picture, sealing
from certificates.models import Certificate, Credential
from courses.models import Level


def draw(*, certificate: Certificate) -> bytes:
    """The PDF. The same facts give the same bytes but for a seal; what could not be printed is noted for staff."""
    drawing = pdf.draw(sheet(certificate))
    content, problem = drawing.content, drawing.unprintable
    if sealing.is_wanted():
        try:
            content = sealing.seal(content, reason=str(certificate))
        except sealing.BadSeal as reason:
            problem = f"The paper was not sealed: {reason}"
    if problem[:200] != certificate.print_problem:
        Certificate.objects.filter(pk=certificate.pk).update(print_problem=problem[:200])
    return content


def badge(certificate: Certificate) -> picture.Badge:
    """What the badge of this course and level shows."""
    return picture.Badge(
        language=certificate.language,
        title=certificate.title,
        code=certificate.subject_code.upper(),
        level=certificate.level,
        issuer=certificate.issuer,
    )


def credential_text(row: Credential) -> str:
    """The signed credential as it travels in files; empty until the worker has signed it."""
    return json.dumps(row.document, ensure_ascii=False, sort_keys=True) if row.document else ""


def check_url(certificate: Certificate) -> str:
    """The absolute address behind the QR code; the same in every language."""
    return settings.SITE_URL + reverse("certificate_check", args=[certificate.grouped_code])


def sheet(certificate: Certificate) -> pdf.Sheet:
    row = Credential.objects.filter(certificate=certificate).first() or Credential()
    url = check_url(certificate)
    with translation.override(certificate.language):
        title = _("Certificate: %(title)s, %(name)s") % {
            "title": certificate.title,
            "name": certificate.holder_name,
        }
        return pdf.Sheet(
            language=certificate.language,
            document_title=title,
            issuer=certificate.issuer,
            issued_on=certificate.issued_at.date(),
            heading=_("Certificate"),
            certifies=_("This certifies that"),
            name=certificate.holder_name or _("(name not given)"),
            achieved=_achieved(certificate),
            title=certificate.title,
            edition=_edition(certificate),
            details=tuple(_details(certificate)),
            competencies_label=_("Competencies"),
            competencies=tuple(f"{c['code']} {c['label']}" for c in certificate.competencies),
            note=_note(certificate),
            code=certificate.grouped_code,
            check_label=_("Is it still valid? Check here:"),
            check_url=url,
            qr_url=f"{url}#{row.offline}" if row.offline else url,
            qr_alt=_("QR code with the address of the check page"),
            credential=credential_text(row) or None,
            credential_label=_("The signed Open Badges 3.0 credential of this certificate"),
        )


def _note(certificate: Certificate) -> str:
    if any(one["basis"] == "accredited" for one in certificate.credits):
        return _(
            "This certificate confirms learning; it is not a licence to practise. Learning time is the time "
            "planned by the authors. The certificate was issued electronically and needs no signature: whether "
            "it is still valid is answered at the address beside."
        )
    return _(
        "This certificate confirms learning; it is not a licence to practise. Learning time is the time "
        "planned by the authors; no accrediting body has awarded credits for it. The certificate was issued "
        "electronically and needs no signature: whether it is still valid is answered at the address beside."
    )


def _credits(certificate: Certificate) -> Iterator[tuple[str, str]]:
    """What the holder may declare by herself is never printed as if the council had said it."""
    for one in certificate.credits:
        facts = {"amount": one["amount"], "unit": one["unit"], "council": one["council_name"]}
        if one["basis"] == "accredited":
            facts["number"] = one["number"]
            text = _("%(amount)s %(unit)s, %(council)s, accreditation number %(number)s")
            yield _("Credits"), text % facts
        else:
            text = _("%(amount)s %(unit)s, by the rules of: %(council)s")
            yield _("The holder may declare"), text % facts


def duration(minutes: int) -> str:
    """60 → "1 hour", 95 → "1 hour 35 minutes", in the active language."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)


def _achieved(certificate: Certificate) -> str:
    if certificate.kind == Certificate.Kind.PROGRAMME:
        return _("holds every course of the programme")
    return _("has completed the course and passed its assessment")


def _edition(certificate: Certificate) -> str:
    return _("%(code)s, content version %(version)s, %(language)s") % {
        "code": certificate.subject_code.upper(),
        "version": certificate.version,
        "language": language_name(certificate.language),
    }


def language_name(code: str) -> str:
    return str(dict(settings.LANGUAGES).get(code, code))


def _details(certificate: Certificate) -> Iterator[tuple[str, str]]:
    yield _("Completed"), date_format(certificate.completed_at, "DATE_FORMAT")
    yield _("Valid from"), date_format(certificate.valid_from, "DATE_FORMAT")
    yield _("Valid until"), date_format(certificate.valid_until, "DATE_FORMAT")
    yield _("Learning time"), duration(certificate.minutes)
    yield from _credits(certificate)
    if certificate.pass_mark is not None:
        yield _("Pass mark"), _("%(percent)d %%") % {"percent": certificate.pass_mark}
    if certificate.cadre:
        yield _("Profession, as declared"), cadres.title(certificate.cadre)
    if certificate.country:
        yield _("Country of practice, as declared"), countries.name(certificate.country)
    yield _("Level"), str(Level(certificate.level).label)
