from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from h5p import scoring, writing
from h5p.models import Activity


class UploadForm(forms.Form):
    package = forms.FileField(
        label=_("H5P package"),
        help_text=_(
            "A file that ends in .h5p. It is read first; nothing is installed before you agree."
        ),
    )
    replaces = forms.ModelChoiceField(
        Activity.objects.all(), required=False, label=_("New version of"),
        empty_label=_("nothing: a new activity"),
    )  # fmt: skip


class AboutForm(forms.Form):
    """What is said about an activity beside its tasks."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("What one does here"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown where the activity cannot run."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=settings.WAGTAIL_CONTENT_LANGUAGES)


class WritingForm(AboutForm):
    """The kinds add their own fields."""

    kind = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            params = writing.BUILDERS[self.kind](data)
            library = writing.version_of(self.kind)
            if not scoring.maximum(library, params | {"behaviour": {"singlePoint": False}}):
                raise forms.ValidationError(
                    _("There is nothing to answer yet: mark what is right.")
                )
        return data


def area(
    label: Any, help_text: Any = "", rows: int = 4, *, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


class MultiChoiceForm(WritingForm):
    kind = "MultiChoice"
    question = area(_("Question"))
    options = area(
        _("Options"),
        _(
            "One on each line. Begin right ones with *; after | comes the feedback to whoever chooses it."
        ),
        8,
    )

    def clean_options(self) -> str:
        rows = [writing.option(line) for line in writing.lines(self.cleaned_data["options"])]
        if len(rows) < 2:
            raise forms.ValidationError(_("Give at least two options."))
        if not any(row["correct"] for row in rows):
            raise forms.ValidationError(_("Begin at least one right option with *."))
        return self.cleaned_data["options"]


class TrueFalseForm(WritingForm):
    kind = "TrueFalse"
    question = area(_("Statement"))
    correct = forms.ChoiceField(
        label=_("The statement is"), choices=[("true", _("true")), ("false", _("false"))]
    )
    right = forms.CharField(label=_("Feedback to a right answer"), required=False)
    wrong = forms.CharField(label=_("Feedback to a wrong answer"), required=False)


class BlanksForm(WritingForm):
    kind = "Blanks"
    question = forms.CharField(label=_("Task"))
    text = area(
        _("Text"),
        _(
            "Put the missing word between asterisks: *word*. Alternatives: *word/term*. A tip: *word:tip*."
        ),
        8,
    )


class DragTextForm(WritingForm):
    kind = "DragText"
    question = forms.CharField(label=_("Task"))
    text = area(
        _("Text"), _("Put the words to place between asterisks: *word*. A tip: *word:tip*."), 8
    )
    extra = area(_("Words that fit nowhere"), _("One on each line."), 3, required=False)


class MarkTheWordsForm(WritingForm):
    kind = "MarkTheWords"
    question = forms.CharField(label=_("Task"))
    text = area(_("Text"), _("Put the words to mark between asterisks: *word*."), 8)


class BlocksForm(WritingForm):
    """Groups of lines, an empty line between them; `least` lines in each."""

    least = 2

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if any(len(block) < self.least for block in writing.blocks(text)):
            raise forms.ValidationError(
                _("Give at least %(least)s lines in each block.") % {"least": self.least}
            )
        return text


class SingleChoiceSetForm(BlocksForm):
    kind = "SingleChoiceSet"
    least = 3
    text = area(
        _("Questions"),
        _(
            "A block of lines for each question, with an empty line between them: first the question, then the right answer, then the wrong ones."
        ),
        10,
    )


class SummaryForm(BlocksForm):
    kind = "Summary"
    question = area(_("Task"), rows=2)
    text = area(
        _("Statements"),
        _(
            "A block of lines for each choice, with an empty line between them: first the true statement, then the others."
        ),
        10,
    )


class QuestionSetForm(WritingForm):
    kind = "QuestionSet"
    tasks = forms.ModelMultipleChoiceField(
        Activity.objects.none(), label=_("Tasks"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Copies of these activities, as they are now."),
    )  # fmt: skip
    draw = forms.IntegerField(
        label=_("Tasks drawn for each attempt"), min_value=1, max_value=100, required=False
    )
    shuffle = forms.BooleanField(label=_("Shuffle the tasks"), required=False)
    pass_mark = forms.IntegerField(
        label=_("Pass mark in per cent"), min_value=0, max_value=100, initial=60
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [f"GenLit.{kind}" for kind in writing.KINDS if kind != "QuestionSet"]
        self.fields["tasks"].queryset = Activity.objects.filter(
            current__library__name__in=names
        ).select_related("current__library")

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}


FORMS: dict[str, type[WritingForm]] = {
    form.kind: form
    for form in (
        MultiChoiceForm, TrueFalseForm, BlanksForm, DragTextForm, MarkTheWordsForm,
        SingleChoiceSetForm, SummaryForm, QuestionSetForm,
    )
}  # fmt: skip
LABELS: dict[str, Any] = {
    "MultiChoice": _("Multiple choice"), "TrueFalse": _("True or false"),
    "Blanks": _("Fill in the blanks"), "DragText": _("Put the words in place"),
    "MarkTheWords": _("Mark the words"), "SingleChoiceSet": _("Single choice set"),
    "Summary": _("Summary"), "QuestionSet": _("Question set"),
}  # fmt: skip
