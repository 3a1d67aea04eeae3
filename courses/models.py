import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from accounts import cadres
from accounts.models import User
from courses import competencies
from courses.blocks import LessonBody
from courses.fields import BodyField, CodesField

KEY = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use lower-case letters, digits and single hyphens.")
)


class Level(models.IntegerChoices):
    AWARE = 1, _("Aware: recognises and refers")
    APPLIES = 2, _("Applies: performs with guidance in own practice")
    LEADS = 3, _("Leads: performs independently, supervises, improves service")


class HomePage(Page):
    """The front door of one language. Personal data: none."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "courses/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["courses.CataloguePage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Page):
    """Lists courses and programmes. Personal data: none."""

    introduction = models.TextField(_("introduction"), blank=True)

    template = "courses/catalogue.html"
    parent_page_types = ["courses.HomePage"]
    subpage_types = ["courses.CoursePage", "courses.ProgrammePage"]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("catalogue")


class CoursePage(Page):
    """A course: modules of steps. Its identity across languages is `translation_key`. Personal data: none."""

    key = models.CharField(_("key"), max_length=80, validators=[KEY])
    summary = models.TextField(_("summary"))
    level = models.PositiveSmallIntegerField(_("level reached"), choices=Level, default=Level.AWARE)
    cadres = CodesField(_("professions"), options=cadres.choices)
    competencies = CodesField(_("competencies"), options=competencies.choices)
    objectives = models.TextField(
        _("learning objectives"), blank=True, help_text=_("One on each line.")
    )
    minutes = models.PositiveIntegerField(
        _("minutes"), default=0, help_text=_("Time to complete; 0 means: the sum of its steps.")
    )
    validity_months = models.PositiveSmallIntegerField(
        _("validity of the certificate in months"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    licence = models.CharField(_("licence"), max_length=40, default="CC-BY-4.0")
    reviewed = models.CharField(
        _("clinical review"),
        max_length=200,
        blank=True,
        help_text=_("Who reviewed the clinical content, and when. Empty: awaiting review."),
    )

    override_translatable_fields = [SynchronizedField("key"), SynchronizedField("licence")]
    template = "courses/course.html"
    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.ModulePage"]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("level"),
        index.FilterField("key"),
    ]
    content_panels = [
        *Page.content_panels,
        FieldPanel("key"),
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("level"),
        FieldPanel("cadres"),
        FieldPanel("competencies"),
        FieldPanel("minutes"),
        FieldPanel("validity_months"),
        FieldPanel("licence"),
        FieldPanel("reviewed"),
        InlinePanel("sources", label=_("Source")),
    ]

    class Meta:
        verbose_name = _("course")

    @property
    def course_key(self) -> uuid.UUID:
        return self.translation_key


class CourseSource(Orderable):
    """A work that the course cites. Personal data: none (authors of published works)."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="sources")
    key = models.CharField(_("key"), max_length=40)
    title = models.TextField(_("title"))
    url = models.CharField(_("address"), max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    verified = models.BooleanField(
        _("verified"), default=False, help_text=_("Somebody read the cited passage.")
    )


class ModulePage(Page):
    """A group of steps. Personal data: none."""

    class Role(models.TextChoices):
        REGULAR = "regular", _("regular: part of the course")
        REFRESHER = "refresher", _("refresher: a short way to renew the certificate")
        UPDATE = "update", _("update: what is new, for those who completed the course before")

    key = models.CharField(_("key"), max_length=80, validators=[KEY])
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        default=Role.REGULAR,
        help_text=_(
            "Only regular modules are shown to, and asked of, somebody who takes the course."
        ),
    )

    override_translatable_fields = [SynchronizedField("key"), SynchronizedField("role")]
    template = "courses/module.html"
    parent_page_types = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, FieldPanel("key"), FieldPanel("role")]

    class Meta:
        verbose_name = _("module")


class StepPage(Page):
    """One step of a course. Kinds of step are subclasses, here or in rooms above, and name their parent themselves.

    Personal data: none.
    """

    key = models.CharField(_("key"), max_length=80, validators=[KEY])
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    required = models.BooleanField(_("needed for completion"), default=True)

    # A certificate needs at least one required step whose result the server itself has graded.
    graded_by_server = False
    # Done when the learner says so (a lesson), or only by a result that is pushed down (a quiz, an activity).
    done_by_hand = False
    kind = ""  # a word for the outline: what awaits the learner
    override_translatable_fields = [SynchronizedField("key")]

    is_creatable = False
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    step_panels = [FieldPanel("key"), FieldPanel("minutes"), FieldPanel("required")]

    class Meta:
        verbose_name = _("step")

    @classmethod
    def contents_of(cls, pages: list[int]) -> list[list[str]]:
        """What the versions of a course name besides page revisions, for those of the pages that are of this kind."""
        return []

    @classmethod
    def by_address(cls) -> "models.QuerySet[Any] | None":
        """Pages whose public address is their place in the tree, with what showing one needs; None: ask the router."""
        return None


class LessonPage(StepPage):
    """A lesson to read. Personal data: none."""

    body = BodyField(LessonBody(), blank=True, verbose_name=_("body"))

    is_creatable = True
    done_by_hand = True
    kind = _("Lesson")
    template = "courses/lesson.html"
    search_fields = [*StepPage.search_fields, index.SearchField("body")]
    content_panels = [*Page.content_panels, *StepPage.step_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("lesson")


class ProgrammePage(Page):
    """A named set of courses for cadres and a competency level, e.g. "Genomics-aware nurse". Personal data: none."""

    key = models.CharField(_("key"), max_length=80, validators=[KEY])
    summary = models.TextField(_("summary"))
    level = models.PositiveSmallIntegerField(_("level reached"), choices=Level, default=Level.AWARE)
    cadres = CodesField(_("professions"), options=cadres.choices)

    override_translatable_fields = [SynchronizedField("key")]
    template = "courses/programme.html"
    parent_page_types = ["courses.CataloguePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("key"),
        FieldPanel("summary"),
        FieldPanel("level"),
        FieldPanel("cadres"),
        InlinePanel("courses", label=_("Course"), min_num=1),
    ]

    class Meta:
        verbose_name = _("programme")


class ProgrammeCourse(Orderable):
    """A course of a programme. Personal data: none."""

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="courses")
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="+")


class Enrolment(models.Model):
    """Somebody takes a course, in whatever language. Its row is the lock that completion takes.

    Personal data: who takes which course, and when; deleted with the account.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    enrolled_at = models.DateTimeField(default=timezone.now)
    last_step_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course_key"], name="one_enrolment_per_course")
        ]


class StepCompletion(models.Model):
    """A step is done, once, whatever the language. Personal data: as the enrolment it belongs to."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="completions")
    step_key = models.UUIDField()
    completed_at = models.DateTimeField()
    graded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "step_key"], name="one_completion_per_step"
            )
        ]


class CourseVersion(models.Model):
    """What a course consisted of when somebody completed it; numbered from 1. Its content never changes.

    An editor may declare, once, that it differs materially from all versions before it: then who completed one of
    those is to take the steps of `delta` by a date.
    Personal data: which editor declared it (nobody, when the account goes).
    """

    course_key = models.UUIDField()
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    contents = models.JSONField(default=list)  # what the digest is made of, see versions.py
    first_seen_at = models.DateTimeField(default=timezone.now)
    material = models.BooleanField(default=False)
    summary = models.TextField(blank=True)
    competencies = models.JSONField(default=list)  # codes; none means all
    delta = models.JSONField(default=list)  # identities of steps
    due_on = models.DateField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    declared_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course_key", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["course_key", "digest"], name="one_version_per_digest"),
            models.CheckConstraint(
                condition=models.Q(material=False)
                | models.Q(due_on__isnull=False, declared_at__isnull=False),
                name="material_with_a_date",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Refresher(models.Model):
    """Steps to be done (again) by somebody who has completed the course, and when all of them were done.

    Personal data: as the enrolment it belongs to.
    """

    class Kind(models.TextChoices):
        SHORT = "short", _("Refresher")
        UPDATE = "update", _("Update")
        WHOLE = "whole", _("The whole course again")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="refreshers")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )  # the material change that an update is about
    began_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind"],
                condition=models.Q(completed_at=None) & ~models.Q(kind="update"),
                name="one_open_refresher",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "version"],
                condition=models.Q(completed_at=None, kind="update"),
                name="one_open_update",
            ),
        ]


class RefresherStep(models.Model):
    """One step of a refresher, and when it was done. Personal data: as the enrolment it belongs to."""

    refresher = models.ForeignKey(Refresher, on_delete=models.CASCADE, related_name="steps")
    step_key = models.UUIDField()
    done_at = models.DateTimeField(null=True)
    graded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["refresher", "step_key"], name="one_step_per_refresher")
        ]


class CourseCompletion(models.Model):
    """All required steps of a version are done, or all steps of a refresher: what a certificate rests on.

    Personal data: as the enrolment it belongs to; deleted with the account (the certificate stays, without identity).
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="course_completions"
    )
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    refresher = models.OneToOneField(
        Refresher, on_delete=models.CASCADE, null=True, blank=True, related_name="completion"
    )
    language = models.CharField(max_length=5)
    completed_at = models.DateTimeField(db_index=True)
    graded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "version"],
                condition=models.Q(refresher=None),
                name="one_completion_per_version",
            )
        ]
