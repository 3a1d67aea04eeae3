"""Model fields of the page tree."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose block definitions stay out of migrations: they describe editing, not columns."""

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        kwargs.pop("block_types", None)
        return name, path, [], kwargs


class CodesField(models.JSONField):
    """A list of codes from a reference table (cadres, competencies); edited as tick boxes.

    `options` is called with a language and returns (code, title) pairs.
    """

    def __init__(
        self,
        *args: Any,
        options: Callable[[str], list[tuple[str, str]]] | None = None,
        **kwargs: Any,
    ):
        self.options = options
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            choices=lambda: self.options(get_language() or "en") if self.options else [],
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            widget=forms.CheckboxSelectMultiple,
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _title in self.options("en")} if self.options else set()
        unknown = [code for code in value or [] if code not in known]
        if unknown:
            raise forms.ValidationError(
                _("“%(code)s” is not in the reference list."), params={"code": unknown[0]}
            )
