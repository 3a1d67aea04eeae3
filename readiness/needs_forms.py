"""The form in which a focal point ranks needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readiness import needs
from readiness.models import NeedsAnswer
from readiness.ranking import PLACES

LABELS = (
    gettext_lazy("Needed most"),
    gettext_lazy("Second"),
    gettext_lazy("Third"),
    gettext_lazy("Fourth"),
    gettext_lazy("Fifth"),
)


class NeedsForm(forms.Form):
    """Five places, filled from the first on, each need once."""

    round_day = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, given: NeedsAnswer | None, round_day: date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = needs.listed()
        options = [("", "–"), *((key, known.title(key)) for key in known.titles)]
        before = given.ranking if given else []
        for place, label in enumerate(LABELS, start=1):
            self.fields[f"place_{place}"] = forms.ChoiceField(
                label=label,
                choices=options,
                required=place == 1,
                initial=before[place - 1] if place <= len(before) else "",
            )
        self.fields["comment"] = forms.CharField(
            label=_("In your own words"),
            help_text=_("What would help most, and what stands in the way? WHO reads it."),
            widget=forms.Textarea({"rows": 4}),
            max_length=2000,
            required=False,
            initial=given.comment if given else "",
        )
        self.fields["round_day"].initial = round_day

    def clean(self) -> dict[str, Any]:
        places = [self.cleaned_data.get(f"place_{n}", "") for n in range(1, PLACES + 1)]
        named = [key for key in places if key]
        doubled = next((key for key in named if named.count(key) > 1), None)
        if doubled:
            title = needs.listed().title(doubled)
            raise forms.ValidationError(
                _("“%(need)s” stands twice. Name each need once.") % {"need": title}
            )
        if places[: len(named)] != named and not self.errors:
            raise forms.ValidationError(_("Leave no place empty between two needs."))
        return {**self.cleaned_data, "ranking": named}

    def answer(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        return {
            "round_day": chosen["round_day"],
            "wanted": chosen["ranking"],
            "comment": chosen["comment"],
        }
