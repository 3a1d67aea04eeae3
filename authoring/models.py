from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

# The states of `authoring.plan`, which knows no language.
LABELS = {
    "new": _("New"),
    "changed": _("Changed in the folder"),
    "conflict": _("Edited in Wagtail"),
    "gone": _("Only in Wagtail; kept"),
    "same": _("The same"),
}


class ImportRecord(models.Model):
    """A course folder that was read: waiting for somebody to agree, or applied.

    The newest applied record of a course and language is the base of the next import: what
    differs from it was edited in Wagtail. Personal data: who imported (set to nobody when the
    account goes).
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        APPLIED = "applied", _("applied")
        ABANDONED = "abandoned", _("abandoned")

    course_key = models.CharField(_("course"), max_length=80, db_index=True)
    language = models.CharField(_("language"), max_length=10)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    name = models.CharField(_("file"), max_length=200, blank=True)
    archive = models.BinaryField(blank=True, default=b"")  # until it is decided
    digests = models.JSONField(default=dict)
    order = models.JSONField(default=list)
    outcome = models.JSONField(default=dict)  # part -> state
    published = models.BooleanField(_("published"), default=False)
    created_at = models.DateTimeField(_("read"))
    applied_at = models.DateTimeField(_("applied"), null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import of a course")
        verbose_name_plural = _("imports of courses")

    def __str__(self) -> str:
        return f"{self.course_key} ({self.language})"

    def parts(self) -> list[tuple[str, str]]:
        """What became of each part, in words."""
        return [(part, LABELS[state]) for part, state in self.outcome.items()]


class ImportedImage(models.Model):
    """Where in a course folder an image came from. Personal data: none."""

    image = models.OneToOneField(Image, on_delete=models.CASCADE, related_name="imported_from")
    course_key = models.CharField(max_length=80)
    path = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["course_key", "path"], name="imported_image_by_path")]

    def __str__(self) -> str:
        return f"{self.course_key}/{self.path}"
