from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from accounts.models import User
from certificates import declaring, status
from certificates.models import Certificate
from certificates.viewsets import NAMESPACE, CertificatePolicy, CertificateViewSet
from courses.models import CoursePage, ModulePage, StepPage

register_permission_policy(Certificate, CertificatePolicy(Certificate))


@hooks.register("register_admin_viewset")
def certificates_for_staff() -> CertificateViewSet:
    return CertificateViewSet(NAMESPACE)


@hooks.register("register_log_actions")
def name_what_staff_did(actions: LogActionRegistry) -> None:
    actions.register_action(
        "certificates.reissue", _("Issue again"), _("Issued again with another name")
    )
    actions.register_action("certificates.renew", _("Renew"), _("Renewed"))
    actions.register_action("certificates.revoke", _("Revoke"), _("Revoked"))
    actions.register_action(
        "certificates.declare",
        _("Declare a material change"),
        _("Published as a material change; holders are asked to recertify"),
    )


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path(
            "courses/<int:pk>/material-change/",
            declaring.DeclareView.as_view(),
            name="material_change",
        )
    ]


class MaterialChangeItem(ActionMenuItem):
    """Beside "Publish": keeps the draft, then asks what changed."""

    name = "action-material-change"
    label = _("Publish as a material change…")
    icon_name = "warning"

    def is_shown(self, context: dict[str, Any]) -> bool:
        if context["view"] != "edit" or context["locked_for_user"]:
            return False
        permissions = self.get_user_page_permissions_tester(context)
        return isinstance(context["page"], COURSE_PARTS) and permissions.can_publish()


COURSE_PARTS = (CoursePage, ModulePage, StepPage)


@hooks.register("register_page_action_menu_item")
def material_change_item() -> ActionMenuItem:
    return MaterialChangeItem(order=90)


@hooks.register("after_edit_page")
def go_to_the_declaration(request: HttpRequest, page: Page) -> HttpResponse | None:
    if MaterialChangeItem.name not in request.POST:
        return None
    course = CoursePage.objects.ancestor_of(page, inclusive=True).get()
    return redirect(f"{reverse('material_change', args=[course.pk])}?page={page.pk}")


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def material_change_button(page: Page, user: User, **_options: Any) -> Iterator[Button]:
    if page.specific_class is CoursePage and declaring.may_declare(user, page):
        yield Button(
            _("Publish a material change"),
            reverse("material_change", args=[page.pk]),
            icon_name="warning",
            priority=95,
        )


@hooks.register("count_certificates_of_course")
def certificates_behind(course_key: UUID, users: Collection[int]) -> int:
    """Asked by whoever is about to change results: how many of these people hold a valid certificate of the course."""
    held = status.valid_on(timezone.localdate()).filter(kind=Certificate.Kind.COURSE)
    return held.filter(subject_key=course_key, user__in=users).count()
