"""In the CMS: publish a material change, after seeing whom it asks to recertify."""

import uuid
from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log
from wagtail.models import Page

from accounts import countries
from accounts.models import User
from certificates import recertifying, tasks
from courses import declaring
from courses.competencies import COMPETENCIES
from courses.models import CoursePage, ModulePage, StepPage
from courses.versions import current_version

Choices = list[tuple[str, str]]


class ChangeForm(forms.Form):
    """What changed, for whom it matters, and what they are to do by when."""

    pages = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Drafts to publish"),
        help_text=gettext_lazy(
            "All are published at the same moment; what is not ticked stays a draft."
        ),
        queryset=Page.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    summary = forms.CharField(
        label=gettext_lazy("What has changed"),
        help_text=gettext_lazy(
            "One or two sentences for those who hold the certificate: what is known now, and what to do differently."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
    )
    competencies = forms.MultipleChoiceField(
        label=gettext_lazy("Competencies concerned"),
        help_text=gettext_lazy(
            "Only certificates that state one of them are asked. Tick none to ask every holder."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    delta = forms.MultipleChoiceField(
        label=gettext_lazy("What holders are to do"),
        help_text=gettext_lazy(
            "The steps to take once more, or for the first time. With a graded quiz among them, the update also renews a certificate that ends soon."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = forms.DateField(
        label=gettext_lazy("By this day"),
        help_text=gettext_lazy("A certificate whose holder has not taken the steps ends after it."),
        widget=AdminDateInput,
    )

    def __init__(self, *args: Any, course: CoursePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = declaring.drafts(course)
        self.fields["pages"].queryset = drafts
        self.fields["competencies"].choices = list(_competencies(course))
        self.fields["delta"].choices = list(_steps(course))
        if not drafts:
            del self.fields["pages"]

    def clean_due_on(self) -> Any:
        if self.cleaned_data["due_on"] <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return self.cleaned_data["due_on"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        going_live = {str(page.translation_key) for page in facts.get("pages") or []}
        live = StepPage.objects.live().filter(translation_key__in=facts.get("delta") or [])
        there = going_live | {str(key) for key in live.values_list("translation_key", flat=True)}
        if not set(facts.get("delta") or []) <= there:
            self.add_error(
                "delta",
                _("A step that holders are to take must be published: tick its draft, too."),
            )
        return facts

    def change(self) -> declaring.Change:
        facts = self.cleaned_data
        return declaring.Change(
            summary=facts["summary"],
            competencies=facts["competencies"],
            delta=[uuid.UUID(key) for key in facts["delta"]],
            due_on=facts["due_on"],
        )

    def in_words(self) -> list[tuple[str, list[str]]]:
        """What was chosen, to be read once more before it is confirmed."""
        titles = {
            key: title for _group, group in self.fields["delta"].choices for key, title in group
        }
        named = dict(self.fields["competencies"].choices)
        pages = [page.draft_title for page in self.cleaned_data.get("pages") or []]
        return [
            (_("Drafts to publish"), pages or [_("None: what is published now is declared.")]),
            (_("What has changed"), [self.cleaned_data["summary"]]),
            (
                _("Competencies concerned"),
                [named[code] for code in self.cleaned_data["competencies"]] or [_("All")],
            ),
            (_("What holders are to do"), [titles[key] for key in self.cleaned_data["delta"]]),
        ]


def may_declare(user: User | AnonymousUser, course: Page) -> bool:
    return bool(course.permissions_for_user(user).can_publish())


class DeclareView(WagtailAdminTemplateMixin, FormView):
    """The form, then the impact, then the confirmation; nothing happens before that."""

    template_name = "certificates/cms/declare.html"
    page_title = gettext_lazy("Publish a material change")
    header_icon = "warning"
    form_class = ChangeForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.course = get_object_or_404(CoursePage, pk=kwargs["pk"])
        if not may_declare(request.user, self.course):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return f"{self.page_title}: {self.course.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        course = {
            "url": reverse("wagtailadmin_explore", args=[self.course.pk]),
            "label": self.course.title,
        }
        return [
            *super().get_breadcrumbs_items(),
            course,
            {"url": "", "label": str(self.page_title)},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"course": self.course}

    def get_initial(self) -> dict[str, Any]:
        chosen = self.request.GET.getlist("page")
        drafts = declaring.drafts(self.course)
        picked = (
            drafts.filter(pk__in=[pk for pk in chosen if pk.isdecimal() and len(pk) < 10])
            if chosen
            else drafts
        )
        return {"pages": picked, "delta": _suggested(picked)}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if "back" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirm" not in self.request.POST:
            return self._preview(form)
        try:
            version = declaring.declare(
                course=self.course,
                pages=list(form.cleaned_data.get("pages") or []),
                change=form.change(),
                by=cast(User, self.request.user),
                now=timezone.now(),
            )
        except declaring.AlreadyDeclared:
            form.add_error(None, _("What is published now was declared a material change before."))
            return self.form_invalid(form)
        log(
            self.course,
            "certificates.declare",
            user=self.request.user,
            data={"version": version.number},
        )
        tasks.ask_holders.delay_on_commit(version.pk)
        messages.success(
            self.request,
            _("Published as content version %(number)s. The holders are being asked.")
            % {"number": version.number},
        )
        return redirect("wagtailadmin_explore", self.course.pk)

    def _preview(self, form: forms.Form) -> HttpResponse:
        now, drafts = timezone.now(), form.cleaned_data.get("pages")
        before = None if drafts else current_version(course=self.course, now=now).number
        impact = recertifying.impact(
            course_key=self.course.course_key,
            competencies=form.cleaned_data["competencies"],
            before=before,
            day=now.date(),
        )
        named = [
            (countries.name(code) if code else _("not given"), people)
            for code, people in impact.by_country
        ]
        context = {
            "form": form,
            "impact": impact,
            "by_country": named,
            "due_on": form.cleaned_data["due_on"],
        }
        return render(
            self.request, "certificates/cms/impact.html", self.get_context_data(**context)
        )


def _competencies(course: CoursePage) -> Iterator[tuple[str, str]]:
    for code in course.competencies:
        title = (
            COMPETENCIES[code].title(course.locale.language_code) if code in COMPETENCIES else ""
        )
        yield code, f"{code} {title}".strip()


def _steps(course: CoursePage) -> Iterator[tuple[str, Choices]]:
    """By module, updates and refreshers first."""
    modules = ModulePage.objects.child_of(course).order_by("path")
    for module in sorted(modules, key=lambda one: one.role == ModulePage.Role.REGULAR):
        steps = StepPage.objects.child_of(module).order_by("path")
        yield (
            f"{module.draft_title} ({module.get_role_display()})",
            [(str(step.translation_key), step.draft_title) for step in steps],
        )


def _suggested(pages: Any) -> list[str]:
    """The steps of updates among the drafts, else the steps that are published anew."""
    keys = [page.pk for page in pages]
    steps = StepPage.objects.filter(pk__in=keys)
    apart = ModulePage.objects.filter(role=ModulePage.Role.UPDATE).values_list("path", flat=True)
    new = [step for step in steps if step.path[:-4] in set(apart)]
    return [str(step.translation_key) for step in new or steps]
