"""Which language a request is answered in."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware

# Addresses below these carry no language: what is not found there is not found under another address either.
WITHOUT_LANGUAGE = (
    "/api/",
    "/cms/",
    "/credentials/",
    "/documents/",
    "/h5p/",
    "/media/",
    "/static/",
)


class LanguageMiddleware(LocaleMiddleware):
    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 404 and request.path_info.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)
