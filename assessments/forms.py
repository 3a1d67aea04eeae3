"""Writing a question in Wagtail: its labels, and its text in each language in the format of course folders."""

import tomllib
from typing import Any

import tomli_w
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazystr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments import bank
from assessments import questions as kinds
from assessments.models import Item, ItemVersion

EXAMPLE = lazystr(
    """kind = "single-choice"
text = "…?"
[[options]]
text = "…"
correct = true
[[options]]
text = "…"
"""
)
HELP = _("As in a quiz file, without key and labels; docs/question-kinds.md describes every kind.")


def text_field(language: str) -> str:
    return f"text_{language}"


def _source() -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 18, "class": "question-source", "spellcheck": "false"})
    return forms.CharField(required=False, strip=False, help_text=HELP, widget=area)


def as_toml(question: dict[str, Any]) -> str:
    """The text of a question without its labels; `kind` comes first."""
    body = {"kind": question["kind"], **kinds.body_of(question)}
    told = {name: value for name, value in body.items() if value not in ("", None)}
    return tomli_w.dumps(told, multiline_strings=True)


class ItemForm(WagtailAdminModelForm):
    """Each changed text becomes a draft version; it is asked once a quiz that uses it is published."""

    text_en, text_fr, text_de, text_ru = (_source() for _ in range(4))
    change = forms.ChoiceField(
        label=_("This change is"),
        choices=ItemVersion.Change.choices,
        initial=ItemVersion.Change.EDITORIAL,
        widget=forms.RadioSelect,
        help_text=_("A changed right answer is always material."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: dict[str, dict[str, Any]] = {}
        for language, name in settings.LANGUAGES:
            field = self.fields[text_field(language)]
            field.label = gettext("Text in %(language)s") % {"language": name}
            field.initial = self._current(language)

    def _current(self, language: str) -> str:
        if not self.instance.pk:
            return str(EXAMPLE) if language == settings.LANGUAGE_CODE else ""
        found = bank.current_questions([self.instance.key], language=language)
        return as_toml(found[self.instance.key]) if found else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for language, _name in settings.LANGUAGES:
            text = cleaned.get(text_field(language), "")
            if text.strip():
                self._read(language, text, cleaned)
        if not self.questions and not self.errors:
            self.add_error(text_field(settings.LANGUAGE_CODE), _("A question needs a text."))
        return cleaned

    def _read(self, language: str, text: str, cleaned: dict[str, Any]) -> None:
        field = text_field(language)
        try:
            body = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            sentence = gettext("This is not understood: %(error)s.") % {"error": error}
            self.add_error(field, sentence)
            return
        labels = {name: cleaned.get(name) or "" for name in ("key", "competency", "source")}
        question = {**body, **labels, "difficulty": cleaned.get("difficulty") or 2}
        problems = bank.problems(question)
        for problem in problems:
            self.add_error(field, gettext(problem.text) % problem.params)
        if not problems:
            self.questions[language] = bank.normalise(question)

    def save(self, commit: bool = True) -> Item:
        item: Item = super().save(commit=False)
        item.kind = next(iter(self.questions.values()))["kind"]
        item.show_in_preview(self.questions)
        if commit:
            item.save()
            for language, question in self.questions.items():
                bank.upsert_questions(
                    questions=[question],
                    language=language,
                    course_key=item.course_key,
                    by=self.for_user,
                    now=timezone.now(),
                    change=self.cleaned_data["change"],
                )
        return item
