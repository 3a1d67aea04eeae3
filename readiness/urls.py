from django.urls import path, register_converter

from readiness.views import cascade, editing, hubs, indicators, maturity, needs, published


class CountryCode:
    regex = "[A-Z]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CountryCode, "iso3")

app_name = "readiness"
urlpatterns = [
    path("", published.region, name="region"),
    path("figures.csv", published.region_file, {"kind": "csv"}, name="region_csv"),
    path("figures.xlsx", published.region_file, {"kind": "xlsx"}, name="region_xlsx"),
    path("rounds/<slug:day>.csv", published.round_csv, name="round_csv"),
    path("hubs/", hubs.listing, name="hubs"),
    path("hubs/<slug:key>/", hubs.hub, name="hub"),
    path("cascade/", cascade.record, name="cascade"),
    path("needs/", needs.ranked, name="needs_ranking"),
    path("needs/ranking.csv", needs.ranked_file, {"kind": "csv"}, name="needs_csv"),
    path("needs/ranking.xlsx", needs.ranked_file, {"kind": "xlsx"}, name="needs_xlsx"),
    path("rounds/<slug:day>/indicators.csv", indicators.round_file, name="round_indicators"),
    path("<iso3:country>/", published.country, name="country"),
    path("<iso3:country>/figures.csv", published.country_file, {"kind": "csv"}, name="country_csv"),
    path(
        "<iso3:country>/figures.xlsx", published.country_file, {"kind": "xlsx"}, name="country_xlsx"
    ),
    path("<iso3:country>/brief/", published.brief, name="brief"),
    path("<iso3:country>/trend/<slug:programme>/<slug:group>/", published.detail, name="detail"),
    path(
        "<iso3:country>/indicators/<slug:programme>/<slug:group>/",
        indicators.page,
        name="indicators",
    ),
    path("<iso3:country>/indicators.csv", indicators.file, name="indicators_csv"),
    path("<iso3:country>/targets/", editing.set_target, name="targets"),
    path("<iso3:country>/workforce/", editing.workforce, name="workforce"),
    path("<iso3:country>/maturity/", maturity.profile, name="profile"),
    path("<iso3:country>/maturity/<str:code>/", maturity.indicator, name="indicator"),
    path("<iso3:country>/assessments/<int:pk>/validate/", maturity.validate, name="validate"),
    path("<iso3:country>/assessments/<int:pk>/evidence/", maturity.evidence, name="evidence"),
    path("<iso3:country>/cascade/", cascade.sessions, name="sessions"),
    path("<iso3:country>/needs/", needs.survey, name="needs"),
    path("<iso3:country>/plan/", maturity.plan, name="plan"),
    path("<iso3:country>/plan/<int:pk>/", maturity.plan, name="action"),
]
