"""The interface in French, German and Russian: complete, well-formed, compiled, and shown."""

import ast
import gettext
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

LOCALE = Path(settings.BASE_DIR) / "locale"
FORMS = {"fr": 2, "de": 2, "ru": 3}
LANGUAGES = sorted(FORMS)

# What a translation must repeat exactly: placeholders, tags, notation, number of per cent signs.
FIXED = re.compile(r"%\(\w+\)[sd]|%%s|%+(?!\()|\{\w*\}|:num|@\w+|\*[a-z:/]+\*|</?\w+[^>]*>")


@dataclass
class Entry:
    texts: dict[str, str] = field(default_factory=dict)  # keyword of the file -> text
    fuzzy: bool = False

    @property
    def msgid(self) -> str:
        return self.texts["msgid"]

    @property
    def key(self) -> str:
        context = self.texts.get("msgctxt")
        return self.msgid if context is None else f"{context}\x04{self.msgid}"

    @property
    def plural(self) -> str | None:
        return self.texts.get("msgid_plural")

    @property
    def translations(self) -> list[str]:
        return [text for keyword, text in self.texts.items() if keyword.startswith("msgstr")]


def entries(language: str) -> Iterator[Entry]:
    """Every message of a .po file but its header."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        entry, keyword = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#"):
                entry.fuzzy |= line.startswith("#,") and "fuzzy" in line
                continue
            if not line.startswith('"'):
                keyword, line = line.split(" ", 1)
            entry.texts[keyword] = entry.texts.get(keyword, "") + ast.literal_eval(line)
        if entry.texts.get("msgid"):
            yield entry


def compiled(language: str) -> gettext.GNUTranslations:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def fixed(text: str) -> Counter[str]:
    return Counter(FIXED.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_fuzzy(language):
    found = list(entries(language))
    assert len(found) > 1000
    for entry in found:
        assert not entry.fuzzy, entry.msgid
        assert len(entry.translations) == (FORMS[language] if entry.plural else 1), entry.msgid
        assert all(text.strip() for text in entry.translations), entry.msgid


def test_the_languages_have_the_same_messages():
    keys = [[entry.key for entry in entries(language)] for language in LANGUAGES]
    assert all(sorted(other) == sorted(keys[0]) for other in keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_are_kept(language):
    for entry in entries(language):
        allowed = [fixed(entry.msgid), fixed(entry.plural or entry.msgid)]
        for text in entry.translations:
            assert fixed(text) in allowed, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_says_what_the_source_says(language):
    mo = compiled(language)
    expected: dict[object, str] = {}
    for entry in entries(language):
        if entry.plural:
            forms = enumerate(entry.translations)
            expected |= {(entry.key, number): text for number, text in forms}
        else:
            expected[entry.key] = entry.translations[0]
    catalogue = {key: text for key, text in mo._catalog.items() if key}
    assert catalogue == expected


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "J’ai oublié mon mot de passe"),
        ("de", "Passwort vergessen"),
        ("ru", "Не помню пароль"),
    ],
)
def test_a_page_speaks_the_language_of_its_address(client, db, language, sentence):
    page = client.get(f"/{language}/account/login/").content.decode()
    assert f'<html lang="{language}"' in page
    assert sentence in page
    assert "I forgot my password" not in page


def test_russian_counts_in_three_forms():
    with translation.override("ru"):
        said = [
            ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
            for count in (1, 3, 5, 21)
        ]
    assert said == ["1 час", "3 часа", "5 часов", "21 час"]
