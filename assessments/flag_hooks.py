"""Where Wagtail shows the questions to look at: addresses and menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments import access, flag_views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("questions/flags/", flag_views.inbox, name="question_flags"),
        path("questions/flags/<int:pk>/", flag_views.flag, name="question_flag"),
    ]


class FlagsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_see_statistics(request.user)


@hooks.register("register_reports_menu_item")
def flags_item() -> MenuItem:
    return FlagsItem(
        _("Questions to look at"), reverse("question_flags"), icon_name="warning", order=901
    )
