from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin
from wagtail.search import index

from accounts import cadres
from courses import competencies
from courses.fields import CodesField


def competency_choices() -> list[tuple[str, str]]:
    return competencies.choices(get_language() or "en")


class Item(PreviewableMixin, index.Indexed, models.Model):
    """One question, or a case that several share, whatever its language and wording. Its texts are `ItemVersion`s.

    `epoch` counts the material changes: statistics are pooled over all languages and all editorial
    versions of one epoch. Personal data: none.
    """

    class Band(models.IntegerChoices):
        EASY = 1, _("easy")
        MEDIUM = 2, _("medium")
        HARD = 3, _("hard")

    key = models.SlugField(_("key"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    competency = models.CharField(
        _("competency"), max_length=20, blank=True, db_index=True, choices=competency_choices
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Band.choices, default=Band.MEDIUM
    )
    course_key = models.CharField(_("course"), max_length=100, blank=True, db_index=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    testlet = models.CharField(
        _("case"),
        max_length=100,
        blank=True,
        db_index=True,
        help_text=_("The key of the case this question belongs to."),
    )
    cadres = CodesField(_("professions"), options=cadres.choices)
    review_due = models.DateField(_("review due"), null=True, blank=True)
    epoch = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    search_fields = [
        index.SearchField("key"),
        index.AutocompleteField("key"),
        *map(index.FilterField, ("kind", "competency", "difficulty", "course_key")),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key

    @property
    def state(self) -> str:
        """In words, for lists: what is asked, and whether something newer waits."""
        texts = list(self.versions.all())
        if self.retired_at:
            return gettext("retired")
        drafts = [one for one in texts if one.published_at is None]
        waiting = any(one.review_asked_at for one in drafts)
        newer = gettext("in review") if waiting else gettext("draft") if drafts else ""
        asked = gettext("asked") if any(one.live for one in texts) else ""
        return ", ".join(filter(None, (asked, newer)))

    def show_in_preview(self, questions: dict[str, Any]) -> None:
        """What the editor holds and has not saved: question by language."""
        self._previewed = questions

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "assessments/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        question = getattr(self, "_previewed", {}).get(mode_name)
        return {"question": question, "language": mode_name, "request": request, "seed": 1}


class ItemVersion(models.Model):
    """The text and key of an item in one language. Never changed once published.

    Personal data: who wrote it (set to nobody when the account goes).
    """

    class Change(models.TextChoices):
        EDITORIAL = "editorial", _("editorial: the statistics carry on")
        MATERIAL = "material", _("material: the statistics start anew")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    epoch = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=Change.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    live = models.BooleanField(default=False)
    review_asked_at = models.DateTimeField(null=True)  # handed in for review, not decided yet
    returned_because = models.TextField(blank=True)  # why an editor sent it back

    class Meta:
        ordering = ["item", "language", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "language", "number"], name="one_item_version_per_number"
            ),
            models.UniqueConstraint(
                fields=["item", "language"], condition=Q(live=True), name="one_live_version"
            ),
            models.UniqueConstraint(
                fields=["item", "language"],
                condition=Q(published_at__isnull=True),
                name="one_draft_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.language} {self.number}"
