"""What the frame of every page needs: the site's name, the main links, this page in the other languages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.queries import translations

register = template.Library()

CATALOGUE = "courses/"  # the slug of the catalogue is the same in every language (courses.site)


@dataclass(frozen=True)
class MainLink:
    text: str
    url: str
    current: bool


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str  # "" where the address is the same in every language: then the choice is posted
    current: bool


@register.simple_tag
def site_name() -> str:
    return settings.SITE_NAME


@register.simple_tag(takes_context=True)
def main_links(context: dict[str, Any]) -> list[MainLink]:
    """The rooms a visitor can enter, the one she is in marked."""
    request = context.get("request")
    here = request.path if request else ""
    links = [
        (_("Courses"), reverse("wagtail_serve", args=[CATALOGUE])),
        (_("My learning"), _reverse("learning")),
        (_("Certificates"), _reverse("certificates:mine")),
        (_("Readiness"), _reverse("readiness:region")),
    ]
    here = here.replace("/quiz/", f"/{CATALOGUE}", 1)  # a quiz is a step of a course
    return [MainLink(text, url, here.startswith(url)) for text, url in links if url]


@register.simple_tag
def certificate_check_url() -> str:
    return _reverse("certificates:check")


@register.simple_tag
def readiness_url() -> str:
    return _reverse("readiness:region")


@register.simple_tag(takes_context=True)
def language_links(context: dict[str, Any]) -> list[LanguageLink]:
    """This page in each language; where a page of the tree is not translated, that language's catalogue."""
    request = context.get("request")
    if request is None:
        return []
    urls = _page_urls(found) if (found := _translations(context)) else _view_urls(request)
    return [
        LanguageLink(
            code,
            get_language_info(code)["name_local"].capitalize(),
            urls[code],
            code == get_language(),
        )
        for code, _name in settings.LANGUAGES
    ]


def _translations(context: dict[str, Any]) -> dict[str, str]:
    """Empty where no page of the tree is shown."""
    if reading := context.get("reading"):
        return reading.translations
    page = context.get("page")
    return translations(page) if isinstance(page, Page) else {}


def _view_urls(request: HttpRequest) -> dict[str, str]:
    here = request.get_full_path()
    urls = {code: translate_url(here, code) for code, _name in settings.LANGUAGES}
    return urls if len(set(urls.values())) > 1 else dict.fromkeys(urls, "")


def _page_urls(translations: dict[str, str]) -> dict[str, str]:
    return {
        code: translations.get(code, f"/{code}/{CATALOGUE}") for code, _name in settings.LANGUAGES
    }


def _reverse(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
