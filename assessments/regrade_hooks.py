"""Where Wagtail shows regrading: addresses and menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments import access, regrade_views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("regrades/", regrade_views.ledger, name="regrades"),
        path("regrades/<int:pk>/", regrade_views.regrade, name="regrade"),
        path("regrades/question/<int:pk>/", regrade_views.choose, name="regrade_choose"),
        path("regrades/look/<int:pk>/", regrade_views.look, name="regrade_look"),
    ]


class RegradesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_regrade(request.user)


@hooks.register("register_reports_menu_item")
def regrades_item() -> MenuItem:
    return RegradesItem(_("Regrades"), reverse("regrades"), icon_name="rotate", order=915)
