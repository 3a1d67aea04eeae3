from django.urls import path, register_converter

from readiness import views


class CountryCode:
    regex = "[A-Z]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CountryCode, "iso3")

app_name = "readiness"
urlpatterns = [
    path("", views.region, name="region"),
    path("figures.csv", views.region_csv, name="region_csv"),
    path("<iso3:country>/", views.country, name="country"),
    path("<iso3:country>/figures.csv", views.country_csv, name="country_csv"),
]
