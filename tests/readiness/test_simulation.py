import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.countries import EUR
from accounts.models import User
from certificates.models import Certificate
from readiness import queries
from tests import factories


@override_settings(DEVELOPMENT=True)
def test_a_simulated_register_is_marked_on_every_page_and_goes_away_again(client, ann, programme):
    call_command("seed_workforce", certificates=2000)
    assert Certificate.objects.count() == 2000
    assert "Simulated data" in client.get("/en/readiness/").content.decode()
    assert "simulated" in client.get("/en/readiness/figures.csv").content.decode()
    call_command("seed_workforce", clear=True)
    assert "Simulated data" not in client.get("/en/readiness/").content.decode()
    assert (User.objects.get(), Certificate.objects.count()) == (ann, 0)
    assert factories.person("later", "L", "SWE", "2221").pk


@override_settings(DEVELOPMENT=True)
def test_simulated_people_are_covered_somewhere(programme, client):
    call_command("seed_workforce", certificates=3000)
    from django.utils import timezone

    people = queries.stock(
        timezone.now().date(), programmes=[programme.translation_key], countries=EUR
    )
    assert sum(people.values()) > 100


@override_settings(DEVELOPMENT=False)
def test_a_real_installation_refuses_simulated_people(db):
    with pytest.raises(CommandError):
        call_command("seed_workforce", certificates=10)
