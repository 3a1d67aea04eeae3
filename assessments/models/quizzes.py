from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail_localize.fields import SynchronizedField

from assessments.blueprint import MOST
from assessments.models.items import Item, ItemVersion, competency_choices
from assessments.quiz_forms import QuizPageForm
from courses.models import StepPage


class QuizPage(StepPage):
    """A quiz: rules that are announced beforehand, and the questions it draws from.

    Personal data: none.
    """

    class ShowKey(models.TextChoices):
        PASSED = "passed", _("once the attempt is passed")
        ALWAYS = "always", _("with every result")
        LAST = "last", _("after the last attempt, or once the attempt is passed")
        DATE = "date", _("from the date below")
        NEVER = "never", _("never")

    class Show(models.TextChoices):
        """When a part of the result is shown; that an attempt is passed is always told."""

        ALWAYS = "always", _("at once")
        LAST = "last", _("after the last attempt, or once the attempt is passed")
        DATE = "date", _("from the date below")

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
    show_score = models.CharField(
        _("the score is shown"), max_length=10, choices=Show.choices, default="always"
    )
    show_feedback = models.CharField(
        _("feedback is shown"), max_length=10, choices=Show.choices, default="always"
    )
    shown_from = models.DateField(_("day from which the rest is shown"), null=True, blank=True)
    pretest_of = models.CharField(
        _("pre-test of"),
        max_length=80,
        blank=True,
        help_text=_(
            "The key of the quiz in this course that asks about the same competencies afterwards. "
            "Both together tell how much was learnt."
        ),
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
                FieldPanel("time_limit_minutes"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("show_score"), FieldPanel("show_feedback")]),
                FieldRowPanel([FieldPanel("show_key"), FieldPanel("shown_from")]),
            ],
            heading=_("What a result shows"),
        ),
        FieldPanel("pretest_of"),
        InlinePanel(
            "quiz_items",
            heading=_("Questions"),
            label=_("Question"),
            help_text=_("A case brings all its questions, and each of them brings the case."),
        ),
        InlinePanel(
            "blueprint_cells",
            heading=_("Blueprint"),
            label=_("Row"),
            help_text=_(
                "How many questions each paper has, by competency and difficulty. It takes the place of the"
                " number of questions drawn; rows must not overlap, and cases are drawn whole."
            ),
        ),
    ]
    base_form_class = QuizPageForm

    override_translatable_fields = [
        *StepPage.override_translatable_fields,
        SynchronizedField("pretest_of"),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def clean(self) -> None:
        super().clean()
        if self.pretest_of and self.pretest_of == self.key:
            raise ValidationError({"pretest_of": _("A quiz cannot be its own pre-test.")})
        dated = "date" in (self.show_score, self.show_feedback, self.show_key)
        if dated and self.shown_from is None:
            raise ValidationError({"shown_from": _("Say from which date it is shown.")})

    @classmethod
    def contents_of(cls, pages: list[int]) -> list[list[str]]:
        """The item-version set: which text of which question these quizzes ask, by quiz and language."""
        rows = QuizItem.objects.filter(
            page__in=pages,
            item__retired_at=None,
            item__versions__live=True,
            item__versions__language=F("page__locale__language_code"),
        )
        columns = ("page__translation_key", "item__key", "item__versions__language")
        listed = [
            ["item", *map(str, row)] for row in rows.values_list(*columns, "item__versions__number")
        ]
        return listed + [row for row in cls._brought_by_cases(pages) if row not in listed]

    @classmethod
    def _brought_by_cases(cls, pages: list[int]) -> list[list[str]]:
        """As above, for what is asked without being listed: a case brings its questions, a question its case."""
        rows = QuizItem.objects.filter(Q(item__kind="case") | ~Q(item__testlet=""), page__in=pages)
        columns = ("page__translation_key", "page__locale__language_code", "item__key")
        cases = {
            (str(quiz), language, case or key)
            for quiz, language, key, case in rows.values_list(*columns, "item__testlet")
        }
        keys = {case for _, _, case in cases}
        texts = ItemVersion.objects.filter(
            Q(item__key__in=keys) | Q(item__testlet__in=keys), live=True, item__retired_at=None
        ).order_by("item__key")
        facts = list(texts.values_list("item__key", "item__testlet", "language", "number"))
        return [
            ["item", quiz, key, language, str(number)]
            for quiz, language, case in sorted(cases)
            for key, testlet, spoken, number in facts
            if case in (key, testlet) and spoken == language
        ]

    @property
    def blueprint(self) -> list[dict[str, Any]]:
        """As it stands in a quiz file; a row names what it asks for and no more."""
        rows = sorted(self.blueprint_cells.all(), key=lambda row: row.sort_order or 0)
        found = [
            {"competency": row.competency, "difficulty": row.difficulty or 0, "count": row.count}
            for row in rows
        ]
        return [{name: value for name, value in row.items() if value} for row in found]

    @blueprint.setter
    def blueprint(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.blueprint_cells = [
            BlueprintCell(
                competency=row.get("competency", ""),
                difficulty=row.get("difficulty") or None,
                count=row["count"],
                sort_order=place,
            )
            for place, row in enumerate(rows)
        ]


class QuizItem(Orderable):
    """One question of a quiz's pool. Personal data: none."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="quiz_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="quiz_items")

    panels = [FieldPanel("item")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["page", "item"], name="one_question_once_per_quiz")
        ]


class BlueprintCell(Orderable):
    """So many questions of one competency and band on each paper. Personal data: none."""

    page = ParentalKey(QuizPage, on_delete=models.CASCADE, related_name="blueprint_cells")
    competency = models.CharField(
        _("competency"), max_length=20, blank=True, choices=competency_choices
    )
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), choices=Item.Band.choices, null=True, blank=True
    )
    count = models.PositiveSmallIntegerField(
        _("questions"), validators=[MinValueValidator(1), MaxValueValidator(MOST)]
    )

    panels = [
        FieldRowPanel(
            [
                FieldPanel("competency", help_text=_("Empty means any.")),
                FieldPanel("difficulty", help_text=_("Empty means any.")),
                FieldPanel("count"),
            ]
        )
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
