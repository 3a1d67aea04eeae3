from courses import programmes
from courses.models import ProgrammePage
from tests import factories


def test_a_programme_waits_for_its_courses(catalogue):
    assert programmes.load() == []
    factories.course(catalogue, "gen-101")
    assert programmes.load() == [
        "genomics-aware-nurse",
        "genomics-aware-midwife",
        "genomics-aware-doctor",
    ]


def test_programmes_are_made_once_in_four_languages(catalogue):
    for key in ("gen-101", "pgx-105"):
        factories.course(catalogue, key)
    programmes.load()
    assert programmes.load() == []
    assert ProgrammePage.objects.count() == 5 * 4
    french = ProgrammePage.objects.get(
        key="pharmacogenomics-pharmacist", locale__language_code="fr"
    )
    assert french.title == "Pharmacogénomique pour pharmaciens"
    assert [row.course.key for row in french.courses.all()] == ["gen-101", "pgx-105"]


def test_a_programme_page_lists_its_courses_in_another_language(client, catalogue):
    factories.course(catalogue, "gen-101")
    programmes.load()
    page = client.get("/de/courses/genomics-aware-nurse/").content.decode()
    assert "DNA basics" in page
