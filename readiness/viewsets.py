"""Installations of countries in the CMS: whom figures are taken from."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from readiness.models import Instance


class InstanceViewSet(ModelViewSet):
    model = Instance
    name = "readiness_instances"
    menu_label = _("Installations of countries")
    icon = "globe"
    add_to_admin_menu = True
    menu_order = 240
    form_fields = ["name", "country", "address", "public_key", "active"]
    list_display = ["name", "country", "active"]
    inspect_view_enabled = True
