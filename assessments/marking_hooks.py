"""Where Wagtail shows marking: addresses and menu."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments import access, accommodating_views, gain_views, marking_views


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("marking/", marking_views.queue, name="marking_queue"),
        path("marking/<str:code>/", marking_views.mark, name="mark_answer"),
        path("extra-time/", accommodating_views.extra_time, name="extra_time"),
        path("extra-time/<int:pk>/end/", accommodating_views.end, name="end_extra_time"),
        path("extra-time/<int:pk>/reason/", accommodating_views.reason, name="extra_time_reason"),
        path("gain/", gain_views.report, name="knowledge_gain"),
        path("retention/", gain_views.retention, name="retention"),
        path("attempts/", marking_views.attempts, name="marked_attempts"),
        path("attempts/<int:pk>/", marking_views.attempt, name="marked_attempt"),
    ]


class MarkersItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.marks_at_all(request.user)


@hooks.register("register_admin_menu_item")
def queue_item() -> MenuItem:
    return MarkersItem(_("Written answers"), reverse("marking_queue"), icon_name="edit", order=310)


@hooks.register("register_reports_menu_item")
def attempts_item() -> MenuItem:
    return MarkersItem(
        _("Marked attempts"), reverse("marked_attempts"), icon_name="list-ul", order=910
    )


@hooks.register("register_reports_menu_item")
def extra_time_item() -> MenuItem:
    return MarkersItem(_("Extra time"), reverse("extra_time"), icon_name="time", order=920)


class AuthorsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_see_statistics(request.user)


@hooks.register("register_reports_menu_item")
def gain_item() -> MenuItem:
    return AuthorsItem(
        _("Knowledge gain"), reverse("knowledge_gain"), icon_name="glasses", order=905
    )


@hooks.register("register_reports_menu_item")
def retention_item() -> MenuItem:
    return AuthorsItem(_("What stays"), reverse("retention"), icon_name="history", order=906)
