"""Certificates in the CMS: found, looked at, issued again, renewed, revoked; never edited, never deleted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.models import User
from certificates import renewal, tasks
from certificates.access import may_look_up, may_manage
from certificates.forms import ReissueForm, RenewForm, RevokeForm
from certificates.models import Certificate

NAMESPACE = "certificate_register"


class CertificatePolicy(ModelPermissionPolicy):
    """Nobody adds, edits or deletes; some may look."""

    def user_has_permission(self, user: User | AnonymousUser, action: str) -> bool:
        return action == "view" and may_look_up(user)

    def user_has_any_permission(self, user: User | AnonymousUser, actions: list[str]) -> bool:
        return "view" in actions and may_look_up(user)


class ActionView(WagtailAdminTemplateMixin, FormView):
    """A form with one consequence. What is not possible is said on the form, and nothing is changed."""

    template_name = "wagtailadmin/generic/form.html"
    action = ""
    done = _("Done: %(code)s.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_manage(request.user):
            raise PermissionDenied
        self.certificate = get_object_or_404(Certificate, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return f"{self.page_title}: {self.certificate}"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        act = getattr(renewal, self.action)
        facts = {"by": self.request.user, "now": timezone.now(), **form.cleaned_data}
        try:
            result: Certificate = act(certificate=self.certificate, **facts)
        except renewal.NotPossible as problem:
            form.add_error(next(iter(form.fields)), str(problem.reason))
            return self.form_invalid(form)
        log(self.certificate, f"certificates.{self.action}", user=self.request.user)
        tasks.announce(result)
        messages.success(self.request, self.done % {"code": result.grouped_code})
        return redirect(f"{NAMESPACE}:inspect", result.pk)


class ReissueView(ActionView):
    action, form_class, header_icon = "reissue", ReissueForm, "copy"
    page_title = _("Issue again with another name")
    done = _("Issued again; the new code is %(code)s.")

    def get_initial(self) -> dict[str, Any]:
        return {"holder_name": self.certificate.holder_name}


class RenewView(ActionView):
    action, form_class, header_icon = "renew", RenewForm, "date"
    page_title = _("Renew")
    done = _("Renewed; the new code is %(code)s.")


class RevokeView(ActionView):
    action, form_class, header_icon = "revoke", RevokeForm, "cross"
    page_title = _("Revoke")
    done = _("Certificate %(code)s is revoked from today on.")


ACTIONS = (ReissueView, RenewView, RevokeView)


class CertificateInspectView(InspectView):
    @property
    def header_more_buttons(self) -> list[Button]:
        if not may_manage(self.request.user):
            return []
        return [
            Button(
                view.page_title,
                reverse(f"{NAMESPACE}:{view.action}", args=[self.object.pk]),
                icon_name=view.header_icon,
            )
            for view in ACTIONS
        ]


class CertificateViewSet(ModelViewSet):
    model = Certificate
    url_prefix = "certificates"
    icon = "form"
    menu_order = 300
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = CertificateInspectView
    inspect_view_fields_exclude = ["user", "completion", "holder", "chain", "version_digest"]
    form_fields = ["holder_name"]
    list_per_page = 50
    list_display = [
        Column("grouped_code", label=_("Code"), accessor="grouped_code"),
        "holder_name",
        "title",
        "country",
        "valid_from",
        "valid_until",
        "ended_on",
        "revocation_reason",
        "print_problem",
    ]
    list_filter = ["kind", "country", "language", "origin", "revocation_reason", "valid_until"]
    search_fields = ["code", "holder_name", "title", "subject_code"]
    search_backend_name = None

    def get_urlpatterns(self) -> list[URLPattern]:
        looking = {"index", "index_results", "inspect"}
        acting = [
            path(f"{view.action}/<int:pk>/", self.construct_view(view), name=view.action)
            for view in ACTIONS
        ]
        return [one for one in super().get_urlpatterns() if one.name in looking] + acting

    def register_admin_url_finder(self) -> None:
        """There is no page to edit that the log of the site could lead to."""
