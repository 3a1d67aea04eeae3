import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    Group,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import cadres, countries


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Another")


class Residence(models.TextChoices):
    URBAN = "urban", _("City or town")
    RURAL = "rural", _("Rural area")


class FacilityLevel(models.TextChoices):
    PRIMARY = "primary", _("Primary care")
    SECONDARY = "secondary", _("District or general hospital")
    TERTIARY = "tertiary", _("University or specialist hospital")
    OTHER = "other", _("Laboratory, pharmacy, school or office")


class BirthBand(models.TextChoices):
    BEFORE_1960 = "-1959", _("before 1960")
    SIXTIES = "1960-1969", _("1960 to 1969")
    SEVENTIES = "1970-1979", _("1970 to 1979")
    EIGHTIES = "1980-1989", _("1980 to 1989")
    NINETIES = "1990-1999", _("1990 to 1999")
    SINCE_2000 = "2000-", _("2000 or later")


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. Signs in with an e-mail address; stands on certificates under the name she chose.

    Personal data: e-mail address, name, country and profession, and, only if given, sex, birth-year band, urban or
    rural place of work, facility level. Deleted with the account; certificates keep none of it but country and cadre.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    certificate_name = models.CharField(_("name on certificates"), max_length=200, blank=True)
    country = models.CharField(_("country of practice"), max_length=3, blank=True, db_index=True)
    cadre = models.CharField(_("profession"), max_length=4, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, blank=True)
    birth_band = models.CharField(
        _("year of birth"), max_length=10, choices=BirthBand.choices, blank=True
    )
    residence = models.CharField(
        _("place of work"), max_length=10, choices=Residence.choices, blank=True
    )
    facility_level = models.CharField(
        _("kind of facility"), max_length=10, choices=FacilityLevel.choices, blank=True
    )
    language = models.CharField(_("language"), max_length=5, default="en")
    recall_questions = models.BooleanField(_("short questions after a course"), default=True)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_per_address"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.certificate_name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def country_name(self) -> str:
        return countries.name(self.country)

    @property
    def cadre_title(self) -> str:
        return cadres.title(self.cadre)


class Consent(models.Model):
    """Which version of the privacy text somebody agreed to, in which language, and when. Never overwritten.

    Personal data: the link to the person; deleted with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="one_consent_per_version")
        ]


class Move(models.Model):
    """Somebody changed her country of practice or her profession; these are the new ones. Never overwritten.

    Personal data: the link to the person; deleted with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="moves")
    country = models.CharField(max_length=3, blank=True)
    cadre = models.CharField(max_length=4, blank=True)
    moved_at = models.DateTimeField(db_index=True)


class Role(models.TextChoices):
    TRAINER = "trainer", _("National trainer")
    FOCAL_POINT = "focal_point", _("Focal point")
    EDITOR = "editor", _("Editor")
    ANALYST = "analyst", _("WHO analyst")


# Wagtail's permissions hang on groups: one for each role that writes in the CMS.
WRITERS = {Role.TRAINER: "Trainers", Role.EDITOR: "Course editors"}


class CountryRole(models.Model):
    """A role somebody holds, in one country (trainer, focal point) or everywhere (editor, analyst: country "").

    Personal data: the link to the person; deleted with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="country_roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    country = models.CharField(max_length=3, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "country"], name="one_role_per_country"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[Role.TRAINER, Role.FOCAL_POINT])
                ^ models.Q(country=""),
                name="national_roles_have_a_country",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        self._keep_groups()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self._keep_groups()
        return deleted

    def _keep_groups(self) -> None:
        held = set(CountryRole.objects.filter(user=self.user).values_list("role", flat=True))
        for role, name in WRITERS.items():
            group = Group.objects.get_or_create(name=name)[0]
            change = self.user.groups.add if role in held else self.user.groups.remove
            change(group)
