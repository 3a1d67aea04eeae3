from django.urls import path

from courses import views

urlpatterns = [
    path("courses/<uuid:course_key>/start/", views.start_course, name="start_course"),
    path("steps/<uuid:step_key>/done/", views.finish_step, name="finish_step"),
    path("refreshers/<int:pk>/", views.refresher, name="refresher"),
]
