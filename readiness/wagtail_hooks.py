from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from readiness import access
from readiness.views import editions
from readiness.viewsets import InstanceViewSet


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("maturity/", editions.model, name="readiness_model"),
        path("maturity/indicators/<str:code>/", editions.change, name="readiness_change"),
        path("maturity/indicators/<str:code>/retire/", editions.retire, name="readiness_retire"),
        path("maturity/domains/<str:domain>/add/", editions.add, name="readiness_add"),
    ]


class ModelItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_edit_model(request.user)


@hooks.register("register_admin_menu_item")
def model_item() -> MenuItem:
    return ModelItem(
        _("Maturity model"), reverse("readiness_model"), icon_name="list-ul", order=230
    )


@hooks.register("register_admin_viewset")
def instances() -> InstanceViewSet:
    return InstanceViewSet()
