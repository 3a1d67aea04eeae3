import pytest
from django.contrib.auth.models import Permission

from accounts.models import CountryRole, Role
from certificates.models import Certificate

ADDRESS = "/cms/certificates/"


@pytest.fixture
def staff(client, django_user_model):
    user = django_user_model.objects.create_superuser("root@example.org", "x")
    client.force_login(user)
    return user


def allow(user, *names):
    """As an administrator would in the CMS."""
    codes = [*names, "access_admin"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))


def test_staff_find_a_certificate_by_code_or_name(client, staff, certificate):
    for wanted in (certificate.code, "Lind"):
        assert "DNA basics" in client.get(ADDRESS, {"q": wanted}).content.decode()
    assert "DNA basics" not in client.get(ADDRESS, {"q": "Nobody"}).content.decode()


def test_staff_issue_again_renew_and_revoke(client, staff, certificate, mailoutbox):
    inspect = client.get(f"{ADDRESS}inspect/{certificate.pk}/").content.decode()
    for action in ("reissue", "renew", "revoke"):
        assert f"{ADDRESS}{action}/{certificate.pk}/" in inspect
        assert client.get(f"{ADDRESS}{action}/{certificate.pk}/").status_code == 200
    client.post(f"{ADDRESS}reissue/{certificate.pk}/", {"holder_name": "Ann Ek"})
    new = Certificate.objects.get(replaces=certificate)
    assert (new.holder_name, new.issued_by) == ("Ann Ek", staff)
    client.post(
        f"{ADDRESS}revoke/{new.pk}/",
        {"reason": Certificate.Reason.HOLDER_REQUEST, "note": "Asked."},
    )
    new.refresh_from_db()
    assert (new.revocation_reason, new.revocation_note) == ("holder_request", "Asked.")
    assert (
        "Issued again with another name"
        in client.get("/cms/reports/site-history/").content.decode()
    )


def test_what_is_not_possible_is_said_on_the_form(client, staff, certificate):
    page = client.post(f"{ADDRESS}renew/{certificate.pk}/", {"months": 24}).content.decode()
    assert "can be renewed from 90 days before its last day" in page
    assert Certificate.objects.count() == 1


def test_nobody_can_edit_or_delete(client, staff, certificate):
    for action in ("edit", "delete", "new", "copy"):
        page = client.get(f"{ADDRESS}{action}/{certificate.pk}/", follow=True)
        assert page.status_code == 404


def test_who_may_look_may_not_act(client, certificate, tom):
    allow(tom, "view_certificate")
    client.force_login(tom)
    assert "DNA basics" in client.get(ADDRESS).content.decode()
    assert "revoke" not in client.get(f"{ADDRESS}inspect/{certificate.pk}/").content.decode()
    assert (
        client.post(f"{ADDRESS}revoke/{certificate.pk}/", {"reason": "holder_request"}).status_code
        == 302
    )
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


@pytest.mark.parametrize("who", ["ann", "bo", "tom", "fay", "editor", "analyst"])
def test_no_role_opens_the_register(client, request, certificate, who):
    if who in {"editor", "analyst"}:
        user = request.getfixturevalue("bo")
        CountryRole.objects.create(user=user, role=Role(who))
    else:
        user = request.getfixturevalue(who)
    allow(user)
    client.force_login(user)
    for address in (
        ADDRESS,
        f"{ADDRESS}inspect/{certificate.pk}/",
        f"{ADDRESS}revoke/{certificate.pk}/",
    ):
        page = client.get(address)
        assert page.status_code in {302, 403}
        assert "DNA basics" not in page.content.decode()
