"""Choosing what to grade with, and deciding on what was seen."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models import Item, ItemVersion

POLICY_WORDS = {
    "current-key": _("The chosen key counts for everybody."),
    "nobody-loses": _("The chosen key counts, but nobody gets less than before."),
    "full-credit": _("Everybody who was asked gets the full mark."),
    "drop": _("The question is not counted for anybody."),
}
STAND, TAKE_BACK = "stand", "take-back"


def _versions_field(language: str, versions: list[ItemVersion]) -> forms.ChoiceField:
    choices = [(str(one.pk), _described(one)) for one in versions]
    live = next((str(one.pk) for one in versions if one.live), choices[0][0])
    label = gettext("Key of the text in “%(language)s”") % {"language": language}
    return forms.ChoiceField(choices=choices, initial=live, label=label)


def _described(version: ItemVersion) -> str:
    day = date_format(version.published_at, "DATE_FORMAT") if version.published_at else ""
    text = gettext("Version %(number)d of %(day)s") % {"number": version.number, "day": day}
    return f"{text} ({gettext('asked now')})" if version.live else text


class LookForm(forms.Form):
    """Question, versions and policy of a dry run."""

    policy = forms.ChoiceField(
        choices=list(POLICY_WORDS.items()), initial="current-key", widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, item: Item, **options: Any) -> None:
        super().__init__(*arguments, **options)
        published = item.versions.filter(published_at__isnull=False).order_by("-number")
        by_language: dict[str, list[ItemVersion]] = {}
        for version in published:
            by_language.setdefault(version.language, []).append(version)
        self.languages = sorted(by_language)
        for language in self.languages:
            field = _versions_field(language, by_language[language])
            self.fields[f"version_{language}"] = field

    @property
    def versions(self) -> dict[str, int]:
        """By language, of a valid form."""
        return {one: int(self.cleaned_data[f"version_{one}"]) for one in self.languages}


class DecideForm(forms.Form):
    """What becomes of those who fall below the mark, and why all this is done."""

    passes = forms.ChoiceField(
        choices=[
            (STAND, _("Who has passed stays passed.")),
            (TAKE_BACK, _("Attempts below the pass mark count as not passed.")),
        ],
        widget=forms.RadioSelect,
        label=_("If an attempt falls below the pass mark"),
        error_messages={"required": _("Say what becomes of attempts that fall below the mark.")},
    )
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=_("Reason"),
        help_text=_("It stays in the ledger for good."),
        error_messages={"required": _("Say why the question is graded anew.")},
    )

    @property
    def keep_passed(self) -> bool:
        return bool(self.cleaned_data["passes"] == STAND)
