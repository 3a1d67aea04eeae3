"""Editions of the maturity model: the shipped one, and those made from it in the CMS. None is ever changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from accounts.models import User
from readiness import maturity, reference
from readiness.models import Assessment, ModelEdition


class ChangedMeanwhile(Exception):
    """Somebody else made a new edition since this one was opened."""


class NoSuchIndicator(Exception):
    """The edition has no indicator or domain of that name."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Title and five levels in one language; empty texts fall back to English."""

    title: str
    levels: tuple[str, ...]


@lru_cache(maxsize=32)
def _read(version: str, language: str) -> maturity.Model:
    """An edition never changes, so it is parsed once per process and language."""
    return maturity.read(source_of(version), language)


def source_of(version: str) -> Mapping[str, Any]:
    """The whole document of an edition; the shipped one when the version is not known."""
    found = ModelEdition.objects.filter(version=version).values_list("source", flat=True).first()
    return found if found is not None else reference.maturity_source()


def newest_version() -> str:
    last = ModelEdition.objects.order_by("-pk").values_list("version", flat=True).first()
    return last or str(reference.maturity_source()["version"])


def current() -> maturity.Model:
    """The newest edition in the active language. One query."""
    return _read(newest_version(), _language())


def edition(version: str) -> maturity.Model:
    """The edition an assessment was made against, in the active language."""
    return _read(version, _language())


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def texts(code: str) -> dict[str, Texts]:
    """Title and levels of an indicator of the newest edition by language. Raises `NoSuchIndicator`."""
    source = source_of(newest_version())
    found = {}
    for language, _name in settings.LANGUAGES:
        indicator = maturity.read(source, language).indicator(code)
        if indicator is None:
            raise NoSuchIndicator(code)
        found[language] = Texts(indicator.title, indicator.levels)
    return found


def change_indicator(
    code: str, wanted: Mapping[str, Texts], *, base: str, note: str, by: User, now: datetime
) -> ModelEdition:
    """A new edition with other texts for one indicator. Raises `ChangedMeanwhile`, `NoSuchIndicator`, `BadModel`."""
    source = _copy(base)
    line = _line(source, code)
    line.pop("ladder", None)
    _write(source, line, wanted)
    return _keep(source, base=base, note=note, by=by, now=now)


def add_indicator(
    domain: str,
    code: str,
    theme: str,
    wanted: Mapping[str, Texts],
    *,
    base: str,
    note: str,
    by: User,
    now: datetime,
) -> ModelEdition:
    """A new edition with one more indicator at the end of a domain. Raises as `change_indicator` does."""
    source = _copy(base)
    found = next((d for d in source["domains"] if d["id"] == domain), None)
    if found is None:
        raise NoSuchIndicator(domain)
    line: dict[str, Any] = {"id": code, "theme": theme}
    found["indicators"].append(line)
    _write(source, line, wanted)
    return _keep(source, base=base, note=note, by=by, now=now)


def retire_indicator(code: str, *, base: str, note: str, by: User, now: datetime) -> ModelEdition:
    """A new edition without the indicator. Its assessments stay with the editions they were made against."""
    source = _copy(base)
    line = _line(source, code)
    for domain in source["domains"]:
        domain["indicators"] = [i for i in domain["indicators"] if i is not line]
    return _keep(source, base=base, note=note, by=by, now=now)


def _copy(base: str) -> dict[str, Any]:
    return copy.deepcopy(dict(source_of(base)))


def _line(source: Mapping[str, Any], code: str) -> dict[str, Any]:
    lines = (i for d in source["domains"] for i in d["indicators"] if i["id"] == code)
    found = next(lines, None)
    if found is None:
        raise NoSuchIndicator(code)
    return found


def _write(source: dict[str, Any], line: dict[str, Any], wanted: Mapping[str, Texts]) -> None:
    line["title"], line["levels"] = wanted["en"].title, list(wanted["en"].levels)
    for language, text in wanted.items():
        if language != "en":
            translations = source.setdefault("translations", {}).setdefault(language, {})
            mine = {"title": text.title, "levels": list(text.levels)}
            translations.setdefault("indicators", {})[line["id"]] = mine


@transaction.atomic
def _keep(source: dict[str, Any], *, base: str, note: str, by: User, now: datetime) -> ModelEdition:
    if base != newest_version():
        raise ChangedMeanwhile
    source["version"] = _next(base, now.year)
    maturity.read(source)
    try:
        with transaction.atomic():
            return ModelEdition.objects.create(
                version=source["version"], source=source, note=note, made_by=by, made_at=now
            )
    except IntegrityError as problem:  # two editors at once: the version is taken
        raise ChangedMeanwhile from problem


def _next(version: str, year: int) -> str:
    """2026.1, 2026.2 … and from one again in a new year."""
    before, _dot, number = version.partition(".")
    return f"{year}.{int(number) + 1 if before == str(year) else 1}"


def listed() -> Sequence[ModelEdition]:
    return list(ModelEdition.objects.select_related("made_by").defer("source"))


def was_used(code: str) -> bool:
    """Whether some country was ever assessed on an indicator of that code."""
    return Assessment.objects.filter(indicator=code).exists()
