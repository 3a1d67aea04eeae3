from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("check/", views.ask, name="check"),
    path("<str:code>/badge.<str:form>", views.badge, name="badge"),
    path("<str:code>/certificate.pdf", views.download, name="pdf"),
]
