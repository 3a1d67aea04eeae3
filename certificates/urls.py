from django.urls import path, re_path

from certificates import file_views, views

app_name = "certificates"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("check/", views.ask, name="check"),
    path("check/many/", file_views.many, name="many"),
    path("certificates.fhir.json", file_views.for_registers, name="fhir"),
    path("transcript/", file_views.transcript, name="transcript"),
    path("files/<uuid:key>/", file_views.signed_file, name="file"),
    re_path(
        r"^files/(?P<key>[0-9a-f-]{36})/file\.(?P<form>csv|json|pdf)$",
        file_views.part,
        name="file_part",
    ),
    path("<str:code>/badge.<str:form>", views.badge, name="badge"),
    path("<str:code>/renew/", views.renew, name="renew"),
    path("<str:code>/update/<int:number>/", views.update, name="update"),
    path("<str:code>/certificate.pdf", views.download, name="pdf"),
]
