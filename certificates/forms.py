from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import codelists, names, serial
from certificates.checking import Finding
from certificates.models import Certificate


class CodeForm(forms.Form):
    """Type a code from a paper certificate."""

    code = forms.CharField(
        label=_("Certificate code"),
        help_text=_("Sixteen letters and digits, printed under the QR code."),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        try:
            return serial.parse(self.cleaned_data["code"])
        except serial.Mistyped:
            raise forms.ValidationError(Finding.MISTYPED.label) from None


class NameForm(forms.Form):
    """Does the name on the paper belong to the certificate? The page itself never shows it."""

    name = forms.CharField(
        label=_("Name on the paper"),
        max_length=names.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def fits(self, holder_name: str) -> bool:
        return names.same(self.cleaned_data["name"], holder_name)


class ReissueForm(forms.Form):
    holder_name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("The old code will lead to the new certificate; the holder is told."),
        max_length=names.LONGEST,
    )


class RenewForm(forms.Form):
    months = forms.IntegerField(
        label=_("Months"),
        help_text=_(
            "Counted from the end of the present validity, or from today if that has passed."
        ),
        min_value=1,
        max_value=120,
        initial=24,
    )


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Certificate.Reason.choices)
    note = forms.CharField(
        label=_("Public sentence"),
        help_text=_("Shown to everybody who checks the certificate. Do not name anybody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )


class CodeListForm(forms.Form):
    """A CSV file of codes; what is cleaned is the list of them."""

    file = forms.FileField(
        label=_("CSV file with certificate codes"),
        help_text=_(
            "One code or check address per line, or a column headed “code”; up to %(most)d codes, 1 MB."
        )
        % {"most": codelists.MOST},
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    SENTENCES = {
        codelists.TooLarge: _("The file is larger than 1 MB. Please split it."),
        codelists.NotText: _(
            "This is not a CSV file in UTF-8. In a spreadsheet, choose “Save as” and “CSV UTF-8”."
        ),
        codelists.NoCodes: _("The file has no codes: nothing was found in its first column."),
        codelists.TooMany: _("The file has more than %(most)d codes. Please split it.")
        % {"most": codelists.MOST},
    }

    def clean_file(self) -> list[str]:
        upload = self.cleaned_data["file"]
        try:
            return codelists.read(upload.read(codelists.LARGEST + 1))
        except tuple(self.SENTENCES) as problem:
            raise forms.ValidationError(str(self.SENTENCES[type(problem)])) from None


class PeriodForm(forms.Form):
    """First and last day, both included."""

    first = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        if days.get("first") and days.get("last") and days["last"] < days["first"]:
            raise forms.ValidationError(_("The last day is before the first."))
        return days
