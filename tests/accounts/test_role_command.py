import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, User
from accounts.roles import has_role


def fresh(user: User) -> User:
    """Roles are read once per object."""
    return User.objects.get(pk=user.pk)


def test_a_role_is_given_and_taken_and_both_are_safe_to_repeat(ann, capsys):
    for _ in range(2):
        call_command("role", "give", "ANN@example.org", "focal_point", "SWE")
        assert has_role(fresh(ann), Role.FOCAL_POINT, "SWE")
    assert capsys.readouterr().out == "focal_point SWE\nfocal_point SWE\n"
    assert not has_role(fresh(ann), Role.FOCAL_POINT, "GEO")
    for _ in range(2):
        call_command("role", "take", "ann@example.org", "focal_point", "SWE")
        assert not has_role(fresh(ann), Role.FOCAL_POINT, "SWE")


def test_a_trainer_is_in_the_group_of_the_cms_as_long_as_she_is_one(ann):
    call_command("role", "give", ann.email, "trainer", "SWE")
    assert ann.groups.get().name == "Trainers"
    call_command("role", "take", ann.email, "trainer", "SWE")
    assert not ann.groups.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody@example.org", "editor"), "Nobody has an account"),
        (("ann@example.org",), "Name a role"),
        (("ann@example.org", "trainer"), "in three letters"),
        (("ann@example.org", "trainer", "XXX"), "in three letters"),
        (("ann@example.org", "editor", "SWE"), "has no country"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(ann, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("role", "give", *arguments)
    assert not ann.country_roles.exists()
