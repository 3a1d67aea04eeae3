"""Addresses without language prefix: they stand in QR codes and signed credentials, for ever."""

from django.urls import path

from certificates import public, views

urlpatterns = [
    path("c/", public.without_network, name="check_without_network"),
    path("c/worker.js", public.service_worker, name="check_worker"),
    path("c/facts.json", public.facts_for_offline, name="check_facts"),
    path("c/<str:code>", views.check, name="certificate_check"),
    path(".well-known/did.json", public.did, name="did"),
    path("credentials/keys/<int:pk>", public.key, name="credential_key"),
    path("credentials/status/<int:number>", public.status_list, name="status_list"),
    path(
        "credentials/achievements/<uuid:subject>/<int:version>/<str:language>",
        public.achievement,
        name="achievement",
    ),
    path(
        "credentials/achievements/<uuid:subject>/<int:version>/<str:language>/badge.svg",
        public.picture_of_achievement,
        name="achievement_image",
    ),
]
