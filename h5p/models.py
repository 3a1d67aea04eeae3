import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from accounts.models import User
from courses.models import StepPage
from h5p.fields import PointsField
from h5p.manifest import Version


class LibraryStatus(models.TextChoices):
    APPROVED = "approved", _("in use")
    WAITING = "waiting", _("waits for an administrator")
    BLOCKED = "blocked", _("blocked")


class Library(models.Model):
    """The code of one library in one patch, named by the digest of what it is. Never changes. Personal data: none."""

    digest = models.CharField(_("digest"), max_length=64, unique=True)
    name = models.CharField(_("machine name"), max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=255)
    runnable = models.BooleanField(_("content type"), default=False)
    licence = models.CharField(_("licence"), max_length=40, blank=True)
    source = models.JSONField(default=dict)
    semantics = models.JSONField(default=list)
    status = models.CharField(
        _("status"), max_length=10, choices=LibraryStatus, default=LibraryStatus.WAITING
    )
    known_good = models.BooleanField(_("code known from official packages"), default=False)
    policy = models.JSONField(
        _("exceptions from the content security policy"),
        default=dict,
        blank=True,
        help_text=_('For example {"script-src": ["\'unsafe-eval\'"]}. Empty: the strict policy.'),
    )
    installed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        ordering = ["name", "-major", "-minor", "-patch"]
        indexes = [models.Index(fields=["name", "major", "minor", "status"])]

    def __str__(self) -> str:
        return f"{self.name} {self.major}.{self.minor}.{self.patch}"

    @property
    def version(self) -> Version:
        return Version(self.name, self.major, self.minor)


class LibraryFile(models.Model):
    """Where in a library's folder which stored bytes stand. Personal data: none."""

    library = models.ForeignKey(Library, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=240)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["library", "path"], name="one_library_file_per_path")
        ]


class Activity(index.Indexed, models.Model):
    """Interactive content, by whatever version is current. Personal data: none."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=255)
    description = models.TextField(
        _("what one does here"),
        blank=True,
        help_text=_(
            "Shown where the activity cannot run: without JavaScript, on paper, in search."
        ),
    )
    current = models.ForeignKey(
        "h5p.ActivityVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    panels = [FieldPanel("title"), FieldPanel("description")]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("description"),
    ]

    class Meta:
        verbose_name = _("H5P activity")
        verbose_name_plural = _("H5P activities")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class ActivityVersion(models.Model):
    """What an activity was when somebody played it. Never changes: results point here.

    `libraries` are the digests it runs with, in load order; `maximum` is null for practice whose points cannot be
    recomputed here. Personal data: which member of staff made it.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="+")
    libraries = models.JSONField(default=list)
    params = models.JSONField(default=dict)
    params_sha256 = models.CharField(max_length=64)
    metadata = models.JSONField(default=dict)
    language = models.CharField(max_length=10, blank=True)
    licence = models.CharField(max_length=40, blank=True)
    maximum = PointsField(null=True)
    sealable = models.BooleanField(default=False)
    package_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "number"], name="one_activity_version_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity} ({self.number})"


class VersionFile(models.Model):
    """A picture, sound or video of a version: its path in `content/`, and which stored bytes. Personal data: none."""

    version = models.ForeignKey(ActivityVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=240)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "path"], name="one_version_file_per_path")
        ]


class UploadStatus(models.TextChoices):
    WAITING = "waiting", _("being read")
    READ = "read", _("ready to install")
    REFUSED = "refused", _("refused")
    AGREED = "agreed", _("being installed")
    INSTALLED = "installed", _("installed")
    FAILED = "failed", _("failed")


class Upload(models.Model):
    """A package on its way in: read by the worker, looked at and agreed to by a person, installed by the worker.

    Personal data: which member of staff uploaded it.
    """

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    status = models.CharField(max_length=10, choices=UploadStatus, default=UploadStatus.WAITING)
    report = models.JSONField(default=dict)
    replaces = models.ForeignKey(Activity, on_delete=models.SET_NULL, null=True, related_name="+")
    activity = models.ForeignKey(
        Activity, on_delete=models.SET_NULL, null=True, related_name="uploads"
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.name


class Policy(models.TextChoices):
    BEST = "best", _("the best attempt counts")
    LAST = "last", _("the last attempt counts")
    FIRST = "first", _("the first attempt counts")


class ActivityPage(StepPage):
    """An activity as a step. Done when the server's own score reaches the pass mark. Personal data: none."""

    introduction = models.TextField(_("introduction"), blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, related_name="pages", verbose_name=_("activity")
    )
    sealed = models.BooleanField(
        _("keep the answers on the server"),
        default=False,
        help_text=_(
            "The answers are never sent to the browser; there is feedback only at the end."
        ),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in per cent"), default=60, validators=[MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("0 means: as many as she likes.")
    )
    policy = models.CharField(_("which counts"), max_length=5, choices=Policy, default=Policy.BEST)

    is_creatable = True
    kind = _("Activity")
    template = "h5p/activity_page.html"
    override_translatable_fields = [SynchronizedField("key"), SynchronizedField("activity")]
    content_panels = [
        *Page.content_panels,
        *StepPage.step_panels,
        FieldPanel("introduction"),
        FieldPanel("activity"),
        FieldPanel("sealed"),
        FieldPanel("pass_mark"),
        FieldPanel("attempts"),
        FieldPanel("policy"),
    ]

    class Meta:
        verbose_name = _("activity step")

    @classmethod
    def by_address(cls) -> "models.QuerySet[ActivityPage]":
        unread = (f"activity__current__{name}" for name in ("params", "libraries", "metadata"))
        return cls.objects.select_related("locale", "activity__current").defer(*unread)

    def clean(self) -> None:
        super().clean()
        version = self.activity.current if self.activity_id else None
        if version is None:
            return
        if self.sealed and not version.sealable:
            raise ValidationError(
                {"sealed": _("The answers of this activity cannot be kept back.")}
            )
        if self.required and not version.maximum:
            raise ValidationError(
                {
                    "required": _(
                        "The server cannot work out the points of this activity, so it cannot be needed for completion."
                    )
                }
            )


class ActivityAttempt(models.Model):
    """Somebody plays a version. The seed fixes which tasks she gets, in which order, for as long as it lasts.

    Personal data: who, when, and what was answered so far; deleted with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="activity_attempts")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="attempts")
    version = models.ForeignKey(ActivityVersion, on_delete=models.CASCADE, related_name="attempts")
    step_key = models.UUIDField(null=True, db_index=True)
    number = models.PositiveIntegerField()
    seed = models.PositiveBigIntegerField()
    nonce = models.UUIDField(default=uuid.uuid4)
    sealed = models.BooleanField(default=False)
    state = models.TextField(blank=True)
    started_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity", "step_key", "number"],
                name="one_activity_attempt_per_number",
            ),
            models.UniqueConstraint(
                fields=["user", "activity", "number"],
                condition=models.Q(step_key=None),
                name="one_practice_attempt_per_number",
            ),
        ]


class Trust(models.TextChoices):
    SEALED = "sealed", _("sealed: the answers never left the server")
    REGRADED = "regraded", _("recomputed by the server")
    REPORTED = "reported", _("as the browser reports it")


class ActivityResult(models.Model):
    """What a browser reported, whole, and what the server made of it. Only ever added.

    `raw` and `maximum` are the server's; null where it cannot recompute. Personal data: the answers given; deleted
    with the account.
    """

    attempt = models.ForeignKey(ActivityAttempt, on_delete=models.CASCADE, related_name="results")
    received_at = models.DateTimeField()
    tree = models.JSONField()
    tree_sha256 = models.CharField(max_length=64)
    final = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField(default=0)
    trust = models.CharField(max_length=10, choices=Trust)
    raw = PointsField(null=True)
    maximum = PointsField(null=True)
    parts = models.JSONField(default=list)
    reported_raw = models.FloatField(null=True)
    reported_maximum = models.FloatField(null=True)
    scoring = models.CharField(max_length=10)
    statements = models.JSONField(default=list)
    forwarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "tree_sha256"], name="one_result_per_report")
        ]
