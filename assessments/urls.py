from django.urls import path

from assessments import arriving_views, recall_views, views

app_name = "assessments"
urlpatterns = [
    path("practise/", recall_views.practise, name="practise"),
    path("again/stop/<str:token>/", recall_views.stop, name="stop_recalls"),
    path("again/<str:token>/", recall_views.recall, name="recall"),
    path("<uuid:quiz_key>/start/", views.start, name="start"),
    path("attempt/<int:pk>/", views.attempt, name="attempt"),
    path("attempt/<int:pk>/save/", views.save, name="save"),
    path("attempt/<int:pk>/submit/", views.submit, name="submit"),
    path("attempt/<int:pk>/arrive/", arriving_views.arrive, name="arrive"),
    path("attempt/<int:pk>/drawing/<int:place>/", views.drawing, name="drawing"),
    path("attempt/<int:pk>/status/", views.status, name="status"),
]
