from django.urls import path, re_path

from h5p import views

# not prefixed with a language: the frame and its files
files = [
    path("core/<path:path>", views.core_file, name="h5p_core"),
    re_path(r"^lib/(?P<digest>[0-9a-f]{64})/(?P<path>.+)$", views.library_file, name="h5p_lib"),
    path("media/<str:token>/<path:path>", views.media_file, name="h5p_media"),
    path("frame/<str:token>/", views.frame, name="h5p_frame"),
]

# in the reader's language: what the page around the frame posts
posts = [
    path("start/", views.start, name="h5p_start"),
    path("report/", views.report, name="h5p_report"),
]
