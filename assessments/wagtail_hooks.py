from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from assessments import (
    access,
    bank_views,
    flag_hooks,  # noqa: F401 - registers itself
    health_views,
    marking_hooks,  # noqa: F401 - registers itself
    regrade_hooks,  # noqa: F401 - registers itself
    reviewing,
)
from assessments.item_views import ItemViewSet

register_snippet(ItemViewSet)


@hooks.register("register_log_actions")
def log_reviews(actions: LogActionRegistry) -> None:
    asked, published, returned = (
        _("handed in for review"),
        _("published"),
        _("sent back to its author"),
    )
    actions.register_action(reviewing.ASKED, _("Hand a question in for review"), asked)
    actions.register_action(reviewing.PUBLISHED, _("Publish a question"), published)
    actions.register_action(reviewing.RETURNED, _("Send a question back"), returned)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("questions/health/", health_views.listing, name="question_health"),
        path("questions/health/<int:pk>/", health_views.details, name="question_health_details"),
        path("quizzes/health/", health_views.quiz_listing, name="quiz_health"),
        path("quizzes/health/<int:pk>/", health_views.quiz_details, name="quiz_health_details"),
        path("questions/try/", bank_views.try_it, name="question_try"),
        path("questions/<int:pk>/versions/", bank_views.versions, name="question_versions"),
        path("questions/versions/<int:pk>/decide/", bank_views.decide, name="question_decide"),
    ]


class HealthItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_see_statistics(request.user)


@hooks.register("register_reports_menu_item")
def health_item() -> MenuItem:
    return HealthItem(
        _("How questions do"), reverse("question_health"), icon_name="help", order=900
    )


@hooks.register("register_reports_menu_item")
def quiz_health_item() -> MenuItem:
    return HealthItem(_("How quizzes do"), reverse("quiz_health"), icon_name="help", order=901)
