from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PreviewableMixin
from wagtail.search import index

from courses.models import StepPage


class Item(PreviewableMixin, index.Indexed, models.Model):
    """One question, whatever its language and wording. Its texts are `ItemVersion`s.

    `epoch` counts the material changes: statistics are pooled over all languages and all editorial
    versions of one epoch. Personal data: none.
    """

    class Band(models.IntegerChoices):
        EASY = 1, _("easy")
        MEDIUM = 2, _("medium")
        HARD = 3, _("hard")

    key = models.SlugField(_("key"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    competency = models.CharField(_("competency"), max_length=20, blank=True, db_index=True)
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Band.choices, default=Band.MEDIUM
    )
    course_key = models.CharField(_("course"), max_length=100, blank=True, db_index=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
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
    def asked(self) -> bool:
        """Is there a text that papers are drawn from?"""
        return self.retired_at is None and any(one.live for one in self.versions.all())

    def show_in_preview(self, questions: dict[str, Any]) -> None:
        """What the editor holds and has not saved: question by language."""
        self._previewed = questions

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "assessments/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"question": getattr(self, "_previewed", {}).get(mode_name), "language": mode_name}


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


class QuizPage(StepPage):
    """A quiz: rules that are announced beforehand, and the questions it draws from.

    Personal data: none.
    """

    class ShowKey(models.TextChoices):
        PASSED = "passed", _("once the attempt is passed")
        ALWAYS = "always", _("with every result")
        NEVER = "never", _("never")

    graded_by_server = True
    is_creatable = True
    kind = _("Quiz")

    intro = models.TextField(_("introduction"), blank=True, help_text=_("Markdown"))
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark in per cent"), default=80, validators=[MaxValueValidator(100)]
    )
    draw = models.PositiveSmallIntegerField(
        _("questions drawn"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty to ask all questions."),
    )
    shuffle = models.BooleanField(_("shuffle questions and options"), default=True)
    attempts = models.PositiveSmallIntegerField(
        _("attempts"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("waiting time in hours after the last attempt"), default=24
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    counts = models.BooleanField(
        _("counts towards the certificate"),
        default=True,
        help_text=_("A quiz that does not count is practice: handing it in completes the step."),
    )
    show_key = models.CharField(
        _("right answers are shown"), max_length=10, choices=ShowKey.choices, default="passed"
    )

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    template = "assessments/quiz_page.html"
    content_panels = [
        *Page.content_panels,
        *StepPage.step_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("counts")]),
                FieldRowPanel([FieldPanel("draw"), FieldPanel("shuffle")]),
                FieldRowPanel([FieldPanel("attempts"), FieldPanel("wait_hours")]),
                FieldRowPanel([FieldPanel("time_limit_minutes"), FieldPanel("show_key")]),
            ],
            heading=_("Rules"),
        ),
        InlinePanel("quiz_items", heading=_("Questions"), label=_("Question")),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")


class QuizItem(Orderable):
    """One question of a quiz's pool. Personal data: none."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="quiz_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="quiz_items")

    panels = [FieldPanel("item")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "item"], name="one_question_once_per_quiz")
        ]


class Edition(models.Model):
    """A quiz as it was promised to those who started it: rules and pool, frozen and shared by their
    attempts. The same rules and pool are the same row. Personal data: none."""

    quiz_key = models.UUIDField()
    language = models.CharField(max_length=10)
    digest = models.CharField(max_length=64)
    rules = models.JSONField()
    pool = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["quiz_key", "language", "digest"], name="one_edition_per_digest"
            )
        ]


class Attempt(models.Model):
    """One person's paper. What happened to it stands in its events; status, percent and passed are
    read from them so that lists are cheap.

    Personal data: who took which quiz when, with which result; deleted with the account.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("handed in")
        MARKED = "marked", _("marked")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts"
    )
    quiz_key = models.UUIDField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    paper = models.JSONField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    marked_at = models.DateTimeField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)
    counted = models.BooleanField(default=False)  # in the statistics

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "quiz_key", "number"], name="one_attempt_per_number"
            ),
            models.UniqueConstraint(
                fields=["user", "quiz_key"], condition=Q(status="open"), name="one_open_attempt"
            ),
        ]
        indexes = [
            models.Index(
                fields=["submitted_at"], condition=Q(status="submitted"), name="unmarked_attempts"
            ),
            models.Index(fields=["deadline"], condition=Q(status="open"), name="running_attempts"),
            models.Index(
                fields=["id"],
                condition=Q(status="marked", counted=False),
                name="uncounted_attempts",
            ),
        ]


class Regrade(models.Model):
    """A decision to grade one question anew, and how far it came. The ledger of what was changed and why.

    Personal data: who decided (set to nobody when the account goes).
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="regrades")
    policy = models.CharField(max_length=20)
    keep_passed = models.BooleanField()
    reason = models.TextField()
    versions = models.JSONField()  # {language: pk of the ItemVersion whose key counts}
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()
    last_attempt = models.BigIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(done_at__isnull=True), name="one_regrade_at_a_time"
            )
        ]


class AttemptEvent(models.Model):
    """What happened to an attempt. Appended, never changed.

    started {} · saved {answers} (what changed) · submitted {answers} (all of them) · marked (by
    machine) · regraded (by policy).
    Personal data: the answers; deleted with the attempt.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        SAVED = "saved", _("saved")
        SUBMITTED = "submitted", _("handed in")
        MARKED = "marked", _("marked")
        REGRADED = "regraded", _("regraded")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField(default=dict)
    regrade = models.ForeignKey(Regrade, null=True, on_delete=models.PROTECT, related_name="events")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "regrade"], name="regraded_once"),
            models.UniqueConstraint(
                fields=["attempt", "kind"],
                condition=Q(kind__in=["started", "submitted", "marked"]),
                name="once_started_submitted_marked",
            ),
        ]


class ItemStatistics(models.Model):
    """Sums over first attempts at an item, all languages together, since its last material change.

    Personal data: none (counts only).
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="statistics")
    epoch = models.PositiveIntegerField()
    sums = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "epoch"], name="one_row_of_sums_per_epoch")
        ]


class QuizStatistics(models.Model):
    """Sums over first attempts at a quiz. Personal data: none (counts only)."""

    quiz_key = models.UUIDField(unique=True)
    sums = models.JSONField(default=dict)
