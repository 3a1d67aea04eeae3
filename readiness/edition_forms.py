"""The forms in which an editor changes the maturity model."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from readiness import editions
from readiness.editions import Texts
from readiness.maturity import LEVELS, Model

_CODE = re.compile(r"[IVX]+\.[0-9]{1,2}")


class NoteForm(forms.Form):
    """What every change asks for. `base` is the edition that was looked at."""

    note = forms.CharField(label=_("What changes, and why"), max_length=300)
    base = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, base: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].initial = base


class IndicatorForm(NoteForm):
    """Title and five levels in every language; English is needed, the others fall back to it."""

    def __init__(self, *args: Any, texts: dict[str, Texts], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            known = texts.get(language, Texts("", ("",) * len(LEVELS)))
            self._add(f"title_{language}", _("Title (%(language)s)"), name, language, known.title)
            for level, text in zip(LEVELS, known.levels, strict=True):
                label = _("Level %(level)s (%(language)s)")
                self._add(f"level_{level}_{language}", label, name, language, text, level)

    def _add(
        self, key: str, label: Any, name: Any, language: str, initial: str, level: int = 0
    ) -> None:
        self.fields[key] = forms.CharField(
            label=label % {"language": name, "level": level},
            required=language == "en",
            initial=initial,
            max_length=300,
            widget=forms.Textarea({"rows": 2, "lang": language}),
        )

    def texts(self) -> dict[str, Texts]:
        chosen = self.cleaned_data
        return {
            language: Texts(
                chosen[f"title_{language}"],
                tuple(chosen[f"level_{level}_{language}"] for level in LEVELS),
            )
            for language, _name in settings.LANGUAGES
        }


class NewIndicatorForm(IndicatorForm):
    code = forms.CharField(label=_("Code"), max_length=10)
    theme = forms.CharField(label=_("Theme (English)"), max_length=80)
    field_order = ("code", "theme")

    def __init__(self, *args: Any, model: Model, domain: str, **kwargs: Any) -> None:
        super().__init__(*args, texts={}, **kwargs)
        self.model, self.domain = model, domain

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not _CODE.fullmatch(code) or code.partition(".")[0] != self.domain:
            raise forms.ValidationError(
                _("The code begins with the domain: %(domain)s.1, %(domain)s.2 and so on."),
                params={"domain": self.domain},
            )
        if self.model.indicator(code):
            raise forms.ValidationError(_("An indicator has this code already."))
        if editions.was_used(code):
            raise forms.ValidationError(
                _("A retired indicator had this code; its assessments still carry it.")
            )
        return code
