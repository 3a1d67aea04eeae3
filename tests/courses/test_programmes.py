from django.core.management import call_command

from courses.models import ProgrammePage
from tests import factories


def test_a_programme_waits_for_its_courses(catalogue, capsys):
    call_command("load_programmes")
    assert "genomics-aware-nurse: waits for the course gen-101." in capsys.readouterr().out
    assert not ProgrammePage.objects.exists()


def test_loading_twice_publishes_each_programme_once_in_four_languages(catalogue):
    factories.course(catalogue, key="gen-101")
    for _time in range(2):
        call_command("load_programmes")
    pages = ProgrammePage.objects.live().filter(key="genomics-aware-nurse")
    assert sorted(pages.values_list("locale__language_code", flat=True)) == ["de", "en", "fr", "ru"]
    assert {page.courses.get().course.key for page in pages} == {"gen-101"}


def test_what_an_editor_changed_is_kept(catalogue):
    factories.course(catalogue, key="gen-101")
    call_command("load_programmes")
    page = ProgrammePage.objects.get(key="genomics-aware-nurse", locale__language_code="en")
    page.title = "Our own title"
    page.save_revision().publish()
    call_command("load_programmes")
    page.refresh_from_db()
    assert page.title == "Our own title"
