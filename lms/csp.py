"""A strict content security policy on the site, a looser one under the CMS path only."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path.startswith(settings.CMS_PREFIX):
            response._csp_replace = settings.CMS_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)
