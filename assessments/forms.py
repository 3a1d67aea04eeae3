"""Writing a question in Wagtail: its labels, and its text in each language in the format of course folders."""

import tomllib
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments import bank, item_widget
from assessments import questions as kinds
from assessments.item_widget import QuestionWidget
from assessments.models import Item, ItemVersion
from assessments.questions import schema
from assessments.questions.case import NAME as CASE

FIRST_KIND = "single-choice"


def text_field(language: str) -> str:
    return f"text_{language}"


def _source() -> forms.CharField:
    return forms.CharField(required=False, strip=False, widget=QuestionWidget())


def as_toml(question: dict[str, Any]) -> str:
    """The text of a question without its labels; `kind` comes first."""
    return item_widget.as_toml({"kind": question["kind"], **kinds.body_of(question)})


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
            question = self._current(language)
            field.initial = as_toml(question) if question else ""
            field.widget.kind, field.widget.body = self._shown(text_field(language), question)

    def _current(self, language: str) -> dict[str, Any] | None:
        if not self.instance.pk:
            return None
        found = bank.current_questions([self.instance.key], language=language)
        return found.get(self.instance.key)

    def _shown(
        self, name: str, question: dict[str, Any] | None
    ) -> tuple[str, dict[str, Any] | None]:
        """The kind and what its form holds; no form for what was posted as text."""
        if self.is_bound:
            kind = self.data.get(f"{name}-kind")
            if kind not in kinds.TEXTS:
                return "", None
            return kind, schema.read(kinds.TEXTS[kind].FORM, self._posted, f"{name}-")
        if question:
            return question["kind"], kinds.body_of(question)
        return self.instance.kind or FIRST_KIND, {}

    def _posted(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def show_as_text(self) -> None:
        for language, _name in settings.LANGUAGES:
            self.fields[text_field(language)].widget.body = None

    def copy_into(self, language: str) -> None:
        """A text to translate, in the place of one that is not there yet."""
        field = self.fields.get(text_field(language))
        source = self._current(settings.LANGUAGE_CODE)
        if field and source and not field.initial:
            field.widget.kind, field.widget.body = source["kind"], kinds.body_of(source)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for language, _name in settings.LANGUAGES:
            text = cleaned.get(text_field(language), "")
            if text.strip():
                self._read(language, text, cleaned)
        if not self.questions and not self.errors:
            self.add_error(text_field(settings.LANGUAGE_CODE), _("A question needs a text."))
        case = cleaned.get("testlet")
        if case and not Item.objects.filter(key=case, kind=CASE).exists():
            self.add_error("testlet", _("There is no case with this key in the bank."))
        return cleaned

    def _read(self, language: str, text: str, cleaned: dict[str, Any]) -> None:
        field = text_field(language)
        try:
            body = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            sentence = gettext("This is not understood: %(error)s.") % {"error": error}
            self.add_error(field, sentence)
            return
        texts = ("key", "competency", "source", "testlet")
        labels = {name: cleaned.get(name) or "" for name in texts}
        tags = {
            "cadres": cleaned.get("cadres") or [],
            "review_due": cleaned.get("review_due") or "",
        }
        question = {**body, **labels, **tags, "difficulty": cleaned.get("difficulty") or 2}
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
