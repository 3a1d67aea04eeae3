from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page

from assessments.models.items import Item
from courses.models import StepPage


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
