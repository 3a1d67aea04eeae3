from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import names, serial
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
