from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import translation

from accounts.models import Role
from authoring import staff
from readiness import assessing, editions, maturity, reference
from readiness.models import Assessment, ModelEdition
from tests import factories

CMS = "/cms/maturity/"
V1 = CMS + "indicators/V.1/"


@pytest.fixture(autouse=True)
def _nothing_kept():
    editions._read.cache_clear()


@pytest.fixture
def eda(catalogue):
    staff.build()
    return factories.person("eda", "Eda Roy", "DNK", "2262", (Role.EDITOR, ""))


def form(code="V.1", **changes):
    texts = {}
    for language, text in editions.texts(code).items():
        texts[f"title_{language}"] = text.title
        for level, sentence in enumerate(text.levels, start=1):
            texts[f"level_{level}_{language}"] = sentence
    return {**texts, "note": "Clearer words", "base": editions.newest_version(), **changes}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_every_text_of_the_shipped_model_is_translated(language):
    english = maturity.read(reference.maturity_source())
    model = maturity.read(reference.maturity_source(), language)
    for domain, original in zip(model.domains, english.domains, strict=True):
        assert domain.title != original.title
        for found, known in zip(domain.indicators, original.indicators, strict=True):
            assert found.title != known.title
            same = [text for text in found.levels if text in known.levels]
            assert same == []
    assert model.level_names != english.level_names


def test_translations_name_no_indicator_or_theme_that_the_model_lacks():
    source = reference.maturity_source()
    codes = {i["id"] for d in source["domains"] for i in d["indicators"]}
    themes = {i["theme"] for d in source["domains"] for i in d["indicators"]}
    for texts in source["translations"].values():
        assert set(texts["indicators"]) == codes
        assert set(texts["themes"]) == themes


def test_a_focal_point_reads_the_model_in_her_language(client, fay, programme):
    client.force_login(fay)
    text = client.get("/de/readiness/SWE/maturity/").content.decode()
    assert "Das Medizinstudium lehrt Genomik" in text


def test_a_change_makes_a_new_edition_and_old_assessments_keep_theirs(client, eda, fay, programme):
    client.force_login(fay)
    url = "/en/readiness/SWE/maturity/V.1/"
    round_day = assessing.open_round(datetime.now(UTC).date())
    client.post(url, {"level": "1", "round_day": str(round_day)})
    client.force_login(eda)
    answer = client.post(
        V1, form(level_1_en="There is nothing at all.", level_1_de="Es gibt nichts.")
    )
    assert answer.status_code == 302
    year = datetime.now(UTC).year
    made = ModelEdition.objects.get()
    assert (made.version, made.note, made.made_by) == (f"{year}.2", "Clearer words", eda)
    assert Assessment.objects.get().model_version == "2026.1"
    client.force_login(fay)
    page = client.get(url)
    assert page.context["page"].indicator.levels[0] == "There is nothing at all."
    [past] = page.context["page"].history
    assert past.text == "Genomics is not taught, or only where a teacher happens to care."
    with translation.override("de"):
        assert editions.current().indicator("V.1").levels[0] == "Es gibt nichts."


def test_a_new_assessment_names_the_new_edition(client, eda, fay, programme):
    client.force_login(eda)
    client.post(V1, form())
    client.force_login(fay)
    round_day = assessing.open_round(datetime.now(UTC).date())
    client.post("/en/readiness/SWE/maturity/V.1/", {"level": "1", "round_day": str(round_day)})
    assert Assessment.objects.get().model_version == editions.newest_version() != "2026.1"


def test_an_empty_translation_falls_back_to_english(client, eda):
    client.force_login(eda)
    client.post(V1, form(title_en="Doctors learn genomics", title_fr="", level_2_fr=""))
    with translation.override("fr"):
        found = editions.current().indicator("V.1")
    assert found.title == "Doctors learn genomics"
    assert found.levels[1].startswith("Needs and gaps")


def test_english_is_needed(client, eda):
    client.force_login(eda)
    assert client.post(V1, form(title_en="")).status_code == 400
    assert not ModelEdition.objects.exists()


def test_a_change_of_an_outdated_edition_is_refused(client, eda):
    client.force_login(eda)
    before = form()
    client.post(V1, form(title_en="First"))
    page = client.post(V1, {**before, "title_en": "Second"}, follow=True)
    assert "Somebody else changed the model meanwhile." in page.content.decode()
    assert editions.current().indicator("V.1").title == "First"


def test_an_indicator_is_added_and_retired_again(client, eda):
    client.force_login(eda)
    url = CMS + "domains/V/add/"
    answer = client.post(url, {**form(), "code": "V.8", "theme": "Education"})
    assert answer.status_code == 302
    assert editions.current().indicator("V.8").theme == "Education"
    client.post(CMS + "indicators/V.8/retire/", {"note": "No", "base": editions.newest_version()})
    assert editions.current().indicator("V.8") is None
    assert ModelEdition.objects.count() == 2


@pytest.mark.parametrize("code", ["V.1", "I.9", "V", "V.x"])
def test_codes_that_are_taken_or_do_not_fit_are_refused(client, eda, code):
    client.force_login(eda)
    answer = client.post(CMS + "domains/V/add/", {**form(), "code": code, "theme": "Education"})
    assert answer.status_code == 400
    assert not ModelEdition.objects.exists()


@pytest.mark.parametrize("who", ["fay", "tom", "analyst", "ann"])
@pytest.mark.parametrize("url", [CMS, V1, V1 + "retire/", CMS + "domains/V/add/"])
def test_nobody_but_an_editor_changes_the_model(client, request, who, url):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code in (302, 403)
    assert client.post(url, {}).status_code in (302, 403)
    assert not ModelEdition.objects.exists()


@pytest.mark.parametrize(
    "url", [CMS + "indicators/X.1/", CMS + "indicators/X.1/retire/", CMS + "domains/X/add/"]
)
def test_what_the_model_lacks_is_not_found(client, eda, url):
    client.force_login(eda)
    assert client.get(url, follow=True).status_code == 404


def test_the_model_is_shown_with_its_editions(client, eda):
    client.force_login(eda)
    client.post(V1, form())
    text = client.get(CMS).content.decode()
    assert "Clearer words" in text
    assert "Add an indicator to V" in text
