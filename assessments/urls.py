from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [
    path("<uuid:quiz_key>/start/", views.start, name="start"),
    path("attempt/<int:pk>/", views.attempt, name="attempt"),
    path("attempt/<int:pk>/save/", views.save, name="save"),
    path("attempt/<int:pk>/submit/", views.submit, name="submit"),
    path("attempt/<int:pk>/status/", views.status, name="status"),
]
