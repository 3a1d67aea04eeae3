from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from certificates.models import Certificate
from certificates.viewsets import NAMESPACE, CertificatePolicy, CertificateViewSet

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
