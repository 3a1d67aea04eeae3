"""What focal points and analysts fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readiness import evidence
from readiness.groups import GROUPS, OTHER
from readiness.maturity import Indicator
from readiness.models import Action, Assessment, Target, Validation
from readiness.programmes import published
from readiness.trend import WhatIf


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def level_choices(indicator: Indicator) -> list[tuple[int, str]]:
    return [(n, f"{n}. {text}") for n, text in enumerate(indicator.levels, start=1)]


class AssessmentForm(forms.ModelForm):
    level = forms.TypedChoiceField(
        label=gettext_lazy("Which sentence describes your country best?"),
        coerce=int,
        widget=forms.RadioSelect,
    )
    evidence_url = forms.URLField(
        label=gettext_lazy("Address of the evidence"),
        help_text=gettext_lazy("From level 2 on: a link, a file, or a dated document."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    class Meta:
        model = Assessment
        fields = (
            *("level", "evidence_url", "evidence_file", "evidence_date"),
            *("comment", "round_day"),
        )
        widgets = {
            "comment": forms.Textarea({"rows": 3}),
            "round_day": forms.HiddenInput,
            "evidence_date": DateInput(),
        }
        help_texts = {
            "evidence_file": gettext_lazy("PDF, PNG or JPEG of at most 5 MB."),
            "evidence_date": gettext_lazy(
                "A document that is neither online nor at hand: its date here, its name in the comment."
            ),
        }

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = level_choices(indicator)

    def clean_evidence_date(self) -> Any:
        day = self.cleaned_data["evidence_date"]
        if day and day > timezone.now().date():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def clean_evidence_file(self) -> UploadedFile | None:
        file = self.cleaned_data.get("evidence_file")
        if file:
            evidence.check(file)
        return file


class ValidationForm(forms.ModelForm):
    class Meta:
        model = Validation
        fields = ("level", "comment")
        widgets = {"comment": forms.Textarea({"rows": 2})}


class ActionForm(forms.ModelForm):
    class Meta:
        model = Action
        fields = ("indicator", "title", "owner", "due", "status", "shared")
        widgets = {"due": DateInput()}

    def __init__(self, *args: Any, indicators: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"] = forms.ChoiceField(
            label=_("Which indicator does it move?"), choices=indicators
        )


def _programmes() -> list[tuple[str, str]]:
    return [(str(p.uuid), p.title) for p in published()]


class TargetForm(forms.ModelForm):
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), choices=lazy(_programmes, list))
    group = forms.ChoiceField(
        label=gettext_lazy("Profession"),
        choices=[(key, title) for key, title in GROUPS.items() if key != OTHER],
    )

    class Meta:
        model = Target
        fields = ("programme", "group", "percent", "due")
        widgets = {"due": DateInput()}

    def clean_due(self) -> Any:
        due = self.cleaned_data["due"]
        if due <= timezone.now().date():
            raise forms.ValidationError(_("The day lies in the past."))
        return due


class FigureForm(forms.Form):
    """A national file of workforce counts."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Columns: group, year, value, basis, source. UTF-8, at most 1 MB."),
    )


class WhatIfForm(forms.Form):
    """The two levers of the projection. Anything else than an offered choice means: as it is now."""

    seats = forms.TypedChoiceField(
        label=gettext_lazy("New people per month"),
        coerce=float,
        required=False,
        empty_value=1.0,  # type: ignore[arg-type] # any value may stand for empty
        choices=[
            ("1", gettext_lazy("as now")),
            ("1.5", gettext_lazy("half as many again")),
            ("2", gettext_lazy("twice as many")),
            ("3", gettext_lazy("three times as many")),
        ],
    )
    renewal = forms.TypedChoiceField(
        label=gettext_lazy("Share who renew"),
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type] # any value may stand for empty
        choices=[
            ("0", gettext_lazy("as now")),
            ("10", gettext_lazy("10 points more")),
            ("20", gettext_lazy("20 points more")),
        ],
    )

    def what_if(self, allowed: bool) -> WhatIf:
        """The levers, for readers of exact numbers; published numbers cannot be taken apart so far."""
        self.is_valid()
        chosen = self.cleaned_data
        if not allowed:
            return WhatIf()
        return WhatIf(chosen.get("seats") or 1.0, (chosen.get("renewal") or 0) / 100)
