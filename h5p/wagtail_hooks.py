from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from h5p import access, admin_views, writing_views
from h5p.models import Activity


class MadeElsewhere(ModelPermissionPolicy):
    """Activities come from packages and forms; here they are found, renamed and chosen."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and access.may_author(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class ActivityViewSet(SnippetViewSet):
    model = Activity
    icon = "form"
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = ["title", "current"]


register_permission_policy(Activity, MadeElsewhere(Activity))
register_snippet(ActivityViewSet)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    views = admin_views
    return [
        path("h5p/", views.upload, name="h5p_upload"),
        path("h5p/upload/<int:pk>/", views.upload_report, name="h5p_upload_report"),
        path("h5p/upload/<int:pk>/agree/", views.agree, name="h5p_agree"),
        path("h5p/libraries/", views.shelf, name="h5p_shelf"),
        path("h5p/libraries/unused/", views.unused, name="h5p_unused"),
        path("h5p/libraries/<int:pk>/", views.decide, name="h5p_decide"),
        path("h5p/activities/<int:pk>/", views.activity, name="h5p_activity"),
        path("h5p/versions/<int:pk>/again/", views.roll_back, name="h5p_roll_back"),
        path("h5p/versions/<int:pk>/download/", views.download, name="h5p_download"),
        path("h5p/write/<str:kind>/", writing_views.write, name="h5p_write"),
        path("h5p/write/<str:kind>/<int:pk>/", writing_views.write, name="h5p_rewrite"),
        path("h5p/compose/<int:pk>/", writing_views.compose, name="h5p_recompose"),
        path("h5p/compose/<str:name>/", writing_views.compose, name="h5p_compose"),
    ]


class AuthorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_author(request.user)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    items = [
        AuthorsItem(_("Upload a package"), reverse("h5p_upload"), icon_name="upload", order=1),
        AuthorsItem(
            _("Write a task"), reverse("h5p_write", args=["MultiChoice"]), icon_name="edit", order=2
        ),
        AuthorsItem(
            _("Activities"), reverse("wagtailsnippets_h5p_activity:list"), icon_name="form", order=3
        ),
        AuthorsItem(_("Libraries"), reverse("h5p_shelf"), icon_name="code", order=4),
    ]
    return SubmenuMenuItem(_("H5P"), Menu(items=items), icon_name="form", order=220)
