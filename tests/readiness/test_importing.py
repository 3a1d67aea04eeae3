import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from readiness.models import Workforce
from tests.readiness.conftest import workforce

URL = "/en/readiness/SWE/workforce/"
TEXT = "group,year,value,source,basis\nphysicians,2025,50000,National register 2025,licensed\n"


def upload(client, text):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(URL, {"file": SimpleUploadedFile("figures.csv", content)})


def test_a_file_is_shown_as_a_plan_first_and_kept_when_agreed(client, fay):
    workforce("SWE", "physicians", 30000, year=2023, method="derived")
    client.force_login(fay)
    page = upload(client, TEXT)
    [item] = page.context["page"].planned
    assert (item.change, item.is_break) == ("new", True)
    assert Workforce.objects.count() == 1
    client.post(URL, {"agreed": "yes", "text": page.context["page"].text})
    kept = Workforce.objects.get(method="register")
    assert (kept.value, kept.basis, kept.recorded_by) == (50000, "licensed", fay)
    assert Workforce.objects.get(method="derived").value == 30000


def test_agreeing_twice_keeps_one_figure(client, fay):
    client.force_login(fay)
    for _time in range(2):
        client.post(URL, {"agreed": "yes", "text": TEXT})
    assert Workforce.objects.count() == 1


def test_problems_are_listed_and_nothing_changes(client, fay):
    client.force_login(fay)
    page = upload(client, TEXT.replace("50000", "0"))
    assert page.status_code == 400
    assert "Line 2: A workforce of nobody cannot be divided by." in page.content.decode()
    page = client.post(URL, {"agreed": "yes", "text": TEXT.replace("2025,", "2099,", 1)})
    assert page.status_code == 400
    assert not Workforce.objects.exists()


def test_a_file_in_another_encoding_is_refused(client, fay):
    client.force_login(fay)
    page = upload(client, TEXT.replace("National", "Läkar").encode("latin-1"))
    assert "The file is not UTF-8 text." in page.content.decode()


@pytest.mark.parametrize("who", ["gwen", "ann", "tom", "analyst"])
def test_only_the_countrys_focal_point_brings_figures(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"agreed": "yes", "text": TEXT}).status_code == 403
    assert not Workforce.objects.exists()


def test_a_gho_export_is_planned_and_applied_by_command(db, tmp_path, capsys):
    file = tmp_path / "gho.csv"
    file.write_text(
        "IndicatorCode,SpatialDimValueCode,Period,FactValueNumeric\nHWF_0002,SWE,2023,46000\n"
    )
    call_command("import_gho", file)
    assert not Workforce.objects.exists()
    call_command("import_gho", file, apply=True)
    call_command("import_gho", file, apply=True)
    assert Workforce.objects.get().value == 46000
    assert "0 figures kept." in capsys.readouterr().out
