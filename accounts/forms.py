from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import cadres, consent, countries
from accounts.models import BirthBand, FacilityLevel, Residence, Sex, User

Choices = list[tuple[str, Any]]
UNSAID = ("", _("Prefer not to say"))


def _in_language(choices: Callable[[str], Choices], empty: Any) -> Callable[[], Choices]:
    return lambda: [("", empty), *choices(get_language() or settings.LANGUAGE_CODE)]


class PracticeFields(forms.Form):
    """What stands on a certificate and where it counts."""

    certificate_name = forms.CharField(
        label=_("Your name"),
        help_text=_("As it should stand on your certificates, in any script."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = forms.ChoiceField(
        label=_("Country of practice"),
        help_text=_(
            "Where you work now. If you change it, your certificates count for the new country from that day on."
        ),
        choices=_in_language(countries.choices, _("Choose a country")),
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    cadre = forms.ChoiceField(
        label=_("Profession"),
        help_text=_(
            "So that courses for your profession come first, and your certificate counts for it."
        ),
        choices=_in_language(cadres.choices, _("Choose a profession")),
    )


class WithoutPlaceholders:
    """Labels stand above their fields here; a placeholder would only repeat them, badly readable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignupForm(WithoutPlaceholders, PracticeFields, allauth.SignupForm):
    """E-mail and password, what stands on a certificate, and consent to today's privacy text."""

    field_order = [
        "certificate_name",
        "country",
        "cadre",
        "email",
        "password1",
        "consent",
    ]
    consent = forms.BooleanField(
        label=_("I have read what is kept about me and why, and I agree."),
        error_messages={"required": _("An account cannot be made without your agreement.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("You sign in with it. Nobody else sees it.")

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        for name in PracticeFields.base_fields:
            setattr(user, name, self.cleaned_data[name])
        user.language = get_language() or settings.LANGUAGE_CODE
        user.save()
        consent.give(user=user, language=user.language, now=timezone.now())
        return user


class LoginForm(WithoutPlaceholders, allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page offers the way to a new password itself
        self.fields["remember"].label = _("Keep me signed in on this device")


class AddEmailForm(WithoutPlaceholders, allauth.AddEmailForm):
    """Another address."""


class ResetPasswordForm(WithoutPlaceholders, allauth.ResetPasswordForm):
    """Asks for a link by e-mail."""


class ResetPasswordKeyForm(WithoutPlaceholders, allauth.ResetPasswordKeyForm):
    """A new password, after following the link."""


class ChangePasswordForm(WithoutPlaceholders, allauth.ChangePasswordForm):
    """A new password, knowing the old one."""


class ReauthenticateForm(WithoutPlaceholders, allauth.ReauthenticateForm):
    """The password once more before something weighty."""


class ProfileForm(PracticeFields, forms.ModelForm):
    """What she may change about herself. The facts for equity may always stay unsaid."""

    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the pages after you signed in, and of our e-mails to you."),
        choices=settings.LANGUAGES,
    )
    recall_questions = forms.BooleanField(
        label=_("Ask me three short questions 7, 30, 90 and 180 days after I pass a course"),
        help_text=_(
            "They show what stays. Your answers never change a result or a certificate, and are published as counts only."
        ),
        required=False,
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        help_text=_("Shows whether training reaches women and men alike."),
        choices=[UNSAID, *Sex.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    birth_band = forms.ChoiceField(
        label=_("Year of birth"),
        help_text=_("Shows whether training reaches young and experienced staff alike."),
        choices=[UNSAID, *BirthBand.choices],
        required=False,
    )
    residence = forms.ChoiceField(
        label=_("Where you work"),
        help_text=_("Shows whether rural health care is left behind."),
        choices=[UNSAID, *Residence.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    facility_level = forms.ChoiceField(
        label=_("Kind of facility"),
        help_text=_("Shows whether primary care is reached as well as hospitals."),
        choices=[UNSAID, *FacilityLevel.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields: ClassVar[list[str]] = [
            "certificate_name",
            "country",
            "cadre",
            "language",
            "recall_questions",
            "sex",
            "birth_band",
            "residence",
            "facility_level",
        ]

    def certificate_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in PracticeFields.base_fields]

    def equity_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sex", "birth_band", "residence", "facility_level")]


class DeletionForm(forms.Form):
    """The password once more, so that an open screen is not enough to delete an account."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password
