from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from authoring.plan import Plan, State


class UploadForm(forms.Form):
    archive = forms.FileField(
        label=_("Course folder as a zip"),
        help_text=_("At most 40 MB, with one file course.toml. Nothing changes before you agree."),
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )


class DecisionForm(forms.Form):
    """One choice per conflict; Wagtail's text is kept unless somebody decides otherwise."""

    take = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    publish = forms.BooleanField(required=False, label=_("Publish at once"))
    agreed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, may_publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["take"].choices = [(item.name, item.title) for item in plan.of(State.CONFLICT)]
        if not may_publish:
            del self.fields["publish"]
