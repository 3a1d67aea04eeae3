"""Forms of those who mark: a rubric, and an override."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.overriding import Override

COMMENT_LIMIT = 4000


class MarkForm(forms.Form):
    """One level per criterion, and words for the author of the answer."""

    comment = forms.CharField(
        label=_("Comment for the author of the answer"),
        help_text=_("She sees it with her result, without your name."),
        required=False,
        max_length=COMMENT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, body: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {f"criterion-{row['id']}": row["id"] for row in body["rubric"]}
        for row in body["rubric"]:
            self.fields[f"criterion-{row['id']}"] = forms.TypedChoiceField(
                label=row["text"],
                choices=[
                    (level["points"], f"{level['points']} – {level['text']}")
                    for level in row["levels"]
                ],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a level of this criterion.")},
            )
        self.order_fields([*self.criteria, "comment"])

    @property
    def levels(self) -> dict[str, int]:
        return {key: self.cleaned_data[name] for name, key in self.criteria.items()}


class OverrideForm(forms.Form):
    """What one answer earns instead, and why."""

    item = forms.CharField(max_length=100, widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    percent = forms.IntegerField(
        label=_("Mark for this answer in per cent"), min_value=0, max_value=100
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays with the attempt for good, and the learner can read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keep_passed = forms.ChoiceField(
        label=_("If the attempt would no longer be passed"),
        help_text=_("Completed steps and certificates are never taken away by this."),
        choices=[
            ("", _("Nothing chosen: refuse the change")),
            ("yes", _("The attempt stays passed")),
            ("no", _("The attempt counts as not passed")),
        ],
        required=False,
    )

    @property
    def override(self) -> Override:
        data = self.cleaned_data
        choice = {"yes": True, "no": False}.get(data["keep_passed"])
        return Override(data["item"], data["percent"], data["reason"], choice)
