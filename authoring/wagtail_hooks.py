from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry, Page

from accounts.models import User
from authoring import access, conversion_views, views
from authoring.apply import ACTION
from courses.models import CoursePage


@hooks.register("register_log_actions")
def log_imports(actions: LogActionRegistry) -> None:
    actions.register_action(ACTION)(ImportFormatter)


class ImportFormatter(LogFormatter):
    label = _("Import from a course folder")

    def format_message(self, log_entry: BaseLogEntry) -> str:
        number = len(log_entry.data.get("parts", ()))
        return ngettext(
            "%(number)d part imported from a course folder",
            "%(number)d parts imported from a course folder",
            number,
        ) % {"number": number}


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("courses/convert/", conversion_views.convert, name="authoring_convert"),
        path("courses/import/", views.upload, name="authoring_import"),
        path("courses/import/<int:pk>/", views.plan, name="authoring_plan"),
        path("courses/import/<int:pk>/abandon/", views.abandon, name="authoring_abandon"),
        path("courses/export/<int:pk>/", views.export, name="authoring_export"),
    ]


class ImportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_import(request.user)


@hooks.register("register_admin_menu_item")
def import_item() -> MenuItem:
    return ImportItem(
        _("Import a course"), reverse("authoring_import"), icon_name="upload", order=210
    )


@hooks.register("register_admin_menu_item")
def convert_item() -> MenuItem:
    return ImportItem(
        _("Convert tasks"), reverse("authoring_convert"), icon_name="rotate", order=211
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def export_button(page: Page, user: User, **_options: Any) -> Iterator[Button]:
    if page.specific_class is CoursePage and access.may_export(user, page):
        yield Button(
            _("Export as a folder"),
            reverse("authoring_export", args=[page.pk]),
            icon_name="download",
            priority=90,
        )
