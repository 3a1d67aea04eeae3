"""The fixed part of the page tree: one home page and one catalogue per language."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from courses.models import CataloguePage, HomePage


def build() -> CataloguePage:
    """Make what is missing and return the catalogue in the main language. Safe to repeat."""
    main = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    home = HomePage.objects.filter(locale=main).first() or _first_home(main)
    catalogue = CataloguePage.objects.filter(locale=main).first() or _first_catalogue(home)
    for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES:
        if code != settings.LANGUAGE_CODE:
            locale = Locale.objects.get_or_create(language_code=code)[0]
            _translate(home, locale, slug=code)
            _translate(catalogue, locale, slug="courses")
    return catalogue


def catalogue_in(language: str) -> CataloguePage:
    """The catalogue of one language."""
    return CataloguePage.objects.get(locale__language_code=language)


def _first_home(locale: Locale) -> HomePage:
    root = Page.get_first_root_node()
    root.get_children().not_type(HomePage).filter(slug="home").delete()  # Wagtail's welcome page
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title=settings.SITE_NAME, slug="en", locale=locale))
    host = settings.SITE_URL.split("://", 1)[-1].split("/")[0]
    name, _colon, port = host.partition(":")
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": name,
            "port": int(port or (443 if settings.SITE_URL.startswith("https") else 80)),
            "site_name": settings.SITE_NAME,
            "root_page": home,
        },
    )
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def _first_catalogue(home: HomePage) -> CataloguePage:
    catalogue = home.add_child(
        instance=CataloguePage(title=_("Courses"), slug="courses", locale=home.locale)
    )
    catalogue.save_revision().publish()
    return CataloguePage.objects.get(pk=catalogue.pk)


def _translate(page: Page, locale: Locale, *, slug: str) -> None:
    if page.get_translation_or_none(locale):
        return
    with translation.override(locale.language_code):
        title = _("Courses") if isinstance(page, CataloguePage) else page.title
        copy = page.copy_for_translation(locale)
        copy.title, copy.draft_title, copy.slug = title, title, slug
        copy.save_revision().publish()
