from django.urls import path, re_path

from h5p import serving, views

# not prefixed with a language: the frame and its files
files = [
    path("core/<path:path>", serving.core_file, name="h5p_core"),
    re_path(r"^lib/(?P<digest>[0-9a-f]{64})/(?P<path>.+)$", serving.library_file, name="h5p_lib"),
    path("media/<str:token>/<path:path>", serving.media_file, name="h5p_media"),
    path("frame/step/<int:step>/", views.place, name="h5p_step_frame"),
    path("frame/activity/<uuid:activity>/", views.place, name="h5p_activity_frame"),
    path("frame/<str:token>/", views.frame, name="h5p_frame"),
]

# in the reader's language: what the page around the frame posts
posts = [
    path("start/", views.start, name="h5p_start"),
    path("report/", views.report, name="h5p_report"),
]
