"""The form in which a trainer records a session she taught."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import countries
from certificates.models import Certificate
from readiness import attendance
from readiness.forms import DateInput
from readiness.models import CascadeSession


class SessionForm(forms.Form):
    course = forms.TypedChoiceField(
        label=_("Course"),
        help_text=_("Courses of which you hold a valid certificate."),
        coerce=UUID,
    )
    country = forms.ChoiceField(label=_("Country"))
    day = forms.DateField(label=_("Day of the session"), widget=DateInput())
    place = forms.ChoiceField(label=_("Where it took place"), choices=CascadeSession.Place.choices)
    people = forms.CharField(
        label=_("Who took part"),
        help_text=_(
            "One person per line: the confirmed e-mail address of her account, or a code from one of her certificates. People without an account are not counted; invite them to open one."
        ),
        widget=forms.Textarea({"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        max_length=attendance.LARGEST,
        required=False,
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        help_text=_("The first column holds the address or code; it replaces the list above."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        certificates: Iterable[Certificate],
        trains_in: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [(str(c.subject_key), c.title) for c in certificates]
        where = sorted((countries.name(iso3), iso3) for iso3 in trains_in)
        self.fields["country"].choices = [(iso3, name) for name, iso3 in where]
        if len(where) == 1:
            self.fields["country"].widget = forms.HiddenInput()
            self.fields["country"].initial = where[0][1]

    def file_content(self) -> bytes | None:
        sent = self.cleaned_data["file"]
        return sent.read(attendance.LARGEST + 1) if sent else None
