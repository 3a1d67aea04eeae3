from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import names, serial


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
            raise forms.ValidationError(
                _(
                    "This code is mistyped: a character is wrong or missing. Please compare it with the paper."
                )
            ) from None


class NameForm(forms.Form):
    """Does the name on the paper belong to the certificate? The page itself never shows it."""

    name = forms.CharField(
        label=_("Name on the paper"),
        max_length=names.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def fits(self, holder_name: str) -> bool:
        return names.same(self.cleaned_data["name"], holder_name)
