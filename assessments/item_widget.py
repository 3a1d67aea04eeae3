"""The form of a question in Wagtail, made from the schema of its kind; as text for those who prefer it."""

from collections.abc import Mapping
from typing import Any

import tomli_w
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.questions import TEXTS, schema
from assessments.questions.schema import Field

KINDS = {
    "single-choice": _("Single choice"),
    "multiple-response": _("Multiple response"),
    "true-false": _("True or false"),
    "kprim": _("K-prim: several statements"),
    "matching": _("Matching"),
    "ordering": _("Ordering"),
    "cloze": _("Passage with gaps"),
    "short-text": _("Short text"),
    "numeric": _("Number"),
    "risk": _("Risk by Bayes’ theorem"),
    "pedigree-mark": _("Pedigree: mark people"),
    "pedigree-build": _("Pedigree: enter a family"),
    "variant-classification": _("Variant classification"),
    "pharmacogenomics": _("Pharmacogenomics"),
    "report-reading": _("Report reading"),
    "hotspot": _("Places of a picture"),
    "written": _("Written answer"),
    "case": _("Case for several questions"),
}
BLANK_ROWS = 2  # so that rows can be added without JavaScript
WORDS = {
    "all-or-nothing": _("all or nothing"),
    "partial": _("share judged rightly"),
    "penalty": _("right minus wrong"),
    "kprim": _("one wrong: half; more: nothing"),
    "posterior": _("the hypothesis"),
    "alternative": _("the alternative"),
}


def as_toml(body: Mapping[str, Any]) -> str:
    told = {name: value for name, value in body.items() if value not in ("", None)}
    return tomli_w.dumps(told, multiline_strings=True)


class QuestionWidget(forms.Widget):
    """Takes and gives the text of a question in the format of course folders.

    With the form of its kind on the page the text is put together from it; a text posted as such is taken as it is.
    """

    def __init__(self, kind: str = "", body: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.body = body  # what is shown; None shows the text as text

    class Media:
        js = ["js/question-editor.js"]
        css = {"all": ["css/question-editor.css"]}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        kind = data.get(f"{name}-kind")
        if kind not in TEXTS:
            return str(data.get(name, ""))
        body = schema.read(
            TEXTS[kind].FORM, lambda field: str(data.get(field, "")), prefix=f"{name}-"
        )
        return as_toml({"kind": kind, **body}) if body else ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-kind" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-text"

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        if self.body is None:
            return render_to_string(
                "assessments/editor/text.html", {"name": name, "value": value or ""}
            )
        form = TEXTS[self.kind].FORM
        context = {
            "name": name,
            "kind": self.kind,
            "kind_name": KINDS[self.kind],
            "fields": [_shown(field, self.body, f"{name}-{field.name}") for field in form],
        }
        return render_to_string("assessments/editor/question.html", context)


def _shown(field: Field, body: Mapping[str, Any], name: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"field": field, "name": name, "shape": field.shape}
    if field.shape == "rows":
        there = schema.rows_of(body, field)
        shown["rows"] = [
            _row(field, row, name, place)
            for place, row in enumerate([*there, *({} for _ in range(BLANK_ROWS))])
        ]
        shown["empty"] = _row(field, {}, name, "__place__")
        return shown
    shown["value"] = schema.shown(field, body.get(field.name))
    shown["choices"] = [(one, WORDS.get(one, one)) for one in field.choices]
    return shown


def _row(field: Field, row: Mapping[str, Any], name: str, place: int | str) -> dict[str, Any]:
    prefix = f"{name}-{place}"
    own_id = any(inner.name == "id" for inner in field.fields)
    return {
        "number": place + 1 if isinstance(place, int) else "",
        "id_name": "" if own_id else f"{prefix}-id",
        "id": row.get("id", ""),
        "fields": [_shown(inner, row, f"{prefix}-{inner.name}") for inner in field.fields],
    }
