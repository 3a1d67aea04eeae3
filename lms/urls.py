from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from api.v1 import api as api_v1
from courses.views import serve as serve_page
from h5p import urls as h5p_urls
from lms import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<folder>images|original_images)/(?P<path>.+)$", views.picture),
    path("api/v1/", api_v1.urls),
    path("language/", set_language, name="set_language"),
    path("", include("certificates.public_urls")),
    path("h5p/", include(h5p_urls.files)),
    path("favicon.ico", views.icon),
    path("", views.root),
]

if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mail/", views.development_mail, name="development_mail"),
    ]

urlpatterns += i18n_patterns(
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("certificates/", include("certificates.urls")),
    path("quiz/", include("assessments.urls")),
    path("readiness/", include("readiness.urls")),
    path("learning/", views.my_learning, name="learning"),
    path("activity/", include(h5p_urls.posts)),
    path("learning/", include("courses.urls")),
    re_path(wagtail_urls.serve_pattern, serve_page, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)
