from django.urls import path

from accounts import views

urlpatterns = [
    path("profile/", views.profile, name="account_profile"),
    path("consent/", views.consent, name="account_consent"),
    path("privacy/", views.privacy, name="privacy"),
    path("data/", views.data, name="account_data"),
    path("data/download/", views.download, name="account_download"),
    path("delete/", views.delete, name="account_delete"),
    path("deleted/", views.deleted, name="account_deleted"),
]
